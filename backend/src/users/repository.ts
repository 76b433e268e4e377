import type { Me, Person, Profile, Relation } from '@wishlins/contract/users';
import { sql, type Updateable } from 'kysely';
import type { Database } from '../database/connect.ts';
import { statement } from '../database/statement.ts';
import { causingRequest } from '../cause.ts';
import type { Users } from '../database/schema.ts';
import { enqueueing } from '../jobs/queue.ts';
import { birthdayColumn, meColumns, personColumns } from './views.ts';

/** Whether the database has a time zone of this name: what it does not know it cannot remind by. */
export async function knowsTimeZone(db: Database, name: string): Promise<boolean> {
  const { rows } = await sql`select from pg_timezone_names where name = ${name}`.execute(db);
  return rows.length > 0;
}

/** Where a person’s photo is, if they have one: on our own origin, or at Telegram, from where it is brought. */
export interface Photo {
  here?: string;
  elsewhere?: string;
}

/**
 * Makes the person of a Telegram id, or refreshes what follows Telegram; however many ask at once, there is one row. A
 * photo that lies elsewhere is asked for when it is another one, and once a day while it is not to be had; until it is
 * there, people see the one before. `undefined` while the account that there was is being deleted.
 */
export async function upsertTelegramUser(
  db: Database,
  user: {
    telegramId: number;
    firstName: string;
    lastName: string | null;
    username: string | null;
    /** `undefined`: it stays. */
    photo: Photo | undefined;
    language: string;
    currency: string;
    /** Telegram says that the bot may write to them; that it says nothing means nothing. */
    reachable: boolean;
  },
): Promise<Me | undefined> {
  const { here = null, elsewhere = null } = user.photo ?? {};
  const isKnown = user.photo !== undefined;
  const { rows } = await sql<Me>`
    with person as (
      insert into users (telegram_id, first_name, last_name, username, photo_url, telegram_photo_url, photo_asked_at,
        language, currency, reachable)
      values (${user.telegramId}, ${user.firstName}, ${user.lastName}, ${user.username}, ${here}, ${elsewhere},
        case when ${elsewhere}::text is not null then now() end, ${user.language}, ${user.currency}, ${user.reachable})
      on conflict (telegram_id) do update set first_name = excluded.first_name, last_name = excluded.last_name,
        username = excluded.username, reachable = users.reachable or excluded.reachable,
        photo_url = case when ${isKnown} and ${elsewhere}::text is null then excluded.photo_url else users.photo_url end,
        telegram_photo_url = case when ${isKnown} then excluded.telegram_photo_url else users.telegram_photo_url end,
        photo_asked_at = case
          when excluded.telegram_photo_url is distinct from users.telegram_photo_url
            or users.photo_url is null and users.photo_asked_at < now() - interval '1 day'
          then coalesce(excluded.photo_asked_at, users.photo_asked_at) else users.photo_asked_at end
      where users.leaves_at is null or users.leaves_at > now()
      returning *
    ), ${enqueueing(
      'profile-photo',
      sql`select jsonb_build_object('userId', id, 'url', telegram_photo_url) as job from person
        where ${isKnown} and telegram_photo_url is not null and photo_asked_at = now()`,
      causingRequest(),
    )}
    select ${meColumns} from person as users`.execute(db);
  return rows[0];
}

/** What a person sees of themselves. */
export async function findMe(db: Database, userId: string): Promise<Me | undefined> {
  const { rows } = await sql<Me>`select ${meColumns} from users where id = ${userId}`.execute(db);
  return rows[0];
}

/** Writes the given columns of a person. */
export async function updateUser(db: Database, userId: string, changes: Updateable<Users>): Promise<void> {
  await db.updateTable('users').set(changes).where('id', '=', userId).execute();
}

/** Makes blocks that touch this person wait until the transaction ends, after waiting for one under way. */
export async function lockAgainstBlocks(db: Database, userId: string): Promise<void> {
  await sql`select from users where id = ${userId} for share`.execute(db);
}

/** How the viewer stands to a person; somebody who blocked the viewer, or is leaving, is not found. */
export async function findRelation(db: Database, viewerId: string, userId: string): Promise<Relation | undefined> {
  const { rows } = await sql<Relation>`
    select ${relationColumns(viewerId)} from users
    where ${isPerson(userId)} and ${showsTo(viewerId)}`.execute(db);
  return rows[0];
}

/** A public profile; somebody who blocked the viewer, or is leaving, is not found. */
export async function findProfile(db: Database, viewerId: string, userId: string): Promise<Profile | undefined> {
  const { rows } = await sql<Omit<Profile, 'relation'> & Relation>`
    select ${personColumns}, users.about, ${birthdayColumn}, ${relationColumns(viewerId)}
    from users where ${isPerson(userId)} and ${showsTo(viewerId)}`.execute(db);
  if (!rows[0]) return undefined;
  const { following, followsMe, friends, blocked, ...profile } = rows[0];
  return { ...profile, relation: { following, followsMe, friends, blocked } };
}

/** Condition: it is this person, who has an account; visitors have no page and no ties. */
function isPerson(userId: string) {
  return sql`users.id = ${userId} and users.visitor_of is null`;
}

/** Condition on `users`. */
function showsTo(viewerId: string) {
  return sql`(users.leaves_at is null or users.id = ${viewerId})
    and not exists (select from blocks where blocker_id = users.id and blocked_id = ${viewerId})`;
}

function relationColumns(viewerId: string) {
  const following = sql`exists (select from follows where follower_id = ${viewerId} and followee_id = users.id)`;
  const followed = sql`exists (select from follows where follower_id = users.id and followee_id = ${viewerId})`;
  return sql`${following} as following, ${followed} as "followsMe", ${following} and ${followed} as friends,
    exists (select from blocks where blocker_id = ${viewerId} and blocked_id = users.id) as blocked`;
}

/** The most people that a search answers. */
const searchLimit = sql.lit(20);

const search = statement<[viewerId: string, text: string, end: string], Person>((viewerId, text, end) => {
  const username = sql`lower(username collate "pg_c_utf8")`;
  const name = sql`search_text`;
  const lastName = sql`lower(last_name collate "pg_c_utf8")`;
  // Written as the range that it is: a plan made before the text is known finds no index for LIKE.
  const begins = (key: unknown) => sql`(${key} ~>=~ ${text} and ${key} ~<~ ${end})`;
  const visible = sql`findable and leaves_at is null and id <> all ((select ids from hidden)::uuid[])`;
  const beginning = (key: unknown, ...found: unknown[]) => sql`(
    select ${personColumns} from users
    where ${begins(key)} and ${visible} ${sql.join(
      found.map((earlier) => sql`and ${begins(earlier)} is not true`),
      sql` `,
    )}
    order by ${key} using ~<~ limit ${searchLimit})`;
  return sql`
    with hidden as materialized (
      select array(
        select blocked_id from blocks where blocker_id = ${viewerId} union all
        select blocker_id from blocks where blocked_id = ${viewerId} union all
        select ${viewerId}
      ) as ids
    )
    select * from (
      ${beginning(username)} union all
      ${beginning(name, username)} union all
      ${beginning(lastName, username, name)} union all (
        select ${personColumns}
        from people_resembling(${text}) as resembling join users on users.id = resembling
        where ${visible} and (${begins(username)} or ${begins(name)} or ${begins(lastName)}) is not true
        order by ${text} <<-> search_text, id limit ${searchLimit})
    ) as found limit ${searchLimit}`;
});

/**
 * Finds people by the beginning of @username, first name or last name, in this order, then by likeness, the most alike
 * first; the viewer and people behind a block excepted. PostgreSQL asks one after the other and only until enough are
 * found: likeness, the dear one, is asked last.
 *
 * @param text lower-case, without @
 */
export async function searchPeople(db: Database, viewerId: string, text: string): Promise<Person[]> {
  return search(db, viewerId, text, `${text}\u{10FFFF}`);
}
