import { sql, type RawBuilder } from 'kysely';

/** The face of a person in JSON, of the table or alias `of`. */
export function personJson(of: string): RawBuilder<unknown> {
  const users = sql.id(of);
  return sql`json_build_object('id', ${users}.id, 'name', ${users}.name, 'username', ${users}.username,
    'photoUrl', ${users}.photo_url)`;
}

/** The same as columns. */
export const personColumns = sql`users.id, users.name, users.username, users.photo_url as "photoUrl"`;

export const birthdayColumn = sql`case when users.birthday_day is not null then json_build_object(
  'day', users.birthday_day, 'month', users.birthday_month, 'year', users.birthday_year) end as birthday`;

/** What people see of themselves. */
export const meColumns = sql`${personColumns}, users.about, ${birthdayColumn}, users.currency,
  users.time_zone as "timeZone", users.language, users.findable, users.created_at as "createdAt", users.leaves_at as "leavesAt"`;

/** Whether a person has asked that their account be deleted: nobody else finds them or what is theirs from then on. */
export function isLeaving(userId: unknown): RawBuilder<boolean> {
  return sql<boolean>`exists (select from users as leaving where leaving.id = ${userId} and leaving.leaves_at is not null)`;
}

/** Whether a block stands between two people, whoever made it. */
export function blockBetween(one: unknown, other: unknown): RawBuilder<boolean> {
  return sql<boolean>`exists (select from blocks
    where (blocker_id, blocked_id) = (${one}, ${other}) or (blocker_id, blocked_id) = (${other}, ${one}))`;
}
