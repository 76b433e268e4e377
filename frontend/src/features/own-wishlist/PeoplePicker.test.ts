import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { expect, it } from 'vitest';
import { anya, boris, faceOf, friend, gleb, ownWishlist, vera } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { renderPart } from '../../testing/render.ts';
import GuestsRow from './GuestsRow.vue';

const { id: wishlistId } = ownWishlist();

/** Anya, who follows Boris and Vera, chooses who may open her list; by now Boris may. */
async function choose() {
  const server = createFakeServer();
  server.on(api.wishlists.guests, { people: [faceOf(boris)] });
  server.on(api.friends.list, { entries: [friend(vera), friend(boris)], next: null });
  const screen = await renderPart(GuestsRow, { wishlistId }, { server, viewer: anya });
  await screen.user.click(await screen.findByRole('button', { name: 'Изменить' }));
  const who = async (name: string) => screen.findByRole<HTMLInputElement>('checkbox', { name });
  const saved = () => server.callsOf(api.wishlists.setGuests).map(({ body }) => body);
  return { ...screen, who, saved };
}

it('whoever may open the list is ticked and comes first', async () => {
  const screen = await choose();
  expect((await screen.who('Борис')).checked).toBe(true);
  expect((await screen.who('Вера')).checked).toBe(false);
  const names = screen.getAllByRole('checkbox').map((box) => box.getAttribute('aria-label'));
  expect(names).toEqual(['Борис', 'Вера']);
});

it('the choice is saved when it is done, and told beside the button', async () => {
  const screen = await choose();
  screen.server.on(api.wishlists.setGuests, { people: [faceOf(vera)] });
  await screen.user.click(await screen.who('Вера'));
  await screen.user.click(await screen.who('Борис'));
  await screen.user.click(screen.getByRole('button', { name: 'Готово' }));
  await screen.findByText('Откроет 1 человек');
  expect(screen.saved()).toEqual([{ userIds: [vera.id] }]);
});

it('somebody Anya does not follow is found by name, and stays among the chosen', async () => {
  const screen = await choose();
  screen.server.on(api.users.search, { people: [faceOf(gleb)] });
  await screen.user.type(screen.getByRole('searchbox'), 'гле');
  await screen.user.click(await screen.who('Глеб'));
  await screen.user.click(screen.getByRole('button', { name: 'Очистить' }));
  await screen.who('Вера');
  expect((await screen.who('Глеб')).checked).toBe(true);
});

it('a choice that was refused stays open with the reason', async () => {
  const screen = await choose();
  screen.server.on(api.wishlists.setGuests, refusal('user_not_found'));
  await screen.user.click(await screen.who('Вера'));
  await screen.user.click(screen.getByRole('button', { name: 'Готово' }));
  await screen.findByText('Такого человека здесь нет.');
  await waitFor(async () => expect((await screen.who('Вера')).checked).toBe(true));
});

it('a list with nobody chosen says that it opens to no one', async () => {
  const server = createFakeServer();
  server.on(api.wishlists.guests, { people: [] });
  const screen = await renderPart(GuestsRow, { wishlistId }, { server, viewer: anya });
  await screen.findByText(/Пока никто не выбран/);
  screen.getByRole('button', { name: 'Выбрать людей' });
});
