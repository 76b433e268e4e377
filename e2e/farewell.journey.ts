import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList, signIn } from './src/people.ts';
import { openSimulator, type Phone } from './src/simulator.ts';
import { startSystem, tellDatabase } from './src/system.ts';

/** Goes the whole way to the end of an account. */
async function leave(phone: Phone): Promise<void> {
  await phone.press('Menu');
  await phone.press('Settings');
  await phone.app.getByRole('link', { name: 'Мои данные' }).click();
  await phone.app.getByRole('link', { name: 'Удалить аккаунт' }).click();
  await phone.sees('Что заметят другие');
  await phone.app.getByRole('button', { name: 'Удалить аккаунт' }).click();
  await phone.press('Удалить');
  await phone.app.getByRole('heading', { name: /Аккаунт будет удалён/ }).waitFor();
}

journey('who wants to leave may change their mind, in the app and in the chat', async ({ simulator, as }) => {
  const margarita = await as('margarita');
  await margarita.call(api.users.updateMe, { body: { language: 'ru' } });
  const { list } = await makeList(margarita, { title: 'Прощальный' }, [{ title: 'Билет' }]);
  const gleb = await as('gleb');
  const canGlebSee = async () =>
    await gleb.call(api.wishlists.shared, { params: { shareToken: list.shareToken } }).then(
      () => true,
      () => false,
    );
  expect(await canGlebSee()).toBe(true);

  const phone = await simulator.open({ persona: 'margarita', version: '8.0' });
  await leave(phone);
  await phone.look('margarita-leaving');
  expect(await canGlebSee()).toBe(false);

  const again = await simulator.open({ persona: 'margarita', version: '8.0' });
  await again.sees('Аккаунт будет удалён');
  await again.chat.show();
  await again.chat.says('Чайник');
  await again.chat.sees('пока я ничего не записываю');
  await again.chat.look('margarita-leaving-bot');
  await again.chat.presses('Оставить аккаунт');
  await again.chat.sees('Вы остаётесь, и всё на месте');
  expect(await canGlebSee()).toBe(true);

  const home = await simulator.open({ persona: 'margarita', version: '8.0' });
  await leave(home);
  await home.press('Back');
  await home.app.getByRole('button', { name: 'Оставить', exact: true }).click();
  await home.sees('Как хорошо, что вы остаётесь!');
  expect((await margarita.call(api.users.me, {})).leavesAt).toBeNull();
});

journey(
  'who has left is gone the day after: holders are told, and coming back they are new',
  async ({ context, onTestFinished }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-farewell-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const { origin, stop } = await startSystem({ dataDir });
    onTestFinished(stop);
    const [anya, gleb] = [await signIn(origin, 'anya'), await signIn(origin, 'gleb')];
    const { list, wishes } = await makeList(anya, { title: 'Последний' }, [{ title: 'Керосиновая лампа' }]);
    await gleb.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    await gleb.call(api.reservations.put, { params: { wishId: wishes[0]?.id ?? '' }, body: {} });

    const simulator = await openSimulator(context, origin);
    await leave(await simulator.open({ persona: 'anya', version: '8.0' }));
    await tellDatabase(
      dataDir,
      `update users set leaves_at = now() where leaves_at is not null;
       update pgboss.job set start_after = now() where name = 'farewell'`,
    );
    const told = async () => (await gleb.call(api.notifications.list, { query: {} })).entries.map(({ wish }) => wish);
    await expect.poll(told, { timeout: 30_000 }).toContainEqual({ id: null, title: 'Керосиновая лампа' });

    const phone = await simulator.open({ persona: 'anya', version: '8.0' });
    await phone.sees('Мои списки');
    await phone.look('anya-anew');
    const anew = await signIn(origin, 'anya');
    expect(anew.me.id).not.toBe(anya.me.id);
    expect((await anew.call(api.wishlists.list, { query: {} })).wishlists).toEqual([]);
    const inbox = await simulator.open({ persona: 'gleb', version: '8.0' });
    await inbox.app.getByRole('link', { name: /^Уведомления/ }).click();
    await inbox.sees('Желания «Керосиновая лампа» больше нет');
    await inbox.look('gleb-told-of-farewell');
  },
);
