import type { PreviewStatus } from '@wishlins/contract/link-previews';
import type { PageFacts } from '@wishlins/contract/page-reading';
import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { previewKey } from './views.ts';

/** What a page said when it was read. */
export interface Preview {
  status: PreviewStatus;
  facts: PageFacts | null;
}

/** What is known of a link and still believed. A page that was not read in a minute is asked for again. */
export async function findPreview(db: Database, link: string): Promise<Preview | undefined> {
  const { rows } = await sql<Preview>`
    select status, facts from link_previews
    where key = ${previewKey(link)} and expires_at > now()
      and (status <> 'pending' or asked_at > now() - interval '1 minute')`.execute(db);
  return rows[0];
}

/** Notes that a link is being looked at. */
export async function markPending(db: Database, link: string): Promise<void> {
  await sql`
    insert into link_previews (key, status, expires_at)
    values (${previewKey(link)}, 'pending', now() + interval '10 minutes')
    on conflict (key) do update
      set status = 'pending', facts = null, asked_at = now(), expires_at = excluded.expires_at`.execute(db);
}

/** Takes one of a person’s looks of this hour; `false` when they have none left. */
export async function takeLook(db: Database, viewerId: string, limit: number): Promise<boolean> {
  const recent = sql`array(select at from unnest(quota.asked) as at where at > now() - interval '1 hour')`;
  const { rows } = await sql`
    insert into link_preview_quotas as quota (user_id, asked) values (${viewerId}, array[now()])
    on conflict (user_id) do update set asked = ${recent} || now() where cardinality(${recent}) < ${limit}
    returning user_id`.execute(db);
  return rows.length > 0;
}

/** Keeps what a page said, under its own name too, for so many minutes; forgets what is long out of date. */
export async function keepPreview(
  db: Database,
  links: readonly string[],
  { status, facts }: Preview,
  minutes: number,
): Promise<void> {
  await sql`
    with forgotten as (delete from link_previews where expires_at < now() - interval '1 day')
    insert into link_previews (key, status, facts, expires_at)
    select distinct key, ${status}, ${JSON.stringify(facts)}::jsonb, now() + make_interval(mins => ${minutes})
    from unnest(${links.map(previewKey)}::bytea[]) as key
    on conflict (key) do update
      set status = excluded.status, facts = excluded.facts, asked_at = now(), expires_at = excluded.expires_at`.execute(
    db,
  );
}
