import { endpoints, type api } from '@wishlins/contract';
import type { Endpoint, Input } from '@wishlins/contract/endpoint';
import type { AnyInput } from './http.ts';
import { smallestPhoto } from './photos.ts';

/** What a call may name. */
export interface Place {
  wishlistId: string;
  wishId: string;
  shareToken: string;
  userId: string;
}

let updates = 1_000_000;

/** The number of an update that was not seen yet. */
export function nextUpdateId(): string {
  updates += 1;
  return String(updates);
}

/** What a sample call is about. */
export interface Scene extends Place {
  /** A wishlist of the caller’s own, where copies go. */
  ownWishlistId: string;
  /** Fresh init data of anybody. */
  initData: string;
}

type Api = typeof api;
type Sample<E extends Endpoint> = (scene: Scene) => Input<E> & AnyInput;
type Samples = {
  [Noun in keyof Api]: {
    [Name in keyof Api[Noun]]: Api[Noun][Name] extends Endpoint ? Sample<Api[Noun][Name]> : never;
  };
};

const wishlist = ({ wishlistId }: Scene) => ({ params: { wishlistId } });
const wish = ({ wishId }: Scene) => ({ params: { wishId } });
const person = ({ userId }: Scene) => ({ params: { userId } });

/** A call of every endpoint that succeeds for whoever may make it, on a scene where nothing was changed yet. */
const samplesByNoun: Samples = {
  session: { create: ({ initData }) => ({ body: { initData } }), end: () => ({}), telegram: () => ({}) },
  users: {
    me: () => ({}),
    updateMe: () => ({ body: { about: 'Люблю сюрпризы' } }),
    get: person,
    search: () => ({ query: { query: 'Аня' } }),
  },
  notifications: {
    list: () => ({ query: {} }),
    unread: () => ({}),
    markRead: ({ wishId }) => ({ body: { upTo: wishId } }),
    settings: () => ({}),
    updateSettings: () => ({ body: { off: ['friend_news'], quietHours: { from: '22:00', to: '08:00' } } }),
    setTelegram: () => ({ body: { allowed: true } }),
    muted: () => ({}),
    mutePerson: person,
    unmutePerson: person,
    muteWishlist: wishlist,
    unmuteWishlist: wishlist,
  },
  friends: {
    list: () => ({ query: {} }),
    follow: person,
    unfollow: person,
    block: person,
    unblock: person,
    blocked: () => ({ query: {} }),
  },
  feed: { list: () => ({ query: {} }) },
  wishlists: {
    list: () => ({ query: {} }),
    create: () => ({ body: { title: 'Новый год' } }),
    get: wishlist,
    update: (scene) => ({ ...wishlist(scene), body: { version: 1, title: 'Именины' } }),
    remove: wishlist,
    restore: wishlist,
    archive: wishlist,
    unarchive: wishlist,
    order: ({ wishlistId }) => ({ body: { wishlistIds: [wishlistId] } }),
    rotateLink: wishlist,
    guests: wishlist,
    setGuests: (scene) => ({ ...wishlist(scene), body: { userIds: [] } }),
    shared: ({ shareToken }) => ({ params: { shareToken } }),
    open: ({ shareToken }) => ({ params: { shareToken } }),
    opened: () => ({ query: {} }),
    ofUser: person,
  },
  wishes: {
    create: (scene) => ({ ...wishlist(scene), body: { title: 'Кофе', url: 'https://shop.example/coffee' } }),
    search: () => ({ query: {} }),
    get: wish,
    update: (scene) => ({ ...wish(scene), body: { version: 1, note: 'В зёрнах', quantity: 2 } }),
    remove: wish,
    batch: ({ wishId }) => ({ body: { action: 'receive', wishIds: [wishId] } }),
    order: (scene) => ({ ...wishlist(scene), body: { wishIds: [scene.wishId] } }),
    wantToo: (scene) => ({ ...wish(scene), body: { wishlistId: scene.ownWishlistId } }),
  },
  reservations: {
    put: (scene) => ({ ...wish(scene), body: {} }),
    remove: wish,
    mine: () => ({ query: {} }),
    acknowledge: wish,
    wait: wish,
    stopWaiting: wish,
    counts: wishlist,
    givers: wishlist,
  },
  visitors: {
    create: ({ shareToken }) => ({ params: { shareToken }, body: { name: 'Тётя Зоя', language: 'ru' } }),
    me: () => ({}),
    forget: () => ({}),
    prepareMove: () => ({}),
    move: () => ({ body: { code: 'nobody-was-told-this-1' } }),
  },
  photos: { create: () => ({ body: smallestPhoto }) },
  account: { farewell: () => ({}), leave: () => ({}), stay: () => ({}) },
  ownData: { read: () => ({}), prepare: () => ({ body: { format: 'json' } }) },
  bot: {
    open: () => ({ params: { updateId: nextUpdateId() }, body: { id: 7_000_000_001, first_name: 'Жанна' } }),
    finish: () => ({ params: { updateId: nextUpdateId() } }),
    converse: ({ wishlistId }) => ({ body: { expects: null, wishlistId } }),
  },
  linkPreviews: { look: () => ({ body: { url: 'https://shop.example/kettle' } }) },
  sharing: { prepare: ({ shareToken }) => ({ params: { shareToken }, body: {} }) },
};

/** The same by the names of `endpoints`: `wishes.create`. */
export const samples: ReadonlyMap<string, (scene: Scene) => AnyInput> = new Map(
  Object.entries<Record<string, (scene: Scene) => AnyInput>>(samplesByNoun).flatMap(([noun, operations]) =>
    Object.entries(operations).map(([name, sample]) => [`${noun}.${name}`, sample] as const),
  ),
);

/** An endpoint by its name, with the input of its sample call; one without a sample fails. */
export function sampleOf(name: string, scene: Scene): [Endpoint, AnyInput] {
  const [endpoint, sample] = [endpoints.get(name), samples.get(name)];
  if (!endpoint || !sample) throw new Error(`${name} needs a sample call in testing/samples.ts`);
  return [endpoint, sample(scene)];
}
