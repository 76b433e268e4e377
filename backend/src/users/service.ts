import { guessLanguage } from '@wishlins/contract/language';
import type { Birthday, Me, Person, Profile, Relation } from '@wishlins/contract/users';
import type { Static } from 'typebox';
import type { api } from '@wishlins/contract';
import { inTransaction, type Database } from '../database/connect.ts';
import { refuse, refuseField } from '../errors.ts';
import type { TelegramUser } from '../telegram/init-data.ts';
import {
  findMe,
  findProfile,
  findRelation,
  knowsTimeZone,
  lockAgainstBlocks,
  searchPeople,
  updateUser,
  upsertTelegramUser,
  type Photo,
} from './repository.ts';

/**
 * Makes or refreshes the person behind a Telegram account; their own settings stay as they are.
 *
 * @param photoIsKnown whether no photo means that they have none: messages never tell of it
 */
export async function registerTelegramUser(
  db: Database,
  user: TelegramUser,
  { photoIsKnown = true } = {},
): Promise<Me> {
  // Whom the app greets in Russian before anybody has signed in, it goes on speaking Russian to.
  const language = guessLanguage(user.language_code);
  const me = await upsertTelegramUser(db, {
    telegramId: user.id,
    firstName: cleanName(user.first_name) || (user.username ?? '…'),
    lastName: cleanName(user.last_name ?? '') || null,
    username: user.username ?? null,
    photo: photoIsKnown ? photoAt(user.photo_url) : undefined,
    language,
    currency: /^ru\b/i.test(user.language_code ?? '') ? 'RUB' : 'USD',
    reachable: user.allows_write_to_pm ?? false,
  });
  // Whoever comes back after they have left is new here, as soon as the last of what they had is gone.
  return me ?? refuse('unavailable', { retryAfter: 5 });
}

/**
 * A name as it may stand in anybody’s page or message: one line, without marks that turn the text around it; empty if it
 * shows nothing.
 */
export function cleanName(name: string): string {
  const clean = name
    .normalize('NFC')
    .replaceAll(/[\u0000-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2028\u2029\u2060-\u2069\uFEFF]/g, '')
    .trim();
  if (/^[\p{Default_Ignorable_Code_Point}\s]*$/u.test(clean)) return '';
  return Array.from(clean).slice(0, 64).join('');
}

/** Pictures are shown from this server’s own origin only: what lies elsewhere is brought here. */
function photoAt(url = ''): Photo {
  const address = URL.canParse(url, 'https://own') ? new URL(url, 'https://own') : undefined;
  if (address && /^\/pictures\/[\w/-]+\.webp$/.test(address.pathname)) return { here: address.pathname };
  return address?.protocol === 'https:' && address.host !== 'own' ? { elsewhere: address.href } : {};
}

/** The viewer’s own profile. */
export async function getMe(db: Database, viewerId: string): Promise<Me> {
  return (await findMe(db, viewerId)) ?? refuse('unauthenticated');
}

type Changes = Static<NonNullable<typeof api.users.updateMe.body>>;

/** Changes the viewer’s own profile; what is left out stays. */
export async function changeMe(db: Database, viewerId: string, changes: Changes): Promise<Me> {
  const { birthday, timeZone, about, currency, language, findable } = changes;
  if (birthday) checkBirthday(birthday);
  if (timeZone !== undefined && !(await knowsTimeZone(db, timeZone))) refuseField('body.timeZone', 'time-zone');
  const columns = {
    ...(currency === undefined ? {} : { currency }),
    ...(language === undefined ? {} : { language }),
    ...(findable === undefined ? {} : { findable }),
    ...(about === undefined ? {} : { about: about || null }),
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    ...(birthday === undefined
      ? {}
      : {
          birthday_day: birthday?.day ?? null,
          birthday_month: birthday?.month ?? null,
          birthday_year: birthday?.year ?? null,
        }),
  };
  if (Object.keys(columns).length > 0) await updateUser(db, viewerId, columns);
  return getMe(db, viewerId);
}

/** A birthday is a day of its year, of a leap year where none is given, and not in the future. */
function checkBirthday({ day, month, year }: Birthday): void {
  const date = new Date(Date.UTC(year ?? 2000, month - 1, day));
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) refuseField('body.birthday.day', 'date');
  if (year && date.getTime() > Date.now()) refuseField('body.birthday.year', 'past');
}

/** A person’s public profile; of people whom the viewer has blocked, the name only. */
export async function getProfile(db: Database, viewerId: string, userId: string): Promise<Profile> {
  const profile = (await findProfile(db, viewerId, userId)) ?? refuse('user_not_found');
  return profile.relation.blocked ? { ...profile, about: null, birthday: null } : profile;
}

/** People whose name or @username begins with or resembles the text. */
export async function findPeople(db: Database, viewerId: string, query: string): Promise<Person[]> {
  return searchPeople(db, viewerId, query.toLowerCase().replace(/^@/, ''));
}

/** How the viewer stands to a person. */
export async function getRelation(db: Database, viewerId: string, userId: string): Promise<Relation> {
  return (await findRelation(db, viewerId, userId)) ?? refuse('user_not_found');
}

/** Runs a rule that ties the viewer to somebody, so that no block comes between what it checks and what it writes. */
export async function holdingOffBlocks<Result>(
  db: Database,
  viewerId: string,
  rule: (trx: Database) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, async (trx) => {
    await lockAgainstBlocks(trx, viewerId);
    return rule(trx);
  });
}
