import { hoursToStay, type Farewell } from '@wishlins/contract/account';
import type { Me } from '@wishlins/contract/users';
import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { meColumns } from '../users/views.ts';

/** What goes with somebody’s account. Of what others do with its wishes nothing is read. */
export async function findFarewell(db: Database, userId: string): Promise<Farewell | undefined> {
  const { rows } = await sql<Farewell>`
    select users.leaves_at as "leavesAt", (
        select count(*) from wishlists where owner_id = users.id and deleted_at is null
      ) as wishlists, (
        select count(*) from wishlists join wishes on wishes.wishlist_id = wishlists.id
        where owner_id = users.id and wishlists.deleted_at is null and wishes.deleted_at is null
      ) as wishes, (
        select count(*) from reservations where holder_id = users.id
      ) as gifts
    from users where id = ${userId}`.execute(db);
  return rows[0];
}

/** Sets the moment of somebody’s leave, unless it is set, and answers what they see of themselves then. */
export async function setLeave(db: Database, userId: string): Promise<Me | undefined> {
  const { rows } = await sql<Me>`
    update users set leaves_at = coalesce(leaves_at,
      date_trunc('milliseconds', now()) + make_interval(hours => ${sql.lit(hoursToStay)}))
    where id = ${userId} returning ${meColumns}`.execute(db);
  return rows[0];
}

/** Takes it back, unless it has come. */
export async function clearLeave(db: Database, userId: string): Promise<Me | undefined> {
  const { rows } = await sql<Me>`
    update users set leaves_at = null where id = ${userId} and coalesce(leaves_at > now(), true)
    returning ${meColumns}`.execute(db);
  return rows[0];
}

/** Those whose moment has come. */
export async function findLeaversDue(db: Database): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from users where leaves_at is not null and leaves_at <= now() order by leaves_at`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Deletes a person whose moment has come, with all that is theirs alone, and the jobs that name them, those that are done
 * as well, which pg-boss keeps for a week.
 */
export async function deletePerson(db: Database, userId: string): Promise<void> {
  await sql`
    with gone as (delete from users where id = ${userId} and leaves_at <= now() returning id::text)
    delete from pgboss.job using gone
    where gone.id in (data ->> 'userId', data ->> 'followerId', data ->> 'followeeId')`.execute(db);
}
