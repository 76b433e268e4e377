import { api } from '@wishlins/contract';
import { botHeader, type Sender } from '@wishlins/contract/bot';
import { ApiError, createClient, type Call } from '@wishlins/contract/client';
import type { Output } from '@wishlins/contract/endpoint';
import type { User } from 'grammy/types';

/** How long one call may take, in milliseconds, before the backend counts as away. */
const patience = 10_000;

/** The backend, as the bot itself sees it. */
export interface Backend {
  /** Begins an update for its sender. */
  open: (updateId: number, sender: User) => Promise<Output<typeof api.bot.open>>;
  /** Ends it: it is never carried out again. */
  finish: (updateId: number) => Promise<void>;
  /** Calls that act for whoever’s session this is. */
  as: (token: string) => Call;
}

/** Makes the way to the backend; nothing is asked of it yet. */
export function createBackend({ origin, secret }: { origin: string; secret: string }): Backend {
  const send: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(patience) });
  const sendForPerson: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set(botHeader, secret);
    return send(input, { ...init, headers });
  };
  const callAsBot = createClient({ origin, token: () => secret, scheme: 'Bot', fetch: send });
  return {
    open: (updateId, sender) =>
      callAsBot(api.bot.open, { params: { updateId: String(updateId) }, body: senderOf(sender) }),
    finish: (updateId) => callAsBot(api.bot.finish, { params: { updateId: String(updateId) } }),
    as: (token) => createClient({ origin, token: () => token, fetch: sendForPerson }),
  };
}

function senderOf({ id, first_name, last_name, username, language_code }: User): Sender {
  return {
    id,
    first_name,
    ...(last_name === undefined ? {} : { last_name }),
    ...(username === undefined ? {} : { username }),
    ...(language_code === undefined ? {} : { language_code }),
  };
}

/**
 * Whether the same update may succeed later: the backend is away or busy, does not let us in, or has ended the session
 * because somebody else was quicker with this update.
 */
export function isForLater(error: unknown): boolean {
  const codes = ['unreachable', 'unavailable', 'too_many_requests', 'unauthenticated'];
  return error instanceof ApiError && codes.includes(error.code);
}
