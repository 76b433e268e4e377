import type { Simulator } from './simulator.ts';

const wish = 'Чайник с синими птицами';

/** A newcomer meets the bot, a wish of theirs finds a giver, who is told when it changes; `between` is what happens before it is shared. */
export async function tellBotStory(simulator: Simulator, between = async (): Promise<void> => {}): Promise<void> {
  await simulator.page.setViewportSize({ width: 1000, height: 900 });
  const nika = await simulator.open({ persona: 'nika', screen: 'chat' }, { persona: 'vera', screen: 'chats' });
  await nika.chat.presses('Start');
  await nika.chat.sees(/Здравствуйте, Ника/);
  await nika.chat.sees(/Когда у вас день рождения/);
  await nika.chat.look('nika-meets-the-bot');
  await nika.chat.says('15 марта 1995');
  await nika.chat.sees(/Запомнил: 15 марта 1995/);

  await nika.chat.says(`https://shop.example/teapot ${wish}`);
  await nika.chat.sees(wish);
  await nika.chat.sees(/Загадано в список/);
  await nika.chat.look('nika-wish-from-a-link');
  await nika.chat.presses('Изменить');
  await nika.app.getByRole('heading', { name: wish }).waitFor();
  await nika.look('nika-wish-in-the-app');

  await between();
  await nika.chat.show();
  await nika.chat.open('Vera');
  await nika.chat.sendsCard('', /Мои желания/);
  const vera = simulator.phone('vera');
  await vera.telegram.getByLabel('1 new message').waitFor();
  await vera.chat.open('Ника');
  await vera.chat.sees('via @wishlins_demo_bot');
  await vera.chat.look('vera-card-from-nika');
  await vera.chat.presses('Открыть');
  await vera.app.getByRole('button', { name: `I’ll give it: ${wish}` }).click();
  await vera.sees('Picked');
  await vera.look('vera-takes-the-wish');

  await nika.press('Back to Wishlins');
  await nika.press('Изменить');
  const editor = nika.app.getByRole('dialog', { name: 'Желание' });
  await editor.getByLabel('Что это').fill(`${wish}, на литр`);
  await nika.press('Сохранить');
  await editor.waitFor({ state: 'detached' });

  await vera.chat.show();
  await vera.chat.open('Wishlins');
  await vera.chat.sees(/changed a wish that you are giving/);
  await vera.chat.look('vera-is-told');
}
