import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { expect, it } from 'vitest';
import { anya, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const list = ownWishlist([], { archivedAt: '2026-11-20T09:00:00.000Z' });

async function openArchive(wishlists = [list]) {
  const server = createFakeServer();
  server.on(api.wishlists.list, ({ query }) => ({ wishlists: query.state === 'archived' ? wishlists : [] }));
  return await renderAt('/archive', { server, viewer: anya });
}

it('a list is taken out of the archive, and put away again from the toast', async () => {
  const screen = await openArchive();
  screen.server.on(api.wishlists.unarchive, { ...list, archivedAt: null });
  screen.server.on(api.wishlists.archive, list);
  await screen.user.click(await screen.findByRole('button', { name: /^Вернуть/ }));
  await screen.findByText('Список снова с вами');
  await screen.findByText('В архиве тихо');
  await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
  await screen.findByRole('link', { name: /День рождения/ });
  expect(screen.server.callsOf(api.wishlists.archive)).toHaveLength(1);
});

it('a list that cannot be taken out stays, with the reason', async () => {
  const screen = await openArchive();
  screen.server.on(api.wishlists.unarchive, refusal('unavailable'));
  await screen.user.click(await screen.findByRole('button', { name: /^Вернуть/ }));
  await screen.findByText(/Сервис отдыхает/);
  screen.getByRole('link', { name: /День рождения/ });
});

it('an archived list can still be opened by its owner', async () => {
  const screen = await openArchive();
  const cover = await screen.findByRole('link', { name: /День рождения/ });
  expect(cover.getAttribute('href')).toBe(`/lists/${list.id}`);
});

it('without a connection the archive says so and can be tried again', async () => {
  const server = createFakeServer();
  server.on(api.wishlists.list, silence());
  const screen = await renderAt('/archive', { server, viewer: anya });
  const retry = await screen.findByRole('button', { name: 'Попробовать ещё раз' });
  server.on(api.wishlists.list, { wishlists: [list] });
  await screen.user.click(retry);
  await waitFor(() => screen.getByRole('link', { name: /День рождения/ }));
});
