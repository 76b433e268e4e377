import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { api } from '@wishlins/contract';
import { ApiError, createClient, type Call } from '@wishlins/contract/client';
import type { Output } from '@wishlins/contract/endpoint';
import { carryFile } from './carry-file.ts';

type Session = Output<typeof api.session.create>;

export interface Api {
  /** Calls an endpoint as the viewer, signing in first if need be. */
  readonly call: Call;
  /** The viewer, once signed in. */
  readonly viewer: ShallowRef<Session['viewer'] | undefined>;
  /** The name of the bot that shows this app, once signed in and if the server knows it. */
  readonly botUsername: Readonly<ShallowRef<string | null>>;
  /** Whether Telegram has to open the app anew, because what it signed at the launch is no longer good. */
  readonly launchExpired: Readonly<ShallowRef<boolean>>;
}

export const apiKey: InjectionKey<Api> = Symbol('api');

/**
 * Makes the app's client of the API. The session's token lives in memory only; when the server no longer knows it, the
 * init data is exchanged for another one and the call is repeated, unseen.
 */
export function createApi({ initData, fetch }: { initData: string | undefined; fetch?: typeof window.fetch }): Api {
  const viewer: Api['viewer'] = shallowRef();
  const botUsername = shallowRef<string | null>(null);
  const launchExpired = shallowRef(false);
  let session: Promise<Session> | undefined;

  const settings = { origin: '', ...(fetch ? { fetch } : { carry: carryFile }) };
  const callAsNobody = createClient({ ...settings, token: () => undefined });
  const callAsViewer = createClient({ ...settings, token: async () => (await signIn()).token });

  function signIn(): Promise<Session> {
    session ??= exchange().catch((error: unknown) => {
      session = undefined;
      launchExpired.value = codeOf(error).startsWith('init_data_');
      throw error;
    });
    return session;
  }

  async function exchange(): Promise<Session> {
    if (!initData) throw new ApiError('unauthenticated', 401);
    const fresh = await comingBack(() => callAsNobody(api.session.create, { body: { initData } }));
    viewer.value = fresh.viewer;
    botUsername.value = fresh.telegram.botUsername;
    return fresh;
  }

  const call: Call = async (endpoint, input, options = {}) => {
    const keyed = endpoint.idempotencyKey ? { idempotencyKey: crypto.randomUUID(), ...options } : options;
    const ask = () => callAsViewer(endpoint, input, keyed);
    const used = signIn();
    await used;
    try {
      return await (endpoint.method === 'GET' ? comingBack(ask) : ask());
    } catch (error) {
      const code = codeOf(error);
      // A lost answer may hide a success; the key makes sure that a repeated creation creates once.
      const repeatable = code === 'unauthenticated' || (code === 'unreachable' && endpoint.idempotencyKey);
      if (!repeatable) throw error;
      if (code === 'unauthenticated' && session === used) session = undefined;
      return ask();
    }
  };

  return { call, viewer, botUsername, launchExpired };
}

/** The API as the viewer may use it; only composables call it, never a component. */
export function useApi(): Api {
  const found = inject(apiKey);
  if (!found) throw new Error('no API was provided to this app');
  return found;
}

/** A server that has too much to do says when to come back: whoever only reads does so, twice, instead of seeing an error. */
async function comingBack<Answer>(ask: () => Promise<Answer>, times = 2): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const { retryAfter = 0 } = codeOf(error) === 'unavailable' ? (error as ApiError).details : {};
    if (!retryAfter || !times) throw error;
    // Some time within the next second or two: all of them at once would be as many again.
    await new Promise((wake) => setTimeout(wake, retryAfter * 1000 * (1 + Math.random())));
    return comingBack(ask, times - 1);
  }
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : '';
}
