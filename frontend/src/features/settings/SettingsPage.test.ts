import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { expect, it } from 'vitest';
import { anya } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

async function openSettings(me = anya) {
  const server = createFakeServer();
  server.on(api.users.me, me);
  server.on(api.users.updateMe, ({ body }) => ({ ...me, ...body }));
  const screen = await renderAt('/settings', { server, viewer: me });
  await screen.findByRole('heading', { name: me.name });
  const saved = () => server.callsOf(api.users.updateMe).map(({ body }) => body);
  return { ...screen, saved };
}

it('a birthday is saved once it is whole, and its year is nobody’s business', async () => {
  const screen = await openSettings();
  await screen.user.selectOptions(screen.getByLabelText('День'), '29');
  expect(screen.saved()).toEqual([]);
  await screen.user.selectOptions(screen.getByLabelText('Месяц'), 'февраль');
  await waitFor(() => expect(screen.saved()).toEqual([{ birthday: { day: 29, month: 2, year: null } }]));
});

it('a birthday can be taken back', async () => {
  const screen = await openSettings({ ...anya, birthday: { day: 5, month: 12, year: 1996 } });
  await screen.user.selectOptions(screen.getByLabelText('День'), '—');
  await screen.user.selectOptions(screen.getByLabelText('Месяц'), '—');
  await waitFor(() => expect(screen.saved()).toEqual([{ birthday: null }]));
});

it('an impossible year is not saved', async () => {
  const screen = await openSettings({ ...anya, birthday: { day: 5, month: 12, year: null } });
  await screen.user.type(screen.getByLabelText('Год'), '96');
  await screen.user.tab();
  screen.getByText('Такого года не бывает');
  expect(screen.saved()).toEqual([]);
});

it.each([
  [
    'currency',
    async (screen: Awaited<ReturnType<typeof openSettings>>) =>
      screen.user.selectOptions(screen.getByLabelText('Валюта'), 'EUR'),
    { currency: 'EUR' },
  ],
  [
    'time zone',
    async (screen: Awaited<ReturnType<typeof openSettings>>) =>
      screen.user.selectOptions(screen.getByLabelText('Часовой пояс'), 'Asia/Tbilisi'),
    { timeZone: 'Asia/Tbilisi' },
  ],
  [
    'language',
    async (screen: Awaited<ReturnType<typeof openSettings>>) =>
      screen.user.click(screen.getByRole('radio', { name: 'English' })),
    { language: 'en' },
  ],
  [
    'who may find me',
    async (screen: Awaited<ReturnType<typeof openSettings>>) =>
      screen.user.click(screen.getByRole('switch', { name: 'Меня можно найти' })),
    { findable: false },
  ],
])('a change of %s is saved as it is made', async (_what, change, body) => {
  const screen = await openSettings();
  await change(screen);
  await waitFor(() => expect(screen.saved()).toEqual([body]));
});

it('a change that was refused is taken back with the reason', async () => {
  const screen = await openSettings();
  screen.server.on(api.users.updateMe, refusal('unavailable'));
  const findable = screen.getByRole<HTMLInputElement>('switch', { name: 'Меня можно найти' });
  await screen.user.click(findable);
  await screen.findByText(/Сервис отдыхает/);
  expect(findable.checked).toBe(true);
});
