-- Up Migration

create extension if not exists pg_trgm;

-- A person is their Telegram id (beyond int4); names and photo follow Telegram at every sign-in.
create table users (
  id uuid primary key default uuidv7(),
  telegram_id bigint not null unique,
  first_name text not null,
  last_name text,
  username text,
  photo_url text,
  about text,
  birthday_day smallint,
  birthday_month smallint,
  birthday_year smallint,
  currency text not null,
  time_zone text not null default 'UTC',
  language text not null check (language in ('ru', 'en')),
  findable boolean not null default true,
  -- Sessions made before this moment are void.
  not_before timestamptz not null default '-infinity',
  created_at timestamptz not null default now(),
  name text not null generated always as (first_name || coalesce(' ' || last_name, '')) stored,
  -- What people search: name and username, lower-case in every script whatever the database's own locale is.
  search_text text not null generated always as (
    lower((first_name || coalesce(' ' || last_name, '') || coalesce(' @' || username, '')) collate "pg_c_utf8")
  ) stored,
  check ((birthday_day is null) = (birthday_month is null)),
  check (birthday_year is null or birthday_day is not null)
);

-- Search: prefixes of the first name, of the last name and of the @username come off the ordered indexes,
-- everything else off the trigrams.
create index users_search_prefix on users (search_text text_pattern_ops) where findable;
create index users_last_name_prefix on users (lower(last_name collate "pg_c_utf8") text_pattern_ops) where findable;
create index users_username_prefix on users (lower(username collate "pg_c_utf8") text_pattern_ops) where findable;
create index users_search_trigrams on users using gin (search_text gin_trgm_ops) where findable;

-- Some who resemble a text, found by trigrams. The planner takes likeness for cheap and would compare it with everybody as
-- soon as it hopes for an early end; so it has no choice here.
create function people_resembling(text text) returns setof uuid language sql stable parallel safe rows 60
  set enable_seqscan = off
begin atomic
  select id from users where findable and text <% search_text limit 60;
end;

-- 29 February is kept on the 28th in common years.
create function birthday_in(year int, month int, day int) returns date language sql immutable parallel safe
  return case
    when day <= 28 then make_date(year, month, day)
    else least(make_date(year, month, 1) + (day - 1), (make_date(year, month, 1) + interval '1 month')::date - 1)
  end;

-- The next one from a day that is given by its year and its place in it, month * 32 + day. Comparing places instead of
-- dates keeps it cheap enough for PostgreSQL to inline, and the friends page sorts everybody one follows by it.
create function next_birthday(month int, day int, year int, place int) returns date language sql immutable parallel safe
  return birthday_in(year + (month * 32 + day < place)::int, month, day);

create function next_birthday(month int, day int, today date) returns date language sql immutable parallel safe
  return next_birthday(month, day, extract(year from today)::int,
    (extract(month from today) * 32 + extract(day from today))::int);

create table sessions (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now()
);
-- Ends all sessions of a person, and lets the deletion of an account find them.
create index sessions_of_user on sessions (user_id);

create table follows (
  follower_id uuid not null references users on delete cascade,
  followee_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (follower_id, followee_id),
  check (follower_id <> followee_id)
);
-- "Who follows me".
create index follows_by_followee on follows (followee_id, follower_id);

create table blocks (
  blocker_id uuid not null references users on delete cascade,
  blocked_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (blocker_id, blocked_id),
  check (blocker_id <> blocked_id)
);
-- A block hides both ways; also finds the blocks to drop with an account.
create index blocks_by_blocked on blocks (blocked_id, blocker_id);

create table wishlists (
  id uuid primary key default uuidv7(),
  owner_id uuid not null references users on delete cascade,
  title text not null,
  emoji text,
  color text not null,
  occasion text,
  event_date date,
  note text,
  visibility text not null check (visibility in ('private', 'selected', 'friends', 'link', 'public')),
  surprise text not null check (surprise in ('full', 'reserved', 'open')),
  -- Deferred by the owner; null means three days after the event.
  reveal_on date,
  share_token text not null unique,
  position integer not null,
  version integer not null default 1,
  archived_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- "My lists" and "the lists of this person".
create index wishlists_of_owner on wishlists (owner_id, position) where deleted_at is null;

-- Links that were replaced, so that whoever comes by them is told so.
create table retired_share_tokens (
  share_token text primary key,
  wishlist_id uuid not null references wishlists on delete cascade
);
create index retired_share_tokens_of_wishlist on retired_share_tokens (wishlist_id);

-- The people selected to open a list of visibility 'selected'.
create table wishlist_guests (
  wishlist_id uuid not null references wishlists on delete cascade,
  user_id uuid not null references users on delete cascade,
  primary key (wishlist_id, user_id)
);
create index wishlist_guests_by_user on wishlist_guests (user_id);

-- Who came by which link: the lists a guest finds again, and, once the link is rotated, whom it shut out.
create table wishlist_visits (
  user_id uuid not null references users on delete cascade,
  wishlist_id uuid not null references wishlists on delete cascade,
  share_token text not null,
  visited_at timestamptz not null default now(),
  primary key (user_id, wishlist_id)
);
-- "Lists I opened", latest first.
create index wishlist_visits_latest on wishlist_visits (user_id, visited_at desc, wishlist_id desc);
create index wishlist_visits_of_wishlist on wishlist_visits (wishlist_id);

-- What an owner writes and reads. Nothing here changes when somebody reserves.
create table wishes (
  id uuid primary key default uuidv7(),
  wishlist_id uuid not null references wishlists on delete cascade,
  title text not null,
  note text,
  url text,
  -- The link without what does not tell products apart; equal keys are warned of as duplicates.
  url_key text,
  pictures jsonb not null default '[]',
  price_amount bigint check (price_amount >= 0),
  price_currency text,
  priority text not null check (priority in ('low', 'normal', 'high')),
  position integer not null,
  received_at timestamptz,
  version integer not null default 1,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((price_amount is null) = (price_currency is null))
);
-- The wishes of a list in their order: the hottest read.
create index wishes_of_wishlist on wishes (wishlist_id, position) where deleted_at is null;

-- What counts pieces lives apart from what the owner reads.
create table wish_stock (
  wish_id uuid primary key references wishes on delete cascade,
  -- null: any number
  quantity integer check (quantity > 0),
  reserved integer not null default 0 check (reserved >= 0)
) with (fillfactor = 50);

-- One holder has one reservation of a wish; it outlives the holder's access to the list.
create table reservations (
  wish_id uuid not null references wishes on delete cascade,
  holder_id uuid not null references users on delete cascade,
  quantity integer not null check (quantity > 0),
  stage text not null check (stage in ('reserved', 'bought', 'given')),
  hide_name boolean not null,
  -- What the owner could learn, and when, as it was promised; later, more open terms do not apply to it.
  surprise text not null check (surprise in ('full', 'reserved', 'open')),
  reveal_on date,
  snapshot_title text not null,
  snapshot_price_amount bigint,
  snapshot_price_currency text,
  snapshot_url text,
  created_at timestamptz not null default now(),
  primary key (wish_id, holder_id)
);
-- "What I have reserved".
create index reservations_of_holder on reservations (holder_id, created_at desc, wish_id);

-- "Tell me if it is free again."
create table waiting (
  wish_id uuid not null references wishes on delete cascade,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (wish_id, user_id)
);
create index waiting_by_user on waiting (user_id);

-- What was answered to a key, written in the transaction that it stands for; a person’s keys of yesterday go with
-- their next.
create table idempotency_keys (
  user_id uuid not null references users on delete cascade,
  key text not null,
  request_hash bytea not null,
  reply jsonb not null,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
