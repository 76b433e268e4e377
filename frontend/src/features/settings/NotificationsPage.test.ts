import { fireEvent, waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { NotificationSettings } from '@wishlins/contract/notifications';
import { expect, it } from 'vitest';
import { anya, boris, faceOf, vera } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

const usual: NotificationSettings = { off: ['friend_news'], quietHours: null, reachable: false };
const nobody = { people: [], wishlists: [] };

async function open(settings: Partial<NotificationSettings> = {}, version: string | null = '8.0') {
  const server = createFakeServer();
  server.on(api.notifications.settings, { ...usual, ...settings });
  server.on(api.notifications.updateSettings, ({ body }) => ({ ...usual, ...settings, ...body }));
  server.on(api.notifications.setTelegram, undefined);
  server.on(api.notifications.muted, nobody);
  const telegram = createFakeTelegram(version);
  const screen = await renderAt('/settings/notifications', { server, viewer: boris, telegram });
  await screen.findByRole('heading', { name: 'Тихие часы' });
  return screen;
}

it('each kind is switched by itself, at once', async () => {
  const screen = await open();
  const news = screen.getByRole<HTMLInputElement>('switch', { name: 'Новые списки и желания' });
  expect(news.checked).toBe(false);
  await screen.user.click(screen.getByRole('switch', { name: 'Дни рождения' }));
  await screen.user.click(news);
  await waitFor(() => expect(screen.server.callsOf(api.notifications.updateSettings)).toHaveLength(2));
  expect(screen.server.callsOf(api.notifications.updateSettings).map(({ body }) => body)).toEqual([
    { off: ['friend_news', 'birthday_soon'] },
    { off: ['birthday_soon'] },
  ]);
});

it('a change the server refuses is taken back', async () => {
  const screen = await open();
  screen.server.on(api.notifications.updateSettings, refusal('unavailable'));
  const birthdays = screen.getByRole<HTMLInputElement>('switch', { name: 'Дни рождения' });
  await screen.user.click(birthdays);
  await screen.findByText(/Сервис отдыхает/);
  expect(birthdays.checked).toBe(true);
});

it('quiet hours begin as usual ones and can be set', async () => {
  const screen = await open();
  await screen.user.click(screen.getByRole('switch', { name: 'Не беспокоить' }));
  const from = await screen.findByLabelText<HTMLInputElement>('С');
  await fireEvent.update(from, '23:30');
  await waitFor(() =>
    expect(screen.server.callsOf(api.notifications.updateSettings).map(({ body }) => body)).toEqual([
      { quietHours: { from: '22:00', to: '09:00' } },
      { quietHours: { from: '23:30', to: '09:00' } },
    ]),
  );
});

it('the bot is let in by Telegram’s own question', async () => {
  const screen = await open();
  await screen.user.click(screen.getByRole('button', { name: 'Получать в Telegram' }));
  await waitFor(() => expect(screen.telegram.last('web_app_request_write_access')).toBeDefined());
  screen.telegram.happen('write_access_requested', { status: 'allowed' });
  await screen.findByText('Бот пишет вам в Telegram');
  expect(screen.server.callsOf(api.notifications.setTelegram)[0]?.body).toEqual({ allowed: true });
});

it('the bot is let in by writing to it where the client cannot ask', async () => {
  const screen = await open({}, '6.8');
  await screen.user.click(screen.getByRole('button', { name: 'Получать в Telegram' }));
  expect(JSON.stringify(screen.telegram.last('web_app_open_tg_link'))).toContain('/wishlins_bot?start=settings');
});

it('whom the bot may write to is not asked', async () => {
  const screen = await open({ reachable: true });
  screen.getByText('Бот пишет вам в Telegram');
  expect(screen.queryByRole('button', { name: 'Получать в Telegram' })).toBeNull();
});

it('the muted are listed, each with the way back', async () => {
  const screen = await open();
  expect(screen.queryByRole('heading', { name: 'Без уведомлений' })).toBeNull();
  screen.unmount();

  const server = createFakeServer();
  const list = { id: '01900000-0000-7000-8000-000000000010', title: 'Именины', emoji: null, color: 'rose' } as const;
  server.on(api.notifications.settings, usual);
  server.on(api.notifications.muted, { people: [faceOf(vera)], wishlists: [{ ...list, owner: faceOf(anya) }] });
  server.on(api.notifications.unmutePerson, undefined);
  server.on(api.notifications.unmuteWishlist, undefined);
  const again = await renderAt('/settings/notifications', { server, viewer: boris });
  await again.user.click(await again.findByRole('button', { name: 'Вернуть: Вера' }));
  await again.findByText('Уведомления снова приходят');
  await again.user.click(again.getByRole('button', { name: 'Вернуть: Именины' }));
  await waitFor(() => expect(again.queryByRole('heading', { name: 'Без уведомлений' })).toBeNull());
  expect(server.callsOf(api.notifications.unmutePerson)[0]?.params).toEqual({ userId: vera.id });
  expect(server.callsOf(api.notifications.unmuteWishlist)[0]?.params).toEqual({ wishlistId: list.id });
});
