import { sql, type RawBuilder } from 'kysely';

/** A moment in JSON as everywhere on the wire: ISO 8601 in UTC with milliseconds. */
export function instant(column: string): RawBuilder<string> {
  return sql`to_char(${sql.ref(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** The surprise ends three days after the event unless the owner defers it. */
export const revealOn = sql`coalesce(wishlists.reveal_on, wishlists.event_date + 3)`;

/** What everybody who may open a wishlist sees of it. */
export const coverColumns = sql`wishlists.id, wishlists.title, wishlists.emoji, wishlists.color, wishlists.occasion,
  wishlists.event_date as "eventDate", wishlists.note, wishlists.surprise, ${revealOn} as "revealOn",
  wishlists.share_token as "shareToken"`;

/** How many wishes are still open. */
export const wishCount = sql`(select count(*) from wishes
  where wishlist_id = wishlists.id and deleted_at is null and received_at is null) as "wishCount"`;

/** What only the owner sees of it. */
export const ownColumns = sql`${coverColumns}, wishlists.visibility, wishlists.archived_at as "archivedAt",
  wishlists.version, wishlists.created_at as "createdAt", wishlists.updated_at as "updatedAt", ${wishCount}`;
