-- Up Migration

-- Whether the bot may write to a person: they allowed it, and have not blocked it since.
alter table users add column reachable boolean not null default false;

-- Whose birthday is on a day, for the reminders of those who follow them.
create index users_of_birthday on users (birthday_month, birthday_day) where birthday_day is not null;

-- Since when a list shows to those who may find it: made, or made visible, and so news to followers.
alter table wishlists add column shown_at timestamptz not null default now();
update wishlists set shown_at = created_at;

-- What happens on a day, and whose surprise ends on it.
create index wishlists_of_event on wishlists (event_date) where deleted_at is null and archived_at is null;
create index wishlists_of_reveal on wishlists (coalesce(reveal_on, event_date + 3)) where deleted_at is null;
-- What was shown of late, for the news of the day.
create index wishlists_of_shown on wishlists (shown_at) where deleted_at is null and archived_at is null;

-- A person without a row has everything switched on and no quiet hours.
create table notification_settings (
  user_id uuid primary key references users on delete cascade,
  off text[] not null default '{}',
  quiet_from time,
  quiet_to time,
  check ((quiet_from is null) = (quiet_to is null))
);

create table muted_people (
  user_id uuid not null references users on delete cascade,
  person_id uuid not null references users on delete cascade,
  primary key (user_id, person_id),
  check (user_id <> person_id)
);
create index muted_people_by_person on muted_people (person_id);

create table muted_wishlists (
  user_id uuid not null references users on delete cascade,
  wishlist_id uuid not null references wishlists on delete cascade,
  primary key (user_id, wishlist_id)
);
create index muted_wishlists_by_wishlist on muted_wishlists (wishlist_id);

-- What people were told: the inbox of the app.
create table notifications (
  id uuid primary key default uuidv7(),
  user_id uuid not null references users on delete cascade,
  kind text not null,
  -- What is told, and which time: a person is told the same once.
  key text not null,
  actor_id uuid references users on delete cascade,
  wishlist_id uuid references wishlists on delete cascade,
  wish_id uuid references wishes on delete cascade,
  -- The title as it was told, which whoever may no longer open the list keeps.
  wish_title text,
  facts jsonb not null default '{}',
  read_at timestamptz,
  created_at timestamptz not null default now(),
  unique (user_id, key)
);
-- The inbox, latest first, and the count on its door.
create index notifications_of_user on notifications (user_id, id desc);
create index notifications_unread on notifications (user_id) where read_at is null;
-- What an account, a list or a wish takes along when it is deleted for good.
create index notifications_by_actor on notifications (actor_id) where actor_id is not null;
create index notifications_by_wishlist on notifications (wishlist_id) where wishlist_id is not null;
create index notifications_by_wish on notifications (wish_id) where wish_id is not null;

-- The messages of the bot that notifications became. An attempt is written here before it is made.
create table deliveries (
  notification_id uuid primary key references notifications on delete cascade,
  -- The recipient of the notification: their messages leave in order.
  user_id uuid not null,
  -- dropped: no longer wanted or true; unreachable: Telegram refused; parked: given up after too many tries
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'dropped', 'unreachable', 'parked')),
  due_at timestamptz not null default now(),
  tries smallint not null default 0,
  -- Set while the outcome of an attempt is not known.
  attempted_at timestamptz,
  -- Attempts of which the outcome never became known; after one more the message may have been sent twice.
  lost_outcomes smallint not null default 0,
  finished_at timestamptz,
  check ((state = 'waiting') = (finished_at is null))
);
-- What is to be sent: the first of each chat.
create index deliveries_waiting on deliveries (user_id, notification_id) where state = 'waiting';

-- The chats that the bot has written to.
create table chats (
  user_id uuid primary key references users on delete cascade,
  -- Where Telegram moved the chat to; null: it is the person’s own id.
  moved_to bigint,
  -- Not before this moment may anything be sent there again.
  free_at timestamptz not null default '-infinity'
) with (fillfactor = 50);

-- Not before this moment may anything be sent to anybody.
create table courier (
  one boolean primary key default true check (one),
  free_at timestamptz not null default '-infinity'
);
insert into courier default values;
