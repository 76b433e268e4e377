import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';

journey.for([
  { persona: 'anya', theme: 'rose', width: '360' },
  { persona: 'vera', theme: 'rose', width: 'desktop' },
] as const)('$persona’s screens are for everybody in $theme at $width', async (settings, { simulator, as }) => {
  const owner = await as(settings.persona === 'anya' ? 'vera' : 'anya');
  const { startapp } = await makeList(owner, { title: 'Cosy', note: 'Hugs first.' }, [
    { title: 'Mug', quantity: 4, pictures: [{ url: '/pictures/demo/cup.webp', width: 800, height: 800 }] },
    { title: 'Socks', quantity: null, priority: 'high', price: { amount: 1900, currency: 'USD' } },
  ]);
  const name = `${settings.persona}-${settings.theme}-${settings.width}`;
  const phone = await simulator.open({ ...settings, startapp });
  await phone.app.getByRole('heading', { name: 'Cosy' }).waitFor();
  await phone.look(`${name}-shared`);
  await phone.press('Back');
  await phone.app.getByRole('heading', { name: /^(Мои списки|My lists)$/ }).waitFor();
  await phone.look(`${name}-home`);
  await phone.app
    .getByRole('link', { name: /День рождения|Birthday, quietly/ })
    .first()
    .click();
  await phone.app.getByLabel(/^(Новое желание|New wish)$/).waitFor();
  await phone.look(`${name}-own`);
  await phone.press('Menu');
  await phone.press('Settings');
  await phone.app.getByRole('heading', { name: /^(Настройки|Settings)$/ }).waitFor();
  await phone.look(`${name}-settings`);
});

journey('Telegram’s colours reach the open app at once', async ({ simulator }) => {
  const anya = await simulator.open({ persona: 'anya', theme: 'light' });
  const background = () => anya.frame().evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await anya.telegram.getByLabel('Theme').selectOption('dark');
  await expect.poll(background).not.toBe(light);
  await anya.look('anya-turned-dark');
  await anya.telegram.getByLabel('Theme').selectOption('light');
  await expect.poll(background).toBe(light);
});

journey.for(['6.0', '10.3'])(
  'Telegram %s: reserve, go back, and delete with a question',
  async (version, { simulator, as }) => {
    const boris = await as('boris');
    const { startapp } = await makeList(await as('anya'), { title: 'Для любого Telegram' }, [{ title: 'Мяч' }]);
    const phone = await simulator.open({ persona: 'boris', version, startapp });
    await phone.app.getByRole('button', { name: 'Подарю: Мяч' }).click();
    await phone.app.getByRole('button', { name: 'Дарю я' }).waitFor();
    const isOld = version === '6.0';
    if (isOld) await phone.app.getByRole('button', { name: 'Назад' }).click();
    else {
      // A gift is news to come, so Telegram asks whether the bot may write; an old one cannot.
      await phone.press('Don’t allow');
      await phone.press('Back');
    }
    await phone.app.getByRole('heading', { name: 'Мои списки' }).waitFor();
    await phone.look(`boris-home-${version}`);

    const own = await makeList(boris, { title: 'Ненадолго' }, [{ title: 'Снег' }]);
    const again = await simulator.open({ persona: 'boris', version, startapp: own.startapp });
    await again.app.getByRole('button', { name: 'Настройки списка' }).click();
    await again.app.getByRole('button', { name: 'Удалить список' }).click();
    const question = (isOld ? again.app : again.telegram).getByRole('dialog').last();
    await question.getByText('Удалить список вместе с желаниями?').waitFor();
    if (isOld) await again.look('boris-question-6.0');
    await question.getByRole('button', { name: 'Удалить список' }).click();
    await again.app.getByRole('heading', { name: 'Мои списки' }).waitFor();
    await expect.poll(() => boris.read('/wishlists')).not.toContain('Ненадолго');
  },
);
