import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import { expect, it } from 'vitest';
import { anya, ownWish, ownWishlist, shareToken } from '../../testing/cast.ts';
import { createFakeServer } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

async function openList(fields = {}) {
  const wish = ownWish();
  const list = ownWishlist([wish], fields);
  const server = createFakeServer();
  server.on(api.wishlists.get, list);
  const telegram = createFakeTelegram();
  const screen = await renderAt(`/lists/${list.id}`, { server, viewer: anya, telegram });
  await screen.findByRole('heading', { name: list.title });
  return { ...screen, list, wish };
}

async function openShare(fields = {}) {
  const screen = await openList(fields);
  await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_visible: true }));
  screen.telegram.happen('main_button_pressed');
  await screen.findByRole('dialog', { name: 'Поделиться' });
  return screen;
}

const linkOf = (startParam: string) => `https://t.me/wishlins_bot?startapp=${startParam}`;

it('gives the link that opens the list in Telegram, draws it for cameras, and sends it to a chat', async () => {
  const screen = await openShare();
  const link = screen.getByLabelText<HTMLInputElement>('Ссылка');
  expect(link.value).toBe(linkOf(`l_${shareToken}`));
  await screen.findByRole('img', { name: 'QR-код со ссылкой' });
  await waitFor(() =>
    expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Отправить в Telegram' }),
  );
  screen.telegram.happen('main_button_pressed');
  const told = JSON.stringify(screen.telegram.last('web_app_open_tg_link'));
  expect(told).toContain(`/share/url?url=${encodeURIComponent(link.value)}`);
});

it('a private list is opened to its link first', async () => {
  const screen = await openShare({ visibility: 'private' });
  expect(screen.queryByLabelText('Ссылка')).toBeNull();
  screen.server.on(api.wishlists.update, { ...screen.list, visibility: 'link', version: 2 });
  await screen.user.click(await screen.findByRole('button', { name: 'Открыть по ссылке' }));
  await screen.findByLabelText('Ссылка');
  expect(screen.server.callsOf(api.wishlists.update)[0]?.body).toEqual({ version: 1, visibility: 'link' });
});

it.each([
  ['friends', /Откроется только у друзей/],
  ['selected', /Откроется только у выбранных/],
] as const)('a list for %s gives its link, and says to whom it opens', async (visibility, note) => {
  const screen = await openShare({ visibility });
  screen.getByText(note);
  screen.getByLabelText('Ссылка');
  screen.getByRole('button', { name: 'Открыть по ссылке' });
});

it('the link is changed only after a question', async () => {
  const screen = await openShare();
  const fresh = 'ZyXwVuTsRqPoNmLkJiHgFe';
  screen.server.on(api.wishlists.rotateLink, { shareToken: fresh, version: 2 });
  await screen.user.click(screen.getByRole('button', { name: 'Сменить ссылку' }));
  expect(screen.server.callsOf(api.wishlists.rotateLink)).toHaveLength(0);
  screen.telegram.happen('popup_closed', { button_id: 'confirm' });
  await screen.findByText('Ссылка новая, старая больше не работает');
  expect(screen.getByLabelText<HTMLInputElement>('Ссылка').value).toBe(linkOf(`l_${fresh}`));
});

it('one wish is shared by a link of its own', async () => {
  const screen = await openList();
  await screen.user.click(screen.getByRole('link', { name: /^Плед/ }));
  await screen.user.click(await screen.findByRole('button', { name: 'Поделиться' }));
  await screen.findByRole('dialog', { name: 'Поделиться желанием' });
  const startParam = formatStartParam({ to: 'wish', shareToken, wishId: screen.wish.id });
  expect(screen.getByLabelText<HTMLInputElement>('Ссылка').value).toBe(linkOf(startParam));
  expect(screen.queryByRole('button', { name: 'Сменить ссылку' })).toBeNull();
});
