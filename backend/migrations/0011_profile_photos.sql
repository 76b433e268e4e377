-- Where Telegram says that a person's photo is; what people see is made of it, and lies at photo_url on our own origin.
alter table users add column telegram_photo_url text;
-- When the photo was last asked for: one that was not to be had is asked for again another day.
alter table users add column photo_asked_at timestamptz;
-- Nobody is ever sent to another server for a face.
alter table users add check (photo_url ~ '^/pictures/[A-Za-z0-9_/-]+\.webp$');
