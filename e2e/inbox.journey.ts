import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';

journey('who is followed is told so, reads it once, and chooses of what to be told', async ({ simulator, as }) => {
  const [noa, gleb] = [await as('noa'), await as('gleb')];
  await noa.call(api.notifications.updateSettings, { body: { off: [] } });
  await gleb.call(api.friends.follow, { params: { userId: noa.me.id } });

  const phone = await simulator.open({ persona: 'noa' });
  await phone.app.getByRole('link', { name: /^Notifications: \d+ new/ }).click();
  const told = phone.app.getByRole('link', { name: /Глеб.* follows you/ });
  await told.waitFor();
  await phone.look('noa-inbox');
  const unread = async () => (await noa.call(api.notifications.unread, {})).count;
  await expect.poll(unread).toBe(0);

  await told.click();
  await phone.app.getByRole('heading', { name: /Глеб/ }).waitFor();
  await phone.press('Back');
  await phone.app.getByRole('link', { name: 'Notification settings' }).click();
  await phone.app.getByRole('switch', { name: 'New followers' }).uncheck();
  await phone.app.getByRole('switch', { name: 'Do not disturb' }).check();
  const settings = async () => await noa.call(api.notifications.settings, {});
  await expect.poll(settings).toMatchObject({ off: ['new_follower'], quietHours: { from: '22:00', to: '09:00' } });
  await phone.look('noa-notification-settings');

  await phone.app.getByRole('button', { name: 'Get them in Telegram' }).click();
  await phone.press('Allow');
  await phone.sees('The bot writes to you in Telegram');
  await expect.poll(settings).toMatchObject({ reachable: true });

  await phone.press('Back');
  await phone.press('Back');
  await phone.app.getByRole('link', { name: 'Notifications', exact: true }).waitFor();
});
