-- Up Migration

-- When the account is deleted; null: nobody asked for that. Until then its person may stay.
alter table users add column leaves_at timestamptz;
-- Those who are leaving, a few at any time: nobody else finds what is theirs, and their moment comes.
create index users_leaving on users (id, leaves_at) where leaves_at is not null;

-- What an account takes along when it is deleted: its deleted lists as well.
create index wishlists_by_owner on wishlists (owner_id);
