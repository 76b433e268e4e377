import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { expect, it } from 'vitest';
import { anya, dina, faceOf, gleb } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const strangers = { following: false, followsMe: false, friends: false, blocked: false };

async function openBlocked(people = [faceOf(gleb), faceOf(dina)]) {
  const server = createFakeServer();
  server.on(api.friends.blocked, { entries: people, next: null });
  return renderAt('/settings/blocked', { server, viewer: anya });
}

it('Anya lifts the block of Dina, and may think again', async () => {
  const screen = await openBlocked();
  screen.server.on(api.friends.unblock, strangers);
  screen.server.on(api.friends.block, { ...strangers, blocked: true });
  await screen.user.click(await screen.findByRole('button', { name: 'Разблокировать: Дина' }));
  await screen.findByText('Блокировка снята');
  expect(screen.queryByText('Дина')).toBeNull();
  await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
  await screen.findByText('Дина');
  await waitFor(() => expect(screen.server.callsOf(api.friends.block)[0]?.params).toEqual({ userId: dina.id }));
});

it('a block that was not lifted is shown again, with the reason', async () => {
  const screen = await openBlocked();
  screen.server.on(api.friends.unblock, refusal('unavailable'));
  await screen.user.click(await screen.findByRole('button', { name: 'Разблокировать: Глеб' }));
  await screen.findByText(/Сервис отдыхает/);
  const names = screen.getAllByRole('link').map(({ textContent }) => textContent);
  expect(names).toEqual([expect.stringContaining('Глеб'), expect.stringContaining('Дина')]);
});

it('with nobody blocked the page is calm', async () => {
  const screen = await openBlocked([]);
  await screen.findByRole('heading', { name: 'Никто не заблокирован' });
});
