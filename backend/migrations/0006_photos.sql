-- A photo that somebody brought for a wish. Its files are in the store of photos, under this name.
create table photos (
  -- 128 random bits: whoever was shown the address may open it.
  name text primary key check (name ~ '^[A-Za-z0-9_-]{22}$'),
  -- null: its bringer is gone, and a wish of somebody else still shows it.
  owner_id uuid references users on delete set null,
  -- What all its sizes take in the store.
  bytes integer not null check (bytes > 0),
  created_at timestamptz not null default now()
);
-- How much room a person takes.
create index photos_of_owner on photos (owner_id) include (bytes);
-- Photos that no wish shows are sought by their age.
create index photos_by_age on photos (created_at);
-- Whether a wish shows a photo.
create index wishes_pictures on wishes using gin (pictures jsonb_path_ops) where pictures <> '[]';
