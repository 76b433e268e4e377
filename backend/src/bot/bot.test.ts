import { randomUUID } from 'node:crypto';
import { api } from '@wishlins/contract';
import { createClient, type Call } from '@wishlins/contract/client';
import type { Sender } from '@wishlins/contract/bot';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../testing/http.ts';
import { nextUpdateId } from '../testing/samples.ts';
import { botSecret, createWorld, refusal, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

type Opened = Awaited<ReturnType<typeof open>>;

const boris = () => {
  const { id, first_name, username = '', language_code = '' } = world.boris.telegram;
  return { id, first_name, username, language_code };
};

async function open(updateId: string, body: Sender) {
  const reply = await send(world.origin, api.bot.open, { params: { updateId }, body }, { botSecret });
  expect(reply.status).toBe(200);
  return JSON.parse(reply.body) as {
    done: boolean;
    token: string | null;
    viewer: { id: string; name: string; language: string; photoUrl: string | null };
    conversation: unknown;
  };
}

async function finish(updateId: string): Promise<void> {
  const { status } = await send(world.origin, api.bot.finish, { params: { updateId } }, { botSecret });
  expect(status).toBe(204);
}

function as({ token }: Opened): Call {
  return createClient({ origin: world.origin, token: () => token ?? '' });
}

describe('an update', () => {
  it('makes its sender known and acts for them', async () => {
    const sender = { id: 900_001, first_name: 'Ёлка', last_name: 'Лесная', language_code: 'ru' };
    const opened = await open(nextUpdateId(), sender);
    expect(opened).toMatchObject({ done: false, viewer: { name: 'Ёлка Лесная', language: 'ru' } });
    expect(await as(opened)(api.users.me, {})).toEqual(opened.viewer);
  });

  it('refreshes the name of somebody known, and leaves the photo, of which it does not tell', async () => {
    const photo_url = '/pictures/cast/kostya.webp';
    const { telegram, me } = await world.newcomer({ photo_url });
    const { viewer } = await open(nextUpdateId(), { id: telegram.id, first_name: 'Костя' });
    expect(viewer).toMatchObject({ id: me.id, name: 'Костя', photoUrl: photo_url });
  });

  it('acts for its sender until it is finished, and for nobody then', async () => {
    const updateId = nextUpdateId();
    const opened = await open(updateId, boris());
    expect((await as(opened)(api.users.me, {})).id).toBe(world.boris.me.id);
    await finish(updateId);
    expect(await refusal(as(opened)(api.users.me, {}))).toBe('unauthenticated');
    expect((await world.boris.call(api.users.me, {})).id).toBe(world.boris.me.id);
  });

  it('that was begun and never finished is begun again', async () => {
    const updateId = nextUpdateId();
    const [lost, again] = [await open(updateId, boris()), await open(updateId, boris())];
    expect(again).toMatchObject({ done: false, viewer: { id: world.boris.me.id } });
    await finish(updateId);
    for (const opened of [lost, again]) {
      expect(await refusal(as(opened)(api.users.me, {}))).toBe('unauthenticated');
    }
  });

  it('that is done opens nothing any more, however often it comes', async () => {
    const updateId = nextUpdateId();
    await open(updateId, boris());
    await finish(updateId);
    await finish(updateId);
    for (let time = 0; time < 3; time += 1) {
      expect(await open(updateId, boris())).toMatchObject({ done: true, token: null });
    }
  });

  it('of the same number by somebody else is another one', async () => {
    const updateId = nextUpdateId();
    await open(updateId, boris());
    await finish(updateId);
    const { id, first_name } = world.vera.telegram;
    expect(await open(updateId, { id, first_name })).toMatchObject({ done: false, viewer: { id: world.vera.me.id } });
  });

  it('is forgotten with the next of its sender once Telegram cannot send it again', async () => {
    const [old, recent] = [nextUpdateId(), nextUpdateId()];
    for (const updateId of [old, recent]) {
      await open(updateId, boris());
      await finish(updateId);
    }
    await sql`update bot_updates set received_at = now() - interval '3 days' where update_id = ${old}`.execute(
      world.db,
    );
    await open(nextUpdateId(), boris());
    const { rows } = await sql<{ update_id: number }>`
      select update_id from bot_updates where update_id in (${old}, ${recent})`.execute(world.db);
    expect(rows).toEqual([{ update_id: Number(recent) }]);
  });

  it('can be finished though nobody began it', async () => {
    await expect(finish(nextUpdateId())).resolves.toBeUndefined();
  });
});

describe('the conversation with the bot', () => {
  it('begins with nothing, and goes on where it stood', async () => {
    const sender = { id: 900_002, first_name: 'Юля' };
    const opened = await open(nextUpdateId(), sender);
    expect(opened.conversation).toEqual({ expects: null, wishlistId: null });
    const wishlistId = randomUUID();
    for (const body of [
      { expects: 'birthday', wishlistId: null },
      { expects: null, wishlistId },
    ] as const) {
      await as(opened)(api.bot.converse, { body });
      expect((await open(nextUpdateId(), sender)).conversation).toEqual(body);
    }
  });

  it('is each person’s own', async () => {
    const opened = await open(nextUpdateId(), boris());
    await as(opened)(api.bot.converse, { body: { expects: 'birthday', wishlistId: null } });
    const { id, first_name } = world.gleb.telegram;
    expect((await open(nextUpdateId(), { id, first_name })).conversation).toEqual({ expects: null, wishlistId: null });
  });
});
