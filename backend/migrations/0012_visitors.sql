-- Up Migration

-- A visitor: a guest without a Telegram account, who came by the link of a list and named themselves. They are of that list
-- and go with it, and are nobody to anybody else: never found, never written to.
alter table users
  alter column telegram_id drop not null,
  add column visitor_of uuid references wishlists on delete cascade,
  -- Of the token that proves who they are.
  add column visitor_token_hash bytea,
  -- Of the code by which a person of Telegram takes over what they hold, and until when.
  add column move_code_hash bytea,
  add column move_code_until timestamptz,
  -- When they last came, to the day.
  add column visited_at timestamptz,
  add check (telegram_id is not null or
    (visitor_of, visitor_token_hash, visited_at) is not null and not findable and not reachable),
  add check (telegram_id is null or (visitor_of, visitor_token_hash, move_code_hash, visited_at) is null);

-- Whose token it is; not one row of a person of Telegram is in these.
create unique index users_by_visitor_token on users (visitor_token_hash) where visitor_of is not null;
create unique index users_by_move_code on users (move_code_hash) where move_code_hash is not null;
-- How many visitors a list has, and who goes with it.
create index users_of_list on users (visitor_of, created_at) where visitor_of is not null;
-- Who has not come for long.
create index users_not_visiting on users (visited_at) where visitor_of is not null;
