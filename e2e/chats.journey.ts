import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';

journey(
  'a link sent to a friend is new in their chats, and opens the list on their phone',
  async ({ simulator, as }) => {
    const { startapp } = await makeList(await as('anya'), { title: 'К новоселью' }, [{ title: 'Дверной молоток' }]);
    await simulator.page.setViewportSize({ width: 1000, height: 900 });
    const anya = await simulator.open(
      { persona: 'anya', screen: 'chats' },
      { persona: 'boris', screen: 'chats', theme: 'dark' },
    );
    const boris = simulator.phone('boris');
    await anya.chat.open('Boris');
    await anya.chat.says(`Смотри: https://t.me/wishlins_demo_bot?startapp=${startapp}`);

    await boris.telegram.getByLabel('1 new message').waitFor();
    await boris.chat.look('boris-chats');
    await boris.chat.open('Аня Соболева');
    await boris.chat.sees(/Смотри/);
    await boris.chat.look('boris-link-from-anya');
    await boris.chat.log.getByRole('link', { name: startapp }).click();
    await boris.app.getByRole('heading', { name: 'К новоселью' }).waitFor();
  },
);

journey('whoever is in the app is told of a message above it, and reads it where it came', async ({ simulator }) => {
  const vera = await simulator.open({ persona: 'vera' }, { persona: 'oliver', screen: 'chats' });
  const oliver = simulator.phone('oliver');
  await oliver.chat.open('Vera');
  await oliver.chat.says('Did you see the teapot?');
  await vera.telegram.getByRole('button', { name: 'Did you see the teapot?' }).click();
  await vera.chat.sees('Did you see the teapot?');
  await vera.chat.says('On my list now');
  await oliver.chat.sees('On my list now');
  await vera.press('Back to Wishlins');
  await vera.app.getByRole('main').waitFor();
});
