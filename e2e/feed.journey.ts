import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';
import { openSimulator } from './src/simulator.ts';

journey(
  'somebody is followed, wishes for something new, is read of in the feed, and is gone from it when blocked',
  async ({ simulator, context, origin, as }) => {
    const vera = await as('vera');
    const { list } = await makeList(vera, { title: 'Northern lights', emoji: '🌌', visibility: 'public' }, [
      { title: 'A thermos that holds a litre' },
    ]);

    const gleb = await simulator.open({ persona: 'gleb' });
    await gleb.app.getByRole('link', { name: 'Друзья', exact: true }).click();
    await gleb.app.getByRole('searchbox').fill('vera');
    await gleb.app.getByRole('link', { name: /Vera Lindqvist/ }).click();
    await gleb.app.getByRole('heading', { name: 'Vera Lindqvist' }).waitFor();
    await gleb.app.getByRole('button', { name: 'Подписаться' }).click();
    await gleb.press('Don’t allow');

    // In a window of her own: phones beside each other share the way back.
    const phone = await (await openSimulator(context, origin)).open({ persona: 'vera' });
    await phone.app.getByRole('link', { name: /Northern lights/ }).click();
    const field = phone.app.getByLabel('New wish');
    await field.fill('Mittens');
    await field.press('Enter');
    await phone.sees('Mittens');

    const { call } = await as('gleb');
    const feed = async () =>
      (await call(api.feed.list, { query: {} })).entries.flatMap(({ wishlist, wishes }) =>
        wishlist.id === list.id ? wishes.map(({ title }) => title) : [],
      );
    await expect.poll(feed, { timeout: 20_000 }).toEqual(['Mittens', 'A thermos that holds a litre']);

    await gleb.press('Back');
    await gleb.app.getByRole('heading', { name: 'Друзья', level: 1 }).waitFor();
    await gleb.press('Back');
    await gleb.app.getByRole('link', { name: 'Новое у друзей' }).click();
    const card = gleb.app.getByRole('article', { name: /Vera Lindqvist.*2 желания/ }).first();
    await card.waitFor();
    await gleb.look('gleb-feed');
    await card.getByRole('link', { name: 'Mittens' }).click();
    await gleb.app.getByRole('heading', { name: 'Mittens' }).waitFor();
    await gleb.press('Back');
    await card.getByRole('link', { name: 'Northern lights' }).click();
    await gleb.app.getByRole('heading', { name: 'Northern lights' }).waitFor();
    await gleb.press('Back');

    await card.getByRole('link', { name: 'Vera Lindqvist' }).click();
    await gleb.app.getByRole('button', { name: 'Заблокировать' }).click();
    await gleb.telegram.getByRole('dialog').getByRole('button', { name: 'Заблокировать' }).click();
    await gleb.app.getByText('не находит вас').waitFor();
    await gleb.press('Back');
    await gleb.app.getByRole('heading', { name: 'Новое у друзей' }).waitFor();
    await gleb.app
      .getByRole('link', { name: /Vera Lindqvist/ })
      .first()
      .waitFor({ state: 'detached' });
    expect(await feed()).toEqual([]);
    await gleb.app
      .getByRole('article', { name: /Аня Соболева/ })
      .first()
      .waitFor();
    // The next journey finds her again.
    await call(api.friends.unblock, { params: { userId: vera.me.id } });
  },
);
