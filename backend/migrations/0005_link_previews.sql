-- Up Migration

-- What the pages behind links say, for as long as that is believed. Nothing here says who asked.
create table link_previews (
  -- SHA-256 of what links to the same product have in common
  key bytea primary key,
  status text not null check (status in ('pending', 'found', 'refused', 'nothing')),
  -- PageFacts of the contract; the pictures in it are addresses elsewhere
  facts jsonb,
  asked_at timestamptz not null default now(),
  expires_at timestamptz not null
);
-- Finds what is no longer believed, to remove it.
create index link_previews_expired on link_previews (expires_at);

-- When links were looked at for a person within the last hour.
create table link_preview_quotas (
  user_id uuid primary key references users on delete cascade,
  asked timestamptz[] not null
);

-- How far the look at the wish's page has come, since when, and which fields its owner has left to it.
alter table wishes
  add column preview text check (preview in ('pending', 'found', 'refused', 'nothing')),
  add column preview_at timestamptz,
  add column preview_fills text[] not null default '{}';
-- Finds the wishes that wait for a page: a few at any time. Links are longer than an index takes.
create index wishes_awaiting_preview on wishes (md5(url_key)) where preview = 'pending';
