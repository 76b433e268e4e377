import { api } from '@wishlins/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from './api.ts';
import { anya, ownWish, ownWishlist } from './testing/cast.ts';
import { createFakeServer, refusal, silence } from './testing/fake-server.ts';
import { signIn } from './testing/render.ts';

const params = { wishlistId: ownWishlist().id };

function signedIn() {
  const server = createFakeServer();
  signIn(server, anya);
  server.on(api.wishlists.get, ownWishlist());
  return { server, ...createApi({ initData: 'signed', fetch: server.fetch }) };
}

it('init data is exchanged once, however many calls wait for the session', async () => {
  const { server, call, viewer } = signedIn();
  await Promise.all([call(api.wishlists.get, { params }), call(api.wishlists.get, { params })]);
  expect(server.callsOf(api.session.create)).toHaveLength(1);
  expect(server.callsOf(api.wishlists.get).map(({ token }) => token)).toEqual(['token-1', 'token-1']);
  expect(viewer.value?.name).toBe('Аня');
});

it('a session that ended is renewed once for all calls that met its end', async () => {
  const { server, call } = signedIn();
  server.on(api.wishlists.get, () => {
    const [, renewed] = server.callsOf(api.session.create);
    return renewed ? ownWishlist() : refusal('unauthenticated');
  });
  await Promise.all([call(api.wishlists.get, { params }), call(api.wishlists.get, { params })]);
  expect(server.callsOf(api.session.create)).toHaveLength(2);
});

it('init data that is too old asks for a new launch', async () => {
  const { server, call, launchExpired } = signedIn();
  server.on(api.session.create, refusal('init_data_expired'));
  await expect(call(api.wishlists.get, { params })).rejects.toMatchObject({ code: 'init_data_expired' });
  expect(launchExpired.value).toBe(true);
});

it('a sign-in that failed on the way is tried again by the next call', async () => {
  const { server, call, launchExpired } = signedIn();
  server.on(api.session.create, silence());
  await expect(call(api.wishlists.get, { params })).rejects.toMatchObject({ code: 'unreachable' });
  signIn(server, anya);
  await call(api.wishlists.get, { params });
  expect(launchExpired.value).toBe(false);
});

it('a creation whose answer was lost is repeated with the same key', async () => {
  const { server, call } = signedIn();
  let attempts = 0;
  server.on(api.wishes.create, () => ((attempts += 1) === 1 ? silence() : { ...ownWish(), duplicateOf: null }));
  await call(api.wishes.create, { params, body: { title: 'Плед' } });
  const [first, second] = server.callsOf(api.wishes.create).map(({ idempotencyKey }) => idempotencyKey);
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).toBe(first);
});

describe('a server that has too much to do', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked again when it said so, for the session and for what is read', async () => {
    const { server, call } = signedIn();
    const crowded = refusal('unavailable', { retryAfter: 1 });
    const expiresAt = '2026-11-23T21:00:00.000Z';
    const session = { token: 'token-1', expiresAt, viewer: anya, telegram: { botUsername: null } };
    server.on(api.session.create, () => (server.callsOf(api.session.create).length < 2 ? crowded : session));
    server.on(api.wishlists.get, () => (server.callsOf(api.wishlists.get).length < 3 ? crowded : ownWishlist()));
    const answer = call(api.wishlists.get, { params });
    await vi.advanceTimersByTimeAsync(6000);
    expect((await answer).id).toBe(params.wishlistId);
    expect([server.callsOf(api.session.create).length, server.callsOf(api.wishlists.get).length]).toEqual([2, 3]);
  });

  it('is given up after two more tries, and what writes is not repeated', async () => {
    const { server, call } = signedIn();
    server.on(api.wishlists.get, refusal('unavailable', { retryAfter: 1 }));
    server.on(api.wishes.create, refusal('unavailable', { retryAfter: 1 }));
    const answers = Promise.allSettled([
      call(api.wishlists.get, { params }),
      call(api.wishes.create, { params, body: { title: 'Плед' } }),
    ]);
    await vi.advanceTimersByTimeAsync(6000);
    const unavailable = expect.objectContaining({ reason: expect.objectContaining({ code: 'unavailable' }) });
    expect(await answers).toEqual([unavailable, unavailable]);
    expect([server.callsOf(api.wishlists.get).length, server.callsOf(api.wishes.create).length]).toEqual([3, 1]);
  });
});

it('what the API does not promise to do once is not repeated', async () => {
  const { server, call } = signedIn();
  server.on(api.wishlists.get, silence());
  await expect(call(api.wishlists.get, { params })).rejects.toMatchObject({ code: 'unreachable' });
  expect(server.callsOf(api.wishlists.get)).toHaveLength(1);
});

it('outside Telegram nothing is asked of the API', async () => {
  const server = createFakeServer();
  const { call } = createApi({ initData: undefined, fetch: server.fetch });
  await expect(call(api.wishlists.get, { params })).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(server.calls).toEqual([]);
});
