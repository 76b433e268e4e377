import { api } from '@wishlins/contract';
import type { OwnWish } from '@wishlins/contract/wishes';
import pg from 'pg';
import { expect, test } from 'vitest';
import { countViolations } from '../backend/src/invariants.ts';
import { findPersona } from '../simulator/src/cast.ts';
import { tellBotStory } from './src/bot-story.ts';
import { journey } from './src/journey.ts';
import { signIn } from './src/people.ts';
import { startProcesses, type Processes } from './src/processes.ts';
import { openSimulator } from './src/simulator.ts';

for (const mode of ['polling', 'webhook'] as const) {
  journey(
    `backend, worker, bot and Telegram as processes of their own tell the same story by ${mode}, though all of ours are killed in its middle`,
    { timeout: 120_000 },
    async ({ context, troubles }) => {
      // A list that waits for what a shop says asks again, also while there is no backend.
      troubles.allow(/^refused: GET .*\/api\/v1\/wishlists\/[\w-]+ 500$/);
      await using processes = await startProcesses({ mode });
      const nika = chatOf(processes, 'nika');
      await tellBotStory(await openSimulator(context, processes.origin), async () => {
        await processes.kill('backend', 'worker', 'bot');
        await nika.says('Сахарница');
        await processes.start('backend', 'worker', 'bot');
        await nika.sees(/Загадано.*Сахарница/s);
      });
    },
  );
}

test(
  'whatever is killed at the worst moment, nothing is lost, no wish is made twice and nothing is said three times',
  { timeout: 120_000 },
  async () => {
    await using processes = await startProcesses();
    const { origin, databaseUrl, kill, start } = processes;
    await using database = await openDatabase(databaseUrl);
    const [nika, gleb, vera, anya] = [
      chatOf(processes, 'nika'),
      chatOf(processes, 'gleb'),
      chatOf(processes, 'vera'),
      chatOf(processes, 'anya'),
    ];
    const owner = await signIn(origin, 'nika');

    async function wishes(): Promise<OwnWish[]> {
      const { wishlists } = await owner.call(api.wishlists.list, { query: {} });
      const opened = wishlists.map(({ id: wishlistId }) => owner.call(api.wishlists.get, { params: { wishlistId } }));
      return (await Promise.all(opened)).flatMap((list) => list.wishes);
    }

    /** The owner changes a wish that somebody has come to hold. */
    async function changes(title: string, holder: string): Promise<void> {
      const wish = (await wishes()).find((one) => one.title === title);
      if (!wish) throw new Error(`${title} is lost`);
      const params = { wishId: wish.id };
      await (await signIn(origin, holder)).call(api.reservations.put, { params, body: {} });
      await owner.call(api.wishes.update, { params, body: { version: wish.version, title: `${title}, синий` } });
    }

    // The bot, when its answer is there and Telegram does not know yet that the update is done.
    await swallowAnswers(processes, 'nika');
    await nika.says('Плед');
    await nika.sees(/Загадано.*Плед/s);
    await kill('bot');
    await start('bot');
    await nika.says('Лейка');
    await nika.sees(/Загадано.*Лейка/s);

    // The worker, when its message is there and it has not been told so.
    await swallowAnswers(processes, 'vera');
    await changes('Плед', 'vera');
    await vera.sees(/Плед/);
    await kill('worker');
    await start('worker');

    // The backend, in the transaction of the fifth of ten wishes that came in one message.
    await database.holdUp();
    const links = Array.from({ length: 10 }, (_, n) => `https://shop.example/${n}${n === 5 ? '-held-up' : ''}`);
    await nika.says(links.map((link, n) => `Книга ${n} ${link}`).join('\n'));
    await database.isHeldUp();
    await kill('backend');
    await database.letGo();
    await start('backend');
    await nika.sees(/10 желаний теперь в списке/);

    // All of them at once, each in the middle of something.
    await swallowAnswers(processes, 'anya', 'gleb');
    await database.holdUp();
    await nika.says('Зонт https://shop.example/held-up-too');
    await gleb.says('Гитара');
    await changes('Лейка', 'anya');
    await Promise.all([gleb.sees(/Загадано.*Гитара/s), anya.sees(/Лейка/), database.isHeldUp()]);
    await kill('backend', 'worker', 'bot');
    await database.letGo();
    await start('backend', 'worker', 'bot');
    await nika.sees(/Загадано.*Зонт/s);

    await expect.poll(processes.pendingUpdates, patience).toBe(0);
    await expect.poll(database.waitingMessages, patience).toBe(0);
    expect((await wishes()).map(({ title, url }) => url ?? title)).toEqual([
      'https://shop.example/held-up-too',
      ...links,
      'Лейка, синий',
      'Плед, синий',
    ]);
    // Whoever never learnt that it was said has said it again, and only they.
    expect(await Promise.all([nika, gleb, vera, anya].map((chat) => chat.heard()))).toEqual([
      { Плед: 2, Лейка: 1, '• Книга 9': 1, Зонт: 1 },
      { Гитара: 2 },
      { 'Title: Плед, синий': 2 },
      { 'Название: Лейка, синий': 2 },
    ]);
    expect(await countViolations(databaseUrl, console.error)).toBe(0);
  },
);

const patience = { timeout: 40_000, interval: 20 };

interface Said {
  text?: string;
  from: { is_bot: boolean };
}

/** What these are told next arrives, and whoever told it is left without an answer. */
function swallowAnswers({ telegram, botId }: Processes, ...personaIds: string[]): Promise<void> {
  const once = { fault: 'timeout', done: true, delay: 60_000, times: 1 };
  const faults = personaIds.map((personaId) => ({ ...once, chatId: findPersona(personaId)?.user.id }));
  return telegram('PUT', `faults/${botId}`, faults);
}

/** Somebody’s chat with the bot, without a browser. */
function chatOf({ telegram, botId }: Processes, personaId: string) {
  const id = findPersona(personaId)?.user.id;
  const chat = `chats/${botId}/${id}`;
  const texts = async () => {
    const { messages } = await telegram<{ messages: Said[] }>('GET', chat);
    return messages.flatMap(({ text = '', from }) => (from.is_bot ? [text] : []));
  };
  return {
    says: (text: string) => telegram('POST', `${chat}/messages`, { text }),
    async sees(sign: RegExp) {
      const seen = async () => (await texts()).some((text) => sign.test(text));
      await expect.poll(seen, patience).toBe(true);
    },
    /** What was said, by its last line, and how often; but for the excuse of a bot that is left alone. */
    async heard() {
      const counted: Record<string, number> = {};
      for (const text of await texts()) {
        const line = text.split('\n').at(-1) ?? '';
        if (!line.startsWith('Секунду')) counted[line] = (counted[line] ?? 0) + 1;
      }
      return counted;
    },
  };
}

/** The database, which can hold up whoever writes a wish whose link says so, inside of their transaction. */
async function openDatabase(connectionString: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`
    create function hold_up() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(77); return new; end $$;
    create trigger hold_up before insert on wishes for each row when (new.url like '%held-up%') execute function hold_up()`);
  async function count(query: string): Promise<number> {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${query}`);
    return Number(rows[0]?.count);
  }
  return {
    holdUp: () => client.query('select pg_advisory_lock(77)'),
    async isHeldUp() {
      await expect.poll(() => count('pg_locks where objid = 77 and not granted'), patience).toBe(1);
    },
    letGo: () => client.query('select pg_advisory_unlock(77)'),
    waitingMessages: () => count(`deliveries where state = 'waiting'`),
    [Symbol.asyncDispose]: () => client.end(),
  };
}
