import { api } from '@wishlins/contract';
import { createClient, type Call } from '@wishlins/contract/client';
import { formatStartParam } from '@wishlins/contract/start-param';
import type { Me } from '@wishlins/contract/users';
import type { NewWish, OwnWish } from '@wishlins/contract/wishes';
import type { NewWishlist, OwnWishlist } from '@wishlins/contract/wishlists';

/** Somebody of the cast who acts through the API, to prepare a journey or to read what they are told. */
export interface Actor {
  me: Me;
  call: Call;
  /** What the API answers to this person, byte for byte. */
  read: (path: string) => Promise<string>;
}

/** Signs a persona in with what the simulator signs. */
export async function signIn(origin: string, personaId: string): Promise<Actor> {
  const signed = await fetch(`${origin}/simulator/api/init-data`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ personaId }),
  });
  const { initData }: { initData: string } = await signed.json();
  const anonymous = createClient({ origin, token: () => undefined });
  const { token, viewer } = await anonymous(api.session.create, { body: { initData } });
  const headers = { authorization: `Bearer ${token}` };
  return {
    me: viewer,
    call: createClient({ origin, token: () => token }),
    read: async (path) => await (await fetch(`${origin}/api/v1${path}`, { headers })).text(),
  };
}

/** A list made for one journey, the links that lead to it, and its wishes. */
export interface Prepared {
  list: OwnWishlist;
  wishes: OwnWish[];
  /** The start parameter of the list. */
  startapp: string;
  /** The start parameter of its first wish. */
  wishStartapp: string;
}

/** Makes a list that is open to whoever has its link, with these wishes in this order. */
export async function makeList(
  { call }: Actor,
  list: NewWishlist,
  [first, ...others]: [NewWish, ...NewWish[]],
): Promise<Prepared> {
  const made = await call(api.wishlists.create, { body: { visibility: 'link', ...list } });
  const params = { wishlistId: made.id };
  const wishes: OwnWish[] = [];
  for (const body of others.toReversed()) wishes.unshift(await call(api.wishes.create, { params, body }));
  const wish = await call(api.wishes.create, { params, body: first });
  return preparedOf(made, [wish, ...wishes]);
}

/** A list that is there already, with the links that lead to it. */
export function preparedOf(list: OwnWishlist, wishes: OwnWish[]): Prepared {
  const { shareToken } = list;
  return {
    list,
    wishes,
    startapp: formatStartParam({ to: 'wishlist', shareToken }),
    wishStartapp: formatStartParam({ to: 'wish', shareToken, wishId: wishes[0]?.id ?? '' }),
  };
}
