import { expect } from 'vitest';
import type { Actor } from './src/people.ts';
import { makeList } from './src/people.ts';
import { journey } from './src/journey.ts';

const lamp = 'Лампа в виде гуся';

/** Everything the API tells an owner of their lists. */
async function allThatIsTold({ read }: Actor, wishlistId: string, wishId: string): Promise<string> {
  const paths = ['/wishlists', `/wishlists/${wishlistId}`, `/wishes/${wishId}`, '/shared', '/friends', '/users/me'];
  return (await Promise.all(paths.map(read))).join('\n');
}

journey('first wish, share, reserve, undo, reserve again, and the owner learns nothing', async ({ simulator, as }) => {
  const nika = await simulator.open({ persona: 'nika' });
  await nika.app.getByLabel('Первое желание').waitFor();
  await nika.look('nika-first-run');

  const started = performance.now();
  await simulator.page.setViewportSize({ width: 1400, height: 900 });
  await simulator.open({ persona: 'nika' }, { persona: 'boris', screen: 'chats' });
  await nika.app.getByLabel('Первое желание').fill(lamp);
  await nika.app.getByRole('button', { name: 'Загадать' }).click();
  await nika.sees('Первое желание загадано!');
  expect(performance.now() - started).toBeLessThan(20_000);
  await nika.look('nika-first-wish');

  const heardByNika: Promise<string>[] = [];
  simulator.page.on('response', (reply) => {
    if (reply.frame().name() === 'phone-nika') heardByNika.push(reply.text().catch(() => ''));
  });
  await nika.press('Поделиться списком');
  await nika.app.getByRole('button', { name: 'Скопировать ссылку' }).waitFor();
  await nika.look('nika-share');
  await nika.press('Отправить в Telegram');
  await nika.press('Boris');
  await nika.sees('Отправлено');
  // A place on the home screen is offered once.
  await nika.press('Не сейчас');
  await nika.app.getByRole('button', { name: 'Закрыть' }).click();

  const owner = await as('nika');
  const [wishlistId = ''] = /[0-9a-f-]{36}$/.exec(new URL(nika.frame().url()).pathname) ?? [];
  const [wishId = ''] = /(?<="wishes":\[\{"id":")[0-9a-f-]+/.exec(await owner.read(`/wishlists/${wishlistId}`)) ?? [];
  const toldBefore = await allThatIsTold(owner, wishlistId, wishId);
  const screenBefore = await nika.app.getByRole('main').textContent();
  expect(screenBefore).toContain(lamp);
  const nothingNew = async () => expect(await allThatIsTold(owner, wishlistId, wishId)).toBe(toldBefore);

  const boris = simulator.phone('boris');
  await boris.chat.open(/Ника|Nika/);
  await boris.chat.sees('Мой список желаний: Мои желания');
  await boris.chat.presses('Открыть список');
  await boris.sees('не узнает, что вы выбрали');
  await boris.look('boris-shared-list');
  await boris.app.getByRole('button', { name: `Подарю: ${lamp}` }).click();
  await boris.sees('Забронировано за вами');
  // There is something to be told of now, so Telegram asks whether the bot may; once.
  await boris.press('Don’t allow');
  await boris.look('boris-reserved');
  await nothingNew();

  await boris.app.getByRole('button', { name: 'Отменить' }).click();
  await boris.sees('Бронь снята');
  await nothingNew();

  await boris.app.getByRole('button', { name: `Подарю: ${lamp}` }).click();
  await boris.sees('Забронировано за вами');
  await nothingNew();

  expect(await nika.app.getByRole('main').textContent()).toBe(screenBefore);
  await nika.press('Menu');
  await nika.press('Reload');
  await nika.app.getByRole('link', { name: 'Мои желания' }).click();
  await nika.app.getByRole('link', { name: lamp }).waitFor();
  const everything = (await Promise.all(heardByNika)).join('\n');
  expect(everything).toContain(lamp);
  const { me } = await as('boris');
  expect(everything).not.toMatch(new RegExp(`Борис|Левин|boris_lev|7000000207|${me.id}`));
});

journey('of two who want the last one, one gets it and the other is told so', async ({ simulator, troubles, as }) => {
  const anya = await as('anya');
  const { startapp, list } = await makeList(anya, { title: 'Для быстрых' }, [
    { title: 'Последняя пластинка' },
    { title: 'Чай', quantity: null },
  ]);
  await simulator.page.setViewportSize({ width: 1400, height: 900 });
  await simulator.open(
    { persona: 'anya', startapp },
    { persona: 'boris', startapp },
    { persona: 'vera', startapp, theme: 'dark' },
  );
  const { anya: owner, boris, vera } = phones(simulator.phone);
  await owner.app.getByLabel('Новое желание').waitFor();
  const ownersScreen = await owner.app.getByRole('main').textContent();
  const give = vera.app.getByRole('button', { name: 'I’ll give it: Последняя пластинка' });
  await give.waitFor();

  await boris.app.getByRole('button', { name: 'Подарю: Последняя пластинка' }).click();
  await boris.sees('Забронировано за вами');

  troubles.expect(/^refused: PUT .*\/reservation 409$/);
  await give.click();
  await vera.sees('Someone was quicker');
  await vera.sees('Taken');
  await give.waitFor({ state: 'detached' });
  await vera.look('vera-too-late');
  await boris.look('boris-side-by-side');

  expect(await owner.app.getByRole('main').textContent()).toBe(ownersScreen);
  await owner.look('anya-side-by-side');
  expect(await anya.read(`/wishlists/${list.id}`)).not.toMatch(/reserv/i);
});

journey('a giver chooses how many, says how far they are, hides, and lets go', async ({ simulator, as }) => {
  const { startapp } = await makeList(await as('anya'), { title: 'Чашки и не только' }, [
    { title: 'Чашка', quantity: 6, note: 'Любого цвета', price: { amount: 125_000, currency: 'RUB' } },
  ]);
  const vera = await simulator.open({ persona: 'vera', startapp });
  await vera.app.getByRole('link', { name: /^Чашка/ }).click();
  await vera.app.getByRole('button', { name: 'More' }).click();
  await vera.app.getByRole('button', { name: 'More' }).click();
  await vera.press('I’ll give 3');
  await vera.app.getByRole('radio', { name: 'Bought' }).check();
  await vera.app.getByRole('switch', { name: 'Hide my name' }).check();
  await vera.look('vera-gift');
  const boris = await as('boris');
  await expect
    .poll(() => boris.read(`/shared/${startapp.slice(2)}`))
    .toContain('"available":3,"mine":null,"others":[{"name":null,"quantity":3}]');

  await vera.app.getByRole('button', { name: 'Change my mind' }).click();
  await vera.telegram.getByRole('button', { name: 'I’ll give 3' }).waitFor();
  await expect.poll(() => boris.read(`/shared/${startapp.slice(2)}`)).toContain('"available":6');
});

function phones<Phone>(phone: (persona: string) => Phone) {
  return { anya: phone('anya'), boris: phone('boris'), vera: phone('vera') };
}
