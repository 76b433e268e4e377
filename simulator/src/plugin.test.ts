import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cast, findPersona, type Persona } from './cast.ts';
import { simulator } from './plugin.ts';

let app: FastifyInstance;
let webRoot: string;

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'simulator-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<title>Simulator</title>');
  await writeFile(join(webRoot, 'assets', 'page-1a2b.js'), '');
  app = Fastify();
  await app.register(simulator, { botToken: '42:TEST', botUsername: 'wishlins_bot', webRoot });
});

afterAll(async () => {
  await app.close();
  await rm(webRoot, { recursive: true });
});

describe('the simulator on the server', () => {
  it('introduces its cast and its bot', async () => {
    const reply = await app.inject('/simulator/api/personas');
    expect(reply.json()).toEqual({ botId: 42, botUsername: 'wishlins_bot', personas: cast });
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  it('signs init data for the chosen persona, language and link', async () => {
    const reply = await sign({ personaId: 'boris', startParam: 'l_abc', languageCode: 'en' });
    const fields = new URLSearchParams(reply.json<{ initData: string }>().initData);
    expect(JSON.parse(fields.get('user') ?? '')).toMatchObject({ username: 'boris_lev', language_code: 'en' });
    expect(Object.fromEntries(fields)).toMatchObject({ start_param: 'l_abc', chat_type: 'sender' });
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  it('tells the app whether the bot may write, as it is by now', async () => {
    const mayWrite = async (personaId: string): Promise<unknown> => {
      const reply = await sign({ personaId });
      const user = new URLSearchParams(reply.json<{ initData: string }>().initData).get('user') ?? '';
      return JSON.parse(user).allows_write_to_pm;
    };
    expect(await Promise.all(['anya', 'boris'].map(mayWrite))).toEqual([true, undefined]);
    const act = async (persona: Persona | undefined, deed: string): Promise<void> => {
      const url = `/simulator/telegram/chats/42/${persona?.user.id}/${deed}`;
      expect((await app.inject({ method: 'POST', url })).statusCode).toBe(204);
    };
    await act(findPersona('anya'), 'block');
    await act(findPersona('boris'), 'allow');
    expect(await Promise.all(['anya', 'boris'].map(mayWrite))).toEqual([undefined, true]);
  });

  it('names no chat when the app was opened without a link', async () => {
    const reply = await sign({ personaId: 'boris' });
    expect([...new URLSearchParams(reply.json<{ initData: string }>().initData).keys()]).toEqual([
      'user',
      'auth_date',
      'hash',
    ]);
  });

  it.each([{ personaId: 'nobody' }, { personaId: 'anya', startParam: 'a b' }, { personaId: 'anya', chatType: 'park' }])(
    'refuses %j',
    async (body) => {
      expect((await sign(body)).statusCode).toBe(400);
    },
  );

  it('has the page asked for anew and keeps its hashed files for ever', async () => {
    const page = await app.inject('/simulator/');
    expect(page.body).toContain('Simulator');
    expect(page.headers['cache-control']).toBe('no-cache');
    const script = await app.inject('/simulator/assets/page-1a2b.js');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await app.inject('/simulator?theme=dark')).headers.location).toBe('/simulator/?theme=dark');
  });

  it.each(cast.flatMap(({ user }) => user.photo_url ?? []))('serves the portrait %s', async (path) => {
    const reply = await app.inject(path);
    expect(reply.statusCode).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it('serves pictures only, not what they are drawn from', async () => {
    expect((await app.inject('/pictures/demo/src/anya.svg')).statusCode).toBe(404);
    expect((await app.inject('/pictures/demo/render.ts')).statusCode).toBe(404);
  });
});

function sign(body: object) {
  return app.inject({ method: 'POST', url: '/simulator/api/init-data', body });
}
