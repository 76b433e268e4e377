import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { ApiError, createClient, type Call } from '@wishlins/contract/client';
import type { ErrorCode } from '@wishlins/contract/errors';
import type { Me } from '@wishlins/contract/users';
import type { CreatedWish, NewWish } from '@wishlins/contract/wishes';
import type { NewWishlist, OwnWishlist } from '@wishlins/contract/wishlists';
import { readConfig } from '../config.ts';
import { createContext } from '../context.ts';
import type { Database } from '../database/connect.ts';
import { buildApp } from '../http/app.ts';
import { countViolations } from '../invariants.ts';
import type { TelegramUser } from '../telegram/init-data.ts';
import { startBotApi, type TestBotApi } from './bot-api.ts';
import { askFetcher } from '../previews/fetcher.ts';
import { hashOf } from '../tokens.ts';
import { createTestDatabase } from './database.ts';
import { startFetcher, type TestFetcher } from './fetcher.ts';
import { signInitData, testBotToken } from './init-data.ts';
import { createTestWorker } from './jobs.ts';

/** A signed-in person, who acts through the real API over HTTP. */
export interface Actor {
  me: Me;
  /** Who they are to Telegram; signing in with it again gives them another session. */
  telegram: TelegramUser;
  token: string;
  call: Call;
}

/** Anya owns lists; Boris and Vera are her friends; Gleb is a stranger; she has blocked Dina. */
export interface World {
  anya: Actor;
  boris: Actor;
  vera: Actor;
  gleb: Actor;
  dina: Actor;
  origin: string;
  /** Telegram, as the backend reaches it. */
  botApi: TestBotApi;
  /** The fetcher, as the worker reaches it. */
  fetcher: TestFetcher;
  /** The folder of its photos and whatever else is kept beside the database. */
  dataDir: string;
  /** The database behind it, and its address. */
  db: Database;
  url: string;
  /** Signs in somebody new, or with these fields. */
  newcomer: (user?: Partial<TelegramUser>) => Promise<Actor>;
  /** Carries out the jobs that are waiting, as a worker does. */
  carryOutJobs: () => Promise<void>;
  /** Ends the world, and fails if it leaves any invariant broken. */
  end: () => Promise<void>;
}

const cast = {
  anya: { id: 7_000_000_123, first_name: 'Аня', last_name: 'Иванова', username: 'anya_i', language_code: 'ru' },
  boris: { id: 42, first_name: 'Борис', username: 'boris', language_code: 'ru' },
  vera: { id: 43, first_name: 'Vera', last_name: 'Smith', username: 'vera_s', language_code: 'en' },
  gleb: { id: 44, first_name: 'Глеб', language_code: 'ru' },
  dina: { id: 45, first_name: 'Дина', username: 'dina', language_code: 'ru' },
} satisfies Record<string, TelegramUser>;

/** What the bot of a world is known by. */
export const botSecret = 'the-secret-between-bot-and-backend';

/**
 * Builds the whole backend on a database of its own, listening on a port of its own, and brings the cast together.
 *
 * @param through answers by which address the backend reaches the database, for tests that stand in between
 */
export async function createWorld(
  settings: Record<string, string> = {},
  through = async (url: string) => url,
): Promise<World> {
  const database = await createTestDatabase();
  const botApi = await startBotApi();
  const fetcher = await startFetcher();
  const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-world-'));
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    TELEGRAM_BOT_TOKEN: testBotToken,
    TELEGRAM_BOT_USERNAME: 'wishlins_bot',
    BOT_SECRET: botSecret,
    TELEGRAM_API_ROOT: botApi.root,
    RATE_LIMIT_PER_ADDRESS: '1000000',
    RATE_LIMIT_PER_PERSON: '1000000',
    RATE_LIMIT_NEW_VISITORS: '1000000',
    LOG_LEVEL: 'silent',
    ...settings,
  });
  const context = createContext({
    ...config,
    databaseUrl: await through(database.url),
    telegramBotToken: testBotToken,
  });
  const { app } = await buildApp(context);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  let nextId = 1000;
  async function newcomer(user: Partial<TelegramUser> = {}): Promise<Actor> {
    nextId += 1;
    return signIn(origin, { id: nextId, first_name: `Newcomer ${nextId}`, ...user });
  }

  const anya = await newcomer(cast.anya);
  const boris = await newcomer(cast.boris);
  const vera = await newcomer(cast.vera);
  const gleb = await newcomer(cast.gleb);
  const dina = await newcomer(cast.dina);
  for (const friend of [boris, vera]) {
    await anya.call(api.friends.follow, { params: { userId: friend.me.id } });
    await friend.call(api.friends.follow, { params: { userId: anya.me.id } });
  }
  await anya.call(api.friends.block, { params: { userId: dina.me.id } });

  const worker = createTestWorker(database, { photos: context.photos, fetcher: askFetcher(fetcher.origin) });

  async function end(): Promise<void> {
    await worker.close();
    await app.close();
    await context.close();
    botApi.close();
    fetcher.close();
    const broken: string[] = [];
    await countViolations(database.url, (sentence) => broken.push(sentence));
    await database.drop();
    await rm(dataDir, { recursive: true });
    if (broken.length > 0) throw new Error(broken.join('\n'));
  }
  return {
    anya,
    boris,
    vera,
    gleb,
    dina,
    origin,
    botApi,
    fetcher,
    dataDir,
    db: database.db,
    url: database.url,
    newcomer,
    carryOutJobs: worker.carryOutJobs,
    end,
  };
}

async function signIn(origin: string, user: TelegramUser): Promise<Actor> {
  const anonymous = createClient({ origin, token: () => undefined });
  const { token, viewer } = await anonymous(api.session.create, { body: { initData: signInitData(user) } });
  return { me: viewer, telegram: user, token, call: createClient({ origin, token: () => token }) };
}

/** Somebody who acts as a visitor: without an account, by the token that they were told. */
export interface VisitingActor {
  /** Under which the database knows them; nobody is told it but through what they hold. */
  id: string;
  name: string;
  token: string;
  call: Call;
}

/** Somebody who came by the link of a list and named themselves. */
export async function visit({ origin, db }: World, shareToken: string, name = 'Тётя Зоя'): Promise<VisitingActor> {
  const anonymous = createClient({ origin, token: () => undefined });
  const body = { name, language: 'ru' } as const;
  const { token } = await anonymous(api.visitors.create, { params: { shareToken }, body });
  const newest = db.selectFrom('users').select('id').where('visitor_token_hash', '=', hashOf(token));
  const { id } = await newest.executeTakeFirstOrThrow();
  return { id, name, token, call: createClient({ origin, token: () => token, scheme: 'Visitor' }) };
}

/** A list of this person’s with wishes in it, open to whoever has the link unless said otherwise. */
export async function makeList(
  owner: Actor,
  list: Partial<NewWishlist> = {},
  wishes: NewWish[] = [{ title: 'Наушники' }],
): Promise<{ list: OwnWishlist; wish: CreatedWish; wishes: CreatedWish[] }> {
  const made = await owner.call(api.wishlists.create, {
    body: { title: 'День рождения', visibility: 'link', ...list },
  });
  const added: CreatedWish[] = [];
  for (const body of wishes) {
    added.push(await owner.call(api.wishes.create, { params: { wishlistId: made.id }, body }));
  }
  const [wish] = added;
  if (!wish) throw new Error('a list for tests has at least one wish');
  return { list: made, wish, wishes: added };
}

/** The code with which a call is refused; a call that succeeds fails the test. */
export async function refusal(call: Promise<unknown>): Promise<ErrorCode | 'unreachable'> {
  return call.then(
    (answer) => {
      throw new Error(`expected a refusal, got ${JSON.stringify(answer)}`);
    },
    (error: unknown) => {
      if (error instanceof ApiError) return error.code;
      throw error;
    },
  );
}
