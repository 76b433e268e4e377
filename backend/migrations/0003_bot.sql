-- Up Migration

-- Updates of Telegram's that were begun, so that each takes effect once. Telegram keeps an update for a day and may give
-- its number to another after a week: a person's updates of days ago go with their next.
create table bot_updates (
  update_id bigint primary key,
  user_id uuid not null references users on delete cascade,
  received_at timestamptz not null default now(),
  done_at timestamptz
);
-- Finds the old ones of a person, and all of them when the account is deleted.
create index bot_updates_of_user on bot_updates (user_id, received_at);

-- A session that the bot was given for one update, and that ends with it.
alter table sessions add column bot_update_id bigint references bot_updates on delete cascade;
-- Ends the sessions of an update; most sessions are of none.
create index sessions_of_bot_update on sessions (bot_update_id) where bot_update_id is not null;

-- Where the bot's conversation with a person stands.
create table bot_conversations (
  user_id uuid primary key references users on delete cascade,
  expects text check (expects in ('birthday')),
  -- The list that the last wish went into, wherever that list is now.
  wishlist_id uuid
);
