-- A file of somebody's own data that they are about to save: browsers and Telegram save files without a session.
create table downloads (
  user_id uuid not null references users on delete cascade,
  format text not null check (format in ('json', 'csv')),
  -- Of the token only the hash is kept, as of a session's; unique, because the file is found by it.
  token_hash bytea not null unique,
  -- How often it may still be fetched: who saves a file may look at it first, or begin again.
  times_left smallint not null default 3 check (times_left >= 0),
  created_at timestamptz not null default now(),
  -- Of each form one at a time.
  primary key (user_id, format)
);
