import { createHash } from 'node:crypto';
import { linkKey } from '@wishlins/contract/links';
import { sql, type RawBuilder } from 'kysely';

/** The key under which what is said of a link is kept. */
export function previewKey(link: string): Buffer {
  return createHash('sha256').update(linkKey(link)).digest();
}

/** What the page of a link says of the columns of a wish, once it was read; of its pictures the first three. */
export function pageOf(link: string): RawBuilder<unknown> {
  return sql`(
    select status, facts ->> 'title' as title, (facts #>> '{price,amount}')::bigint as amount,
      facts #>> '{price,currency}' as currency, jsonb_path_query_array(facts, '$.pictures[0 to 2]') as pictures
    from link_previews where key = ${previewKey(link)} and status <> 'pending')`;
}
