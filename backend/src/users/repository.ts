import type { Me, Person, Profile, Relation } from '@wishlins/contract/users';
import { sql, type Updateable } from 'kysely';
import type { Database } from '../database/connect.ts';
import type { Users } from '../database/schema.ts';
import { birthdayColumn, blockBetween, meColumns, personColumns } from './views.ts';

/** Makes the person of a Telegram id, or refreshes what follows Telegram; however many ask at once, there is one row. */
export async function upsertTelegramUser(
  db: Database,
  user: {
    telegramId: number;
    firstName: string;
    lastName: string | null;
    username: string | null;
    photoUrl: string | null;
    language: string;
    currency: string;
  },
): Promise<Me> {
  const { rows } = await sql<Me>`
    insert into users (telegram_id, first_name, last_name, username, photo_url, language, currency)
    values (${user.telegramId}, ${user.firstName}, ${user.lastName}, ${user.username}, ${user.photoUrl},
      ${user.language}, ${user.currency})
    on conflict (telegram_id) do update set first_name = excluded.first_name, last_name = excluded.last_name,
      username = excluded.username, photo_url = excluded.photo_url
    returning ${meColumns}`.execute(db);
  return rows[0] as Me;
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

/** How the viewer stands to a person; somebody who blocked the viewer is not found. */
export async function findRelation(db: Database, viewerId: string, userId: string): Promise<Relation | undefined> {
  const { rows } = await sql<Relation>`
    select ${relationColumns(viewerId)} from users
    where users.id = ${userId} and not ${blockedBy(userId, viewerId)}`.execute(db);
  return rows[0];
}

/** A public profile; somebody who blocked the viewer is not found. */
export async function findProfile(db: Database, viewerId: string, userId: string): Promise<Profile | undefined> {
  const { rows } = await sql<Omit<Profile, 'relation'> & Relation>`
    select ${personColumns}, users.about, ${birthdayColumn}, ${relationColumns(viewerId)}
    from users where users.id = ${userId} and not ${blockedBy(userId, viewerId)}`.execute(db);
  if (!rows[0]) return undefined;
  const { following, followsMe, friends, blocked, ...profile } = rows[0];
  return { ...profile, relation: { following, followsMe, friends, blocked } };
}

function blockedBy(blockerId: string, blockedId: string) {
  return sql`exists (select from blocks where blocker_id = ${blockerId} and blocked_id = ${blockedId})`;
}

function relationColumns(viewerId: string) {
  const following = sql`exists (select from follows where follower_id = ${viewerId} and followee_id = users.id)`;
  const followed = sql`exists (select from follows where follower_id = users.id and followee_id = ${viewerId})`;
  return sql`${following} as following, ${followed} as "followsMe", ${following} and ${followed} as friends,
    exists (select from blocks where blocker_id = ${viewerId} and blocked_id = users.id) as blocked`;
}

/**
 * Finds people by the beginning of first name, last name or @username, then by likeness; the viewer and people behind a
 * block excepted.
 *
 * @param text lower-case, without @
 */
export async function searchPeople(db: Database, viewerId: string, text: string, limit: number): Promise<Person[]> {
  const prefix = `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const visible = sql`findable and id <> ${viewerId} and not ${blockBetween(sql`users.id`, viewerId)}`;
  const pick = (condition: unknown) => sql`
    (select ${personColumns} from users where ${condition} and ${visible} limit ${limit})`;
  // The branches run in this order and only until enough are found: likeness, the dear one, is asked last.
  const { rows } = await sql<Person>`
    select * from (
      ${pick(sql`lower(username collate "pg_c_utf8") like ${prefix}`)} union all
      ${pick(sql`search_text like ${prefix}`)} union all
      ${pick(sql`lower(last_name collate "pg_c_utf8") like ${prefix}`)} union all
      ${pick(sql`${text} <% search_text`)}
    ) as found limit ${limit * 2}`.execute(db);
  const people = new Map(rows.map((person) => [person.id, person]));
  return [...people.values()].slice(0, limit);
}
