import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { fill, messageAt, type Values } from '@wishlins/contract/message';
import type { NewWishlist } from '@wishlins/contract/wishlists';
import { makeList, preparedOf, signIn, type Actor, type Prepared } from '../people.ts';
import { contents } from './contents.ts';

export type Language = keyof typeof contents;

const app = join(import.meta.dirname, '..', '..', '..', 'frontend', 'src');

/** Who shows the screens in a language, each of them with what the demo has told of them. */
const roles = {
  ru: { owner: 'anya', guest: 'boris', other: 'gleb', newcomer: 'nika', list: 'День рождения', friend: 'Борис Левин' },
  en: {
    owner: 'vera',
    guest: 'oliver',
    other: 'noa',
    newcomer: 'nika',
    list: 'Birthday, quietly',
    friend: 'Oliver Hughes',
  },
} as const;

/** What the screens of one language need to be there before they are opened. */
export interface Story {
  language: Language;
  roles: (typeof roles)[Language];
  /** What the app says, by the key of its locales. */
  says: (key: string, values?: Values) => string;
  contents: (typeof contents)[Language];
  people: { owner: Actor; guest: Actor; other: Actor; newcomer: Actor };
  /** The owner's list of the demo. */
  list: Prepared;
  /** Lists of `other`, one for each thing that can be known of gifts. */
  made: Record<'full' | 'reserved' | 'open' | 'empty' | 'late' | 'rotated' | 'secret' | 'archived' | 'gifts', Prepared>;
}

export type Stories = Record<Language, Story>;

/** Prepares the screens of a language, through the API as everybody. To be told once. */
export async function tellStory(origin: string, language: Language): Promise<Story> {
  const messages = await readMessages(language);
  const cast = roles[language];
  const [owner, guest, other, newcomer] = await Promise.all(
    [cast.owner, cast.guest, cast.other, cast.newcomer].map((personaId) => signIn(origin, personaId)),
  );
  if (!owner || !guest || !other || !newcomer) throw new Error('somebody did not come');
  return {
    language,
    roles: cast,
    says: (key, values = {}) => fill(messageAt(messages, key), language, values),
    contents: contents[language],
    people: { owner, guest, other, newcomer },
    list: await findList(owner, cast.list),
    made: await makeLists(other, guest, language),
  };
}

/** All that the app can say; no namespace is in two files. */
async function readMessages(language: Language): Promise<object> {
  const messages = {};
  for await (const file of glob(`**/locales/**/${language}.json`, { cwd: app })) {
    Object.assign(messages, JSON.parse(await readFile(join(app, file), 'utf8')));
  }
  return messages;
}

/** Makes the newcomer one who speaks the language of the story and has not a single list yet. */
export async function becomeNew({ language, people }: Story): Promise<void> {
  const { call } = people.newcomer;
  await call(api.users.updateMe, { body: { language } });
  const { wishlists } = await call(api.wishlists.list, { query: {} });
  for (const { id } of wishlists) await call(api.wishlists.remove, { params: { wishlistId: id } });
}

async function makeLists(owner: Actor, guest: Actor, language: Language): Promise<Story['made']> {
  const { tea, empty, late, secret } = contents[language];
  const teaAs = (list: Partial<NewWishlist>) => makeList(owner, { ...tea.list, ...list }, tea.wishes);
  const empties = await owner.call(api.wishlists.create, { body: empty });
  const made = {
    secret: await makeList(owner, secret.list, secret.wishes),
    empty: preparedOf(empties, []),
    late: await makeList(owner, late.list, late.wishes),
    archived: await teaAs({ color: 'slate', occasion: 'new_year', eventDate: dayFromNow(-90) }),
    rotated: await teaAs({}),
    gifts: await teaAs({ color: 'plum', eventDate: dayFromNow(12) }),
    open: await teaAs({ color: 'indigo', surprise: 'open' }),
    reserved: await teaAs({ color: 'rose', surprise: 'reserved' }),
    full: await teaAs({ occasion: 'birthday', eventDate: dayFromNow(12) }),
  };
  await owner.call(api.wishlists.rotateLink, { params: { wishlistId: made.rotated.list.id } });
  await owner.call(api.wishlists.archive, { params: { wishlistId: made.archived.list.id } });
  for (const { wishes } of [made.full, made.reserved, made.open]) {
    await give(guest, wishes[1], 2);
    await give(guest, wishes[2]);
  }
  for (const wish of made.late.wishes) await give(guest, wish);
  await changeAfterwards(owner, guest, made.gifts);
  return made;
}

/** What can become of a wish once it is reserved: it is changed, it goes, it comes true, fewer are wanted. */
async function changeAfterwards(owner: Actor, guest: Actor, { wishes }: Prepared): Promise<void> {
  const [changed, fewer, gone, received] = wishes;
  if (!changed || !fewer || !gone || !received) throw new Error('the list has lost its wishes');
  await Promise.all([give(guest, changed), give(guest, fewer, 3), give(guest, gone), give(guest, received)]);
  const dearer = changed.price && { ...changed.price, amount: changed.price.amount + 100_000 };
  await owner.call(api.wishes.update, {
    params: { wishId: changed.id },
    body: { version: changed.version, price: dearer },
  });
  await owner.call(api.wishes.update, { params: { wishId: fewer.id }, body: { version: fewer.version, quantity: 1 } });
  await owner.call(api.wishes.remove, { params: { wishId: gone.id } });
  await owner.call(api.wishes.batch, { body: { action: 'receive', wishIds: [received.id] } });
}

async function give({ call }: Actor, wish: { id: string } | undefined, quantity = 1): Promise<void> {
  if (!wish) throw new Error('there is no such wish');
  await call(api.reservations.put, { params: { wishId: wish.id }, body: { quantity } });
}

async function findList(owner: Actor, title: string): Promise<Prepared> {
  const { wishlists } = await owner.call(api.wishlists.list, { query: {} });
  const found = wishlists.find((list) => list.title === title);
  if (!found) throw new Error(`the demo has no list ${title}`);
  const { wishes } = await owner.call(api.wishlists.get, { params: { wishlistId: found.id } });
  return preparedOf(found, wishes);
}

/** A day from today, as the API writes it. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
