import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';

journey(
  'without a connection a reservation is taken back with the reason, and works once it is there again',
  async ({ simulator, context, troubles, as }) => {
    const { startapp } = await makeList(await as('anya'), { title: 'В поезде' }, [{ title: 'Подушка для шеи' }]);
    const boris = await simulator.open({ persona: 'boris', startapp });
    const give = boris.app.getByRole('button', { name: 'Подарю: Подушка для шеи' });
    await give.waitFor();
    await boris.hasEveryPage();

    troubles.expect(/^failed: PUT .*\/reservation net::ERR_INTERNET_DISCONNECTED$/);
    await context.setOffline(true);
    await give.click();
    await boris.sees('Нет связи. Проверьте интернет и попробуйте ещё раз.');
    await give.waitFor();
    await boris.look('boris-offline');

    await context.setOffline(false);
    await give.click();
    await boris.sees('Забронировано за вами');
    const { read } = await as('boris');
    expect(await read('/reservations')).toContain('Подушка для шеи');
  },
);

journey(
  'what was read stays readable without a connection, and the rest says why it cannot be shown',
  async ({ simulator, context, troubles, as }) => {
    const { startapp } = await makeList(await as('anya'), { title: 'На даче' }, [{ title: 'Гамак' }]);
    const boris = await simulator.open({ persona: 'boris', startapp });
    await boris.app.getByRole('link', { name: /^Гамак/ }).waitFor();
    await boris.hasEveryPage();
    await context.setOffline(true);
    troubles.expect(/ERR_INTERNET_DISCONNECTED/);
    await boris.app.getByRole('link', { name: /^Гамак/ }).click();
    await boris.app.getByRole('heading', { level: 1, name: 'Гамак' }).waitFor();
    await boris.press('Back');
    await boris.press('Back');
    await boris.sees('Нет связи. Проверьте интернет и попробуйте ещё раз.');
    await context.setOffline(false);
    await boris.app.getByRole('link', { name: /На Алтай/ }).waitFor();
  },
);
