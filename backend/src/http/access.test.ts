import { randomBytes, randomUUID } from 'node:crypto';
import { api, endpoints } from '@wishlins/contract';
import type { Endpoint } from '@wishlins/contract/endpoint';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { outcome, send, type Credential, type Reply } from '../testing/http.ts';
import { signInitData } from '../testing/init-data.ts';
import { sampleOf, samples, type Place } from '../testing/samples.ts';
import { botSecret, createWorld, makeList, visit, type Actor, type World } from '../testing/world.ts';

/** Everybody but the owner, who comes last: they may change what the others ask for. */
const cast = ['dina', 'gleb', 'vera', 'boris', 'anya'] as const;
type Who = (typeof cast)[number];

/** Who besides Anya may open a list of hers; the policy in words, written a second time on purpose. */
const readers = {
  private: [],
  selected: ['vera'],
  friends: ['vera', 'boris'],
  link: ['gleb', 'vera', 'boris'],
  public: ['gleb', 'vera', 'boris'],
  archived: [],
  deleted: [],
} satisfies Record<string, Who[]>;
type Condition = keyof typeof readers;
const conditions = Object.keys(readers) as Condition[];

/** Endpoints for any viewer that nevertheless name a thing, which must be theirs: whose it is in a scene. */
const thingsOf: Record<string, Who | 'nobody'> = {
  'wishes.batch': 'anya',
  'reservations.acknowledge': 'nobody',
  'visitors.move': 'nobody',
};

let world: World;
let ownLists: Record<Who, string>;
beforeAll(async () => {
  world = await createWorld();
  const lists = cast.map(async (who) => [who, (await makeList(world[who])).list.id] as const);
  ownLists = Object.fromEntries(await Promise.all(lists)) as Record<Who, string>;
});
// Whoever is leaving is found by nobody.
afterEach(() => world.db.updateTable('users').set({ leaves_at: null }).execute());
afterAll(() => world.end());
// A person may have so many lists, and there are more endpoints than that.
afterEach(async () => {
  const { db, anya } = world;
  await db.deleteFrom('wishlists').where('owner_id', '=', anya.me.id).where('id', '<>', ownLists.anya).execute();
});

const strange = (): Place => ({
  wishlistId: randomUUID(),
  wishId: randomUUID(),
  shareToken: randomBytes(16).toString('base64url'),
  userId: randomUUID(),
});

/** A list of Anya’s with Vera selected and a wish of which there is enough for all. */
async function setScene(condition: Condition): Promise<Place> {
  const visibility = condition === 'archived' || condition === 'deleted' ? 'public' : condition;
  const { list, wish } = await makeList(world.anya, { visibility, surprise: 'open' }, [
    { title: 'Шоколад', quantity: null },
  ]);
  const params = { wishlistId: list.id };
  await world.anya.call(api.wishlists.setGuests, { params, body: { userIds: [world.vera.me.id] } });
  if (condition === 'archived') await world.anya.call(api.wishlists.archive, { params });
  if (condition === 'deleted') await world.anya.call(api.wishlists.remove, { params });
  return { wishlistId: list.id, wishId: wish.id, shareToken: list.shareToken, userId: world.anya.me.id };
}

async function ask(name: string, scene: Place, who: Who): Promise<Reply> {
  // Signing out ends the session that asks: let it be one of its own.
  const actor: Actor = name === 'session.end' ? await world.newcomer(world[who].telegram) : world[who];
  return askWith(name, scene, actor.token, who);
}

function askWith(name: string, scene: Place, credential: Credential | undefined, who: Who) {
  const all = { ...scene, ownWishlistId: ownLists[who], initData: signInitData(world[who].telegram) };
  return send(world.origin, ...sampleOf(name, all), credential);
}

function endpointOf(name: string): Endpoint {
  const endpoint = endpoints.get(name);
  if (!endpoint) throw new Error(`${name} is no endpoint of the contract`);
  return endpoint;
}

/** The 404 that an endpoint gives for what is not there, or not there for whoever asks. */
function notFoundOf(endpoint: Endpoint): string | undefined {
  return endpoint.errors.find((code) => code.endsWith('_not_found'));
}

const named = (...access: Endpoint['access'][]) =>
  Array.from(endpoints.keys()).filter((name) => access.includes(endpointOf(name).access));

it('every endpoint of the contract has a sample call, and every sample an endpoint', () => {
  expect(Array.from(samples.keys()).toSorted()).toEqual(Array.from(endpoints.keys()).toSorted());
});

describe('without a session that is good', () => {
  it.each(Array.from(endpoints.keys()))('%s lets nobody in but where anyone may', async (name) => {
    const { status, access } = endpointOf(name);
    const ended = await world.newcomer();
    await ended.call(api.session.end, {});
    const scene = await setScene('public');
    const gone = await visit(world, scene.shareToken);
    await gone.call(api.visitors.forget, {});
    const strangers = [randomBytes(32).toString('base64url'), world.gleb.token, gone.token];
    const tokens = [
      undefined,
      'garbage',
      randomBytes(32).toString('base64url'),
      ended.token,
      ...strangers.map((visitorToken) => ({ visitorToken })),
    ];
    const replies = await Promise.all(tokens.map((token) => askWith(name, scene, token, 'gleb')));
    const allowed = access === 'anyone' ? status : 'unauthenticated';
    expect(replies.map(outcome)).toEqual(tokens.map(() => allowed));
  });
});

describe('what belongs to a wishlist', () => {
  function expected(endpoint: Endpoint, who: Who, condition: Condition): string | number | undefined {
    const { access, errors, ownerGoesTo, status } = endpoint;
    const readable = (readers[condition] as Who[]).includes(who);
    if (who !== 'anya') return readable && access !== 'owner' ? status : notFoundOf(endpoint);
    if (condition === 'deleted' && endpoint !== api.wishlists.restore) return notFoundOf(endpoint);
    if (access === 'guest') return errors.find((code) => code === 'own_wish');
    return ownerGoesTo ? 303 : status;
  }

  it.each(named('owner', 'reader', 'guest'))('%s answers whom the visibility allows', async (name) => {
    const endpoint = endpointOf(name);
    const seen: Record<string, unknown> = {};
    const wanted: Record<string, unknown> = {};
    for (const condition of conditions) {
      const scene = await setScene(condition);
      for (const who of cast) {
        wanted[`${condition}: ${who}`] = expected(endpoint, who, condition);
        seen[`${condition}: ${who}`] = outcome(await ask(name, scene, who));
      }
    }
    expect(seen).toEqual(wanted);
  });

  it.each(named('owner', 'reader', 'guest'))('%s tells nobody whether what they may not see exists', async (name) => {
    const [forbidden, unknown] = [
      await ask(name, await setScene('private'), 'gleb'),
      await ask(name, strange(), 'gleb'),
    ];
    expect(outcome(unknown)).toBe(notFoundOf(endpointOf(name)));
    expect(forbidden).toEqual(unknown);
  });

  it('an owner who follows their own link comes to their own view', async () => {
    const scene = await setScene('link');
    const { headers } = await ask('wishlists.shared', scene, 'anya');
    expect(headers['location']).toBe(`/api/v1/wishlists/${scene.wishlistId}`);
  });
});

describe('what is asked about a person', () => {
  it.each(named('person'))('%s answers whom the person has not blocked', async (name) => {
    const endpoint = endpointOf(name);
    const person = await world.newcomer();
    await person.call(api.friends.block, { params: { userId: world.dina.me.id } });
    const scene = { ...strange(), userId: person.me.id };
    const seen = Object.fromEntries(
      await Promise.all(cast.map(async (who) => [who, outcome(await ask(name, scene, who))] as const)),
    );
    const { status } = endpoint;
    expect(seen).toEqual({ dina: notFoundOf(endpoint), gleb: status, vera: status, boris: status, anya: status });
  });

  it.each(named('person'))('%s tells nobody whether they are blocked or nobody is there', async (name) => {
    const forbidden = await ask(name, { ...strange(), userId: world.anya.me.id }, 'dina');
    expect(outcome(forbidden)).toBe('user_not_found');
    expect(forbidden).toEqual(await ask(name, strange(), 'dina'));
  });

  it.each(named('person'))('%s is about others, or shows people what others see of them', async (name) => {
    const { errors, status } = endpointOf(name);
    const itself = await ask(name, { ...strange(), userId: world.gleb.me.id }, 'gleb');
    expect(outcome(itself)).toBe(errors.includes('not_yourself') ? 'not_yourself' : status);
  });
});

describe('what is every viewer’s own', () => {
  it.each(named('viewer'))('%s is there for everybody, and reaches nothing that is not theirs', async (name) => {
    const endpoint = endpointOf(name);
    const notFound = notFoundOf(endpoint);
    expect(thingsOf[name] !== undefined, 'whose thing it names').toBe(notFound !== undefined);
    const scene = await setScene('public');
    for (const who of cast) {
      const theirs = notFound === undefined || thingsOf[name] === who;
      expect([who, outcome(await ask(name, scene, who))]).toEqual([who, theirs ? endpoint.status : notFound]);
      expect([who, outcome(await ask(name, strange(), who))]).toEqual([who, notFound ?? endpoint.status]);
    }
  });
});

describe('what opens to anybody', () => {
  it.each(named('anyone').filter((name) => notFoundOf(endpointOf(name))))(
    '%s shows and takes what the visibility gives to whoever has the link',
    async (name) => {
      const endpoint = endpointOf(name);
      const wanted = conditions.map((condition) =>
        ['link', 'public'].includes(condition) ? endpoint.status : 'wishlist_not_found',
      );
      const scenes = await Promise.all(conditions.map(setScene));
      const replies = await Promise.all(scenes.map((scene) => askWith(name, scene, undefined, 'gleb')));
      expect(replies.map(outcome)).toEqual(wanted);
      expect(replies[conditions.indexOf('private')]).toEqual(await askWith(name, strange(), undefined, 'gleb'));
    },
  );
});

describe('what visitors may', () => {
  const forVisitors = (name: string) => {
    const { access, visitors } = endpointOf(name);
    return access === 'visitor' || visitors === true;
  };

  it.each(Array.from(endpoints.keys()).filter((name) => endpointOf(name).access !== 'anyone'))(
    '%s lets a visitor in only where it says so',
    async (name) => {
      const scene = await setScene('public');
      const { token } = await visit(world, scene.shareToken);
      const reply = await askWith(name, scene, { visitorToken: token }, 'gleb');
      const allowed = notFoundOf(endpointOf(name)) === 'reservation_not_found' ? 'reservation_not_found' : undefined;
      expect(outcome(reply)).toBe(forVisitors(name) ? (allowed ?? endpointOf(name).status) : 'unauthenticated');
    },
  );

  it.each(named('visitor'))('%s lets nobody in who has an account', async (name) => {
    const scene = await setScene('public');
    for (const who of cast) expect([who, outcome(await ask(name, scene, who))]).toEqual([who, 'unauthenticated']);
  });

  it.each(named('reader', 'guest').filter(forVisitors))(
    '%s answers a visitor of this list as long as it opens to whoever has its link, and of no other list',
    async (name) => {
      const { status } = endpointOf(name);
      const notFound = notFoundOf(endpointOf(name));
      const elsewhere = await visit(world, (await setScene('link')).shareToken);
      for (const condition of conditions) {
        const scene = await setScene('link');
        const { token } = await visit(world, scene.shareToken);
        const params = { wishlistId: scene.wishlistId };
        const isSwitched = condition !== 'archived' && condition !== 'deleted';
        if (condition === 'archived') await world.anya.call(api.wishlists.archive, { params });
        if (condition === 'deleted') await world.anya.call(api.wishlists.remove, { params });
        const body = { version: 1, visibility: isSwitched ? condition : 'link' } as const;
        if (isSwitched) await world.anya.call(api.wishlists.update, { params, body });
        const opens = condition === 'link' || condition === 'public';
        const here = askWith(name, scene, { visitorToken: token }, 'gleb');
        const there = askWith(name, scene, { visitorToken: elsewhere.token }, 'gleb');
        expect([condition, outcome(await here)]).toEqual([condition, opens ? status : notFound]);
        expect(await there).toEqual(await askWith(name, strange(), { visitorToken: elsewhere.token }, 'gleb'));
      }
    },
  );

  it.each(named('person'))('%s knows no visitor', async (name) => {
    const { id } = await visit(world, (await setScene('link')).shareToken);
    const reply = await ask(name, { ...strange(), userId: id }, 'anya');
    expect(outcome(reply)).toBe('user_not_found');
  });
});

describe('what the bot asks for itself', () => {
  it.each(named('bot'))('%s is there for the bot, and for no person', async (name) => {
    const scene = strange();
    expect(outcome(await askWith(name, scene, { botSecret }, 'gleb'))).toBe(endpointOf(name).status);
    for (const who of cast) expect([who, outcome(await ask(name, scene, who))]).toEqual([who, 'unauthenticated']);
  });

  it.each(named('bot'))('%s opens to no other secret', async (name) => {
    const scene = strange();
    const others = [botSecret.slice(1), `${botSecret}-`, botSecret.toUpperCase(), ' ', world.anya.token];
    const replies = others.map((other) => askWith(name, scene, { botSecret: other }, 'gleb'));
    expect((await Promise.all(replies)).map(outcome)).toEqual(others.map(() => 'unauthenticated'));
  });

  it.each(named('bot'))('%s opens to nobody while there is no secret', async (name) => {
    const closed = await createWorld({ BOT_SECRET: '' });
    const [endpoint, input] = sampleOf(name, { ...strange(), ownWishlistId: '', initData: '' });
    const replies = ['', 'undefined', botSecret].map((given) =>
      send(closed.origin, endpoint, input, { botSecret: given }),
    );
    expect((await Promise.all(replies)).map(outcome)).toEqual(replies.map(() => 'unauthenticated'));
    await closed.end();
  });

  it.each(Array.from(endpoints.keys()))('the secret alone does nothing that a person may: %s', async (name) => {
    const { access, status } = endpointOf(name);
    const reply = await askWith(name, strange(), { botSecret }, 'gleb');
    const found = notFoundOf(endpointOf(name)) ?? status;
    expect(outcome(reply)).toBe(access === 'anyone' || access === 'bot' ? found : 'unauthenticated');
  });
});
