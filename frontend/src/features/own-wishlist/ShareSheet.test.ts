import { fireEvent, waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist, shareToken } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

async function openList(fields = {}, telegram = createFakeTelegram()) {
  const wish = ownWish();
  const list = ownWishlist([wish], fields);
  const server = createFakeServer();
  server.on(api.wishlists.get, list);
  server.on(api.sharing.prepare, ({ params, body }) => ({
    id: `card of ${body.wishId ? 'a wish in ' : ''}${params.shareToken}`,
    expiresAt: '2999-01-01T00:00:00.000Z',
  }));
  const screen = await renderAt(`/lists/${list.id}`, { server, viewer: anya, telegram });
  await screen.findByRole('heading', { name: list.title });
  return { ...screen, list, wish };
}

async function openShare(fields = {}, telegram = createFakeTelegram()) {
  const screen = await openList(fields, telegram);
  await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_visible: true }));
  screen.telegram.happen('main_button_pressed');
  await screen.findByRole('dialog', { name: 'Поделиться' });
  return screen;
}

const linkOf = (startParam: string) => `https://t.me/wishlins_bot?startapp=${startParam}`;

const send = async ({ telegram }: Awaited<ReturnType<typeof openShare>>) => {
  await waitFor(() =>
    expect(telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Отправить в Telegram' }),
  );
  telegram.happen('main_button_pressed');
};

const offeredCard = ({ telegram }: Awaited<ReturnType<typeof openShare>>) =>
  waitFor(() => expect(telegram.last('web_app_send_prepared_message')).toEqual({ id: `card of ${shareToken}` }));

const linkSent = (screen: Awaited<ReturnType<typeof openShare>>) =>
  waitFor(() => {
    const told = JSON.stringify(screen.telegram.last('web_app_open_tg_link'));
    expect(told).toContain(`/share/url?url=${encodeURIComponent(linkOf(`l_${shareToken}`))}`);
  });

it('shows the card that friends will see, and the link as a code for who stands beside', async () => {
  const screen = await openShare();
  const card = screen.getByRole<HTMLImageElement>('img', { name: 'Карточка, которую увидят в чате' });
  expect(card.src).toContain(`/pictures/cards/${shareToken}/message.jpg?`);
  await screen.user.click(screen.getByRole('button', { name: 'QR-код' }));
  expect(screen.getByLabelText<HTMLInputElement>('Ссылка').value).toBe(linkOf(`l_${shareToken}`));
  await screen.findByRole('img', { name: 'QR-код со ссылкой' });
  await screen.user.click(screen.getByRole('button', { name: 'Карточка' }));
  screen.getByRole('img', { name: 'Карточка, которую увидят в чате' });
});

it('shows the code where the card cannot be seen', async () => {
  const screen = await openShare();
  await fireEvent.error(screen.getByRole('img', { name: 'Карточка, которую увидят в чате' }));
  await screen.findByRole('img', { name: 'QR-код со ссылкой' });
});

it('sends a card to chats, which was ready before it was asked for', async () => {
  const screen = await openShare();
  await waitFor(() => expect(screen.server.callsOf(api.sharing.prepare)).toHaveLength(1));
  await send(screen);
  await offeredCard(screen);
  expect(screen.server.callsOf(api.sharing.prepare)).toHaveLength(1);
  screen.telegram.happen('prepared_message_sent');
  await screen.findByText('Отправлено');
  expect(screen.telegram.last('web_app_open_tg_link')).toBeUndefined();
});

it('leaves it at that when the person changes their mind', async () => {
  const screen = await openShare();
  await send(screen);
  await offeredCard(screen);
  screen.telegram.happen('prepared_message_failed', { error: 'USER_DECLINED' });
  await send(screen);
  await waitFor(() => expect(screen.server.callsOf(api.sharing.prepare)).toHaveLength(2));
  expect(screen.telegram.last('web_app_open_tg_link')).toBeUndefined();
});

it('sends the link where Telegram could not send the card', async () => {
  const screen = await openShare();
  await send(screen);
  await offeredCard(screen);
  screen.telegram.happen('prepared_message_failed', { error: 'UNSUPPORTED_MESSAGE_TYPE' });
  await linkSent(screen);
  expect(screen.server.callsOf(api.sharing.prepare)).toHaveLength(1);
});

it('sends the link where no card was prepared', async () => {
  const screen = await openList();
  screen.server.on(api.sharing.prepare, refusal('telegram_unavailable'));
  await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_visible: true }));
  screen.telegram.happen('main_button_pressed');
  await send(screen);
  await linkSent(screen);
  expect(screen.telegram.last('web_app_send_prepared_message')).toBeUndefined();
});

it('asks for no card where the client is too old to send one', async () => {
  const screen = await openShare({}, createFakeTelegram('7.10'));
  await send(screen);
  await linkSent(screen);
  expect(screen.server.callsOf(api.sharing.prepare)).toHaveLength(0);
});

it('asks for another card when the one prepared is about to expire', async () => {
  const screen = await openList();
  screen.server.on(api.sharing.prepare, { id: 'old', expiresAt: new Date().toISOString() });
  await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_visible: true }));
  screen.telegram.happen('main_button_pressed');
  await waitFor(() => expect(screen.server.callsOf(api.sharing.prepare)).toHaveLength(1));
  screen.server.on(api.sharing.prepare, { id: 'fresh', expiresAt: '2999-01-01T00:00:00.000Z' });
  await send(screen);
  await waitFor(() => expect(screen.telegram.last('web_app_send_prepared_message')).toEqual({ id: 'fresh' }));
});

describe('a place on the home screen', () => {
  const answerCloud = ({ telegram }: Awaited<ReturnType<typeof openShare>>, result: object) =>
    waitFor(() => {
      const { req_id } = telegram.last('web_app_invoke_custom_method') as { req_id: string };
      telegram.happen('custom_method_invoked', { req_id, result });
    });

  async function sendFirst() {
    const screen = await openShare();
    await send(screen);
    await offeredCard(screen);
    screen.telegram.happen('prepared_message_sent');
    await waitFor(() => expect(screen.telegram.last('web_app_check_home_screen')).toBeDefined());
    return screen;
  }

  it('is offered when the first list is sent', async () => {
    const screen = await sendFirst();
    screen.telegram.happen('home_screen_checked', { status: 'missed' });
    await answerCloud(screen, { 'once-home-screen': '' });
    await waitFor(() => expect(JSON.stringify(screen.telegram.last('web_app_open_popup'))).toContain('экран'));
    screen.telegram.happen('popup_closed', { button_id: 'confirm' });
    await waitFor(() => expect(screen.telegram.last('web_app_add_to_home_screen')).toBeDefined());
  });

  it.each([
    ['it is there', 'added', {}],
    ['the phone has no such thing', 'unsupported', {}],
    ['it was offered on another phone', 'missed', { 'once-home-screen': 'yes' }],
  ])('is not offered when %s', async (_why, status, cloud) => {
    const screen = await sendFirst();
    screen.telegram.happen('home_screen_checked', { status });
    if (status === 'missed') await answerCloud(screen, cloud);
    await screen.findByText('Отправлено');
    expect(screen.telegram.last('web_app_open_popup')).toBeUndefined();
  });
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
