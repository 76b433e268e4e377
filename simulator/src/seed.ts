import { api } from '@wishlins/contract';
import { createClient, type Call } from '@wishlins/contract/client';
import type { Me } from '@wishlins/contract/users';
import type { OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlist, OwnWishlistWithWishes } from '@wishlins/contract/wishlists';
import { findPersona, type Persona } from './cast.ts';
import { blocks, followers, friends, profiles, wishlists, type DemoProfile, type DemoWishlist } from './demo.ts';
import { signInitData } from './init-data.ts';

/** Where the demo runs and how to sign in there. */
export interface Demo {
  /** The origin of the API, as in `http://localhost:8000`. */
  baseUrl: string;
  botToken: string;
  /** Tells the person at the terminal what is going on. */
  say: (sentence: string) => void;
}

/** Somebody of the cast, signed in. */
interface Actor {
  me: Me;
  call: Call;
}

type Actors = (personaId: string) => Actor;

/**
 * Gives the cast its lists, friends and presents, all through the API as people would. Nothing happens once the demo is
 * whole; one that was interrupted is completed, and what is there is never made twice.
 */
export async function seedDemo({ baseUrl, botToken, say }: Demo): Promise<void> {
  const enter = (personaId: string) => signIn(baseUrl, signInitData({ botToken, persona: personaOf(personaId) }));
  const last = profiles.at(-1);
  if (!last || (await enter(last.persona)).me.about === last.about) return;

  say('Filling the demo with people and their wishes.');
  const entering = profiles.map(async ({ persona }) => [persona, await enter(persona)] as const);
  const people = new Map(await Promise.all(entering));
  const actors: Actors = (personaId) => {
    const actor = people.get(personaId);
    if (!actor) throw new Error(`${personaId} has no profile in the demo`);
    return actor;
  };
  await Promise.all(profiles.slice(0, -1).map((profile) => tellAbout(actors, profile)));
  await connect(actors);
  const owners = Map.groupBy(wishlists, ({ owner }) => owner);
  await Promise.all(Array.from(owners.values(), (lists) => makeWishlists(actors, lists)));
  await tellAbout(actors, last);
}

function personaOf(id: string): Persona {
  const persona = findPersona(id);
  if (!persona) throw new Error(`nobody in the cast is called ${id}`);
  return persona;
}

async function signIn(baseUrl: string, initData: string): Promise<Actor> {
  const anonymous = createClient({ origin: baseUrl, token: () => undefined });
  const { token, viewer } = await anonymous(api.session.create, { body: { initData } });
  return { me: viewer, call: createClient({ origin: baseUrl, token: () => token }) };
}

async function tellAbout(actors: Actors, { persona, birthday, ...settings }: DemoProfile): Promise<void> {
  const day = birthday && 'inDays' in birthday ? { ...dayAndMonth(birthday.inDays), year: birthday.year } : birthday;
  await actors(persona).call(api.users.updateMe, { body: day ? { ...settings, birthday: day } : settings });
}

async function connect(actors: Actors): Promise<void> {
  const mutual = friends.flatMap(([one, other]) => [[one, other] as const, [other, one] as const]);
  const path = (personaId: string) => ({ params: { userId: actors(personaId).me.id } });
  await Promise.all([
    ...[...mutual, ...followers].map(([one, other]) => actors(one).call(api.friends.follow, path(other))),
    ...blocks.map(([one, other]) => actors(one).call(api.friends.block, path(other))),
  ]);
}

/** Makes somebody's lists from the last to the first: the newest stands first. */
async function makeWishlists(actors: Actors, lists: readonly DemoWishlist[]): Promise<void> {
  for (const list of lists.toReversed()) {
    const made = await makeWishlist(actors(list.owner).call, list);
    const wishes = new Map(made.wishes.map((wish) => [wish.title, wish]));
    for (const guest of list.openedBy ?? []) await open(actors(guest).call, made);
    await give(actors, list, wishes);
    await finish(actors(list.owner).call, list, made.id, wishes);
  }
}

async function makeWishlist(call: Call, demo: DemoWishlist): Promise<OwnWishlistWithWishes> {
  const { owner: _owner, inDays, archived: _archived, openedBy: _guests, wishes, ...fields } = demo;
  const body = inDays === undefined ? fields : { ...fields, eventDate: dayFromNow(inDays) };
  const existing = await findWishlist(call, demo.title);
  const { id: wishlistId } = existing ?? (await call(api.wishlists.create, { body }));
  const params = { wishlistId };

  const { wishes: known } = await call(api.wishlists.get, { params });
  const titles = new Set(known.map(({ title }) => title));
  for (const { received: _received, givers: _givers, ...wish } of wishes.toReversed()) {
    if (!titles.has(wish.title)) await call(api.wishes.create, { params, body: wish });
  }
  return await call(api.wishlists.get, { params });
}

async function findWishlist(call: Call, name: string): Promise<OwnWishlist | undefined> {
  const shelves = (['active', 'archived'] as const).map((state) => call(api.wishlists.list, { query: { state } }));
  return (await Promise.all(shelves)).flatMap(({ wishlists: found }) => found).find(({ title }) => title === name);
}

async function open(call: Call, { shareToken }: OwnWishlistWithWishes): Promise<void> {
  await call(api.wishlists.shared, { params: { shareToken } });
}

async function give(actors: Actors, { wishes: plan }: DemoWishlist, wishes: Map<string, OwnWish>): Promise<void> {
  for (const { title, givers = [] } of plan) {
    const wish = wishes.get(title);
    if (!wish || wish.receivedAt) continue;
    for (const { persona, ...body } of givers) {
      await actors(persona).call(api.reservations.put, { params: { wishId: wish.id }, body });
    }
  }
}

async function finish(
  call: Call,
  { archived, wishes: plan }: DemoWishlist,
  wishlistId: string,
  wishes: Map<string, OwnWish>,
): Promise<void> {
  const received = plan.flatMap((wish) => (wish.received ? (wishes.get(wish.title)?.id ?? []) : []));
  if (received.length > 0) await call(api.wishes.batch, { body: { action: 'receive', wishIds: received } });
  if (archived) await call(api.wishlists.archive, { params: { wishlistId } });
}

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function dayAndMonth(inDays: number): { day: number; month: number } {
  const [, month = 1, day = 1] = dayFromNow(inDays).split('-').map(Number);
  return { day, month };
}
