import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';

/** Writes a photo of this person’s down, unless all of theirs together would then take more room than they have. */
export async function insertPhoto(
  db: Database,
  photo: { name: string; ownerId: string; bytes: number },
  room: number,
): Promise<boolean> {
  const { name, ownerId, bytes } = photo;
  const { rows } = await sql`
    with owner as (select id from users where id = ${ownerId} for no key update)
    insert into photos (name, owner_id, bytes)
    select ${name}, owner.id, ${bytes} from owner
    where ${bytes} + (select coalesce(sum(bytes), 0) from photos where owner_id = owner.id) <= ${room}
    returning name`.execute(db);
  return rows.length > 0;
}

/** How many bytes the photos of this person take. */
export async function sumBytes(db: Database, ownerId: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(bytes), 0)::float8 as bytes from photos where owner_id = ${ownerId}`.execute(db);
  return rows[0]?.bytes ?? 0;
}

/** Which of these photos there are; they stay until the transaction is over. */
export async function lockPhotos(db: Database, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from photos where name = any (${names}) for key share`.execute(db);
  return rows.map(({ name }) => name);
}

/** Takes some photos that were brought before that moment, after this one by name, and that nobody else holds. */
export async function lockOldPhotos(db: Database, before: Date, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from photos where created_at < ${before} and name > ${after}
    order by name limit ${limit} for update skip locked`.execute(db);
  return rows.map(({ name }) => name);
}

/** Whether this is the photo that Telegram names of this person. */
export async function findWhoseFace(db: Database, userId: string, url: string): Promise<boolean> {
  const { rows } = await sql`
    select from users where id = ${userId} and telegram_photo_url = ${url}`.execute(db);
  return rows.length > 0;
}

/** Shows this photo as the face of a person, and writes it down, unless Telegram names another by now. */
export async function insertFace(
  db: Database,
  userId: string,
  url: string,
  photo: { name: string; path: string; bytes: number },
): Promise<boolean> {
  const { rows } = await sql`
    with person as (
      update users set photo_url = ${photo.path} where id = ${userId} and telegram_photo_url = ${url} returning id
    )
    insert into photos (name, owner_id, bytes) select ${photo.name}, id, ${photo.bytes}::int from person
    returning name`.execute(db);
  return rows.length > 0;
}

/** Shows no face of a person whose photo is not to be had. */
export async function forgetFace(db: Database, userId: string, url: string): Promise<void> {
  await sql`update users set photo_url = null where id = ${userId} and telegram_photo_url = ${url}`.execute(db);
}

/** Forgets those of these photos that no wish shows any more, and that are nobody’s face. */
export async function deleteUnseen(db: Database, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    delete from photos where name = any (${names})
      and not exists (
        select from wishes where wishes.pictures <> '[]' and wishes.pictures
          @> jsonb_build_array(jsonb_build_object('url', '/pictures/photos/' || name || '.webp')))
      and not exists (
        select from users where users.id = owner_id and photo_url = '/pictures/photos/' || photos.name || '.webp')
    returning name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Shows no face of a person any more, and brings none. */
export async function clearFace(db: Database, userId: string): Promise<void> {
  await sql`update users set photo_url = null, telegram_photo_url = null where id = ${userId}`.execute(db);
}

/** Takes some of this person’s photos. */
export async function lockPhotosOf(db: Database, ownerId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from photos where owner_id = ${ownerId} limit ${limit} for update`.execute(db);
  return rows.map(({ name }) => name);
}

/** Parts these photos from who brought them. */
export async function disownPhotos(db: Database, names: readonly string[]): Promise<void> {
  await sql`update photos set owner_id = null where name = any (${names})`.execute(db);
}

/** Which of these names no photo has. */
export async function findUnknown(db: Database, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${names}::text[]) as given (name)
    where not exists (select from photos where photos.name = given.name)`.execute(db);
  return rows.map(({ name }) => name);
}
