import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist, shareToken } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

async function openList(wishes = [ownWish()], fields = {}) {
  const list = ownWishlist(wishes, fields);
  const server = createFakeServer();
  server.on(api.wishlists.get, list);
  const telegram = createFakeTelegram();
  const screen = await renderAt(`/lists/${list.id}`, { server, viewer: anya, telegram });
  await screen.findByRole('heading', { name: 'День рождения' });
  return { ...screen, list };
}

describe('adding a wish', () => {
  it('takes a few words, and the field is ready for the next', async () => {
    const screen = await openList();
    const made = ownWish({ title: 'Чайник' });
    screen.server.on(api.wishes.create, { ...made, duplicateOf: null });
    const field = screen.getByLabelText<HTMLInputElement>('Новое желание');
    await screen.user.type(field, 'Чайник{Enter}');
    await screen.findByText('Загадано');
    screen.getByRole('button', { name: /^Чайник/ });
    expect(field.value).toBe('');
  });

  it('keeps what was typed when it cannot be saved', async () => {
    const screen = await openList();
    screen.server.on(api.wishes.create, silence());
    const field = screen.getByLabelText<HTMLInputElement>('Новое желание');
    await screen.user.type(field, 'Чайник{Enter}');
    await screen.findByText(/Нет связи/);
    expect(field.value).toBe('Чайник');
  });

  it('warns of a link that the list already has, and adds it all the same', async () => {
    const wish = ownWish({ url: 'https://shop.example/1' });
    const screen = await openList([wish]);
    screen.server.on(api.wishes.create, { ...ownWish({ title: 'Второй плед' }), duplicateOf: wish.id });
    await screen.user.type(screen.getByLabelText('Новое желание'), 'https://shop.example/1{Enter}');
    await screen.findByText('Добавлено. Такая ссылка в списке уже есть');
    screen.getByRole('button', { name: /^Второй плед/ });
  });
});

describe('editing a wish', () => {
  async function openEditor(wish = ownWish()) {
    const screen = await openList([wish]);
    await screen.user.click(screen.getByRole('button', { name: new RegExp(`^${wish.title}`) }));
    await screen.findByRole('dialog', { name: 'Желание' });
    return { ...screen, wish };
  }

  it('saves only what changed, with a price as people write it', async () => {
    const screen = await openEditor();
    screen.server.on(api.wishes.update, { ...screen.wish, version: 2, price: { amount: 129_990, currency: 'RUB' } });
    await screen.user.type(screen.getByLabelText('Цена'), '1 299,90');
    await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: true }));
    screen.telegram.happen('main_button_pressed');
    await screen.findByText(/1\s299,90/);
    expect(screen.server.callsOf(api.wishes.update)[0]?.body).toEqual({
      version: 1,
      price: { amount: 129_990, currency: 'RUB' },
    });
  });

  it('says what cannot be saved beside its field, and sends nothing', async () => {
    const screen = await openEditor();
    await screen.user.type(screen.getByLabelText('Ссылка'), 'javascript:alert(1)');
    await screen.user.type(screen.getByLabelText('Цена'), 'дорого');
    await screen.user.clear(screen.getByLabelText('Что это'));
    await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: true }));
    screen.telegram.happen('main_button_pressed');
    await screen.findByText('Это не похоже на ссылку');
    screen.getByText('Не похоже на цену');
    screen.getByText('Напишите хотя бы пару слов');
    expect(screen.server.callsOf(api.wishes.update)).toHaveLength(0);
  });

  it('what was typed survives closing, under the name of its writer, and can be dropped', async () => {
    const screen = await openEditor();
    await screen.user.type(screen.getByLabelText('Заметка'), 'Серый');
    await screen.user.click(screen.getByRole('button', { name: 'Закрыть' }));
    expect(Object.keys(localStorage)).toEqual([`draft:${anya.id}:${screen.wish.id}`]);

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await screen.user.click(screen.getByRole('button', { name: /^Плед/ }));
    await screen.findByText('Это ваш черновик — он ещё не сохранён');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Заметка').value).toBe('Серый');

    await screen.user.click(screen.getByRole('button', { name: 'Отменить правки' }));
    expect(screen.getByLabelText<HTMLTextAreaElement>('Заметка').value).toBe('');
    await waitFor(() => expect(localStorage).toHaveLength(0));
  });

  it('Telegram asks before closing the app only while something is unsaved', async () => {
    const screen = await openEditor();
    const confirmation = () => screen.telegram.last('web_app_setup_closing_behavior');
    expect(confirmation()).toBeUndefined();
    await screen.user.type(screen.getByLabelText('Заметка'), 'Серый');
    await waitFor(() => expect(confirmation()).toEqual({ need_confirmation: true }));
    await screen.user.clear(screen.getByLabelText('Заметка'));
    await waitFor(() => expect(confirmation()).toEqual({ need_confirmation: false }));
  });

  it('another device was first: its changes are taken in, and mine stay on top', async () => {
    const screen = await openEditor();
    const other = { ...screen.wish, title: 'Плед, 2 метра', version: 2 };
    screen.server.on(api.wishes.get, other);
    screen.server.on(api.wishes.update, ({ body }) =>
      body.version === 2 ? { ...other, version: 3, note: 'Серый' } : refusal('version_conflict'),
    );
    await screen.user.type(screen.getByLabelText('Заметка'), 'Серый');
    await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: true }));
    screen.telegram.happen('main_button_pressed');
    await screen.findByText(/Желание изменили на другом устройстве/);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Что это').value).toBe('Плед, 2 метра'));
    screen.telegram.happen('main_button_pressed');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.server.callsOf(api.wishes.update).at(-1)?.body).toEqual({ version: 2, note: 'Серый' });
  });

  it('a deleted wish comes back from the toast', async () => {
    const screen = await openEditor();
    screen.server.on(api.wishes.remove, undefined);
    screen.server.on(api.wishes.batch, { wishes: [screen.wish] });
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.findByText('Желание удалено');
    expect(screen.queryByRole('button', { name: /^Плед/ })).toBeNull();
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await screen.findByRole('button', { name: /^Плед/ });
    expect(screen.server.callsOf(api.wishes.batch)[0]?.body).toEqual({ action: 'restore', wishIds: [screen.wish.id] });
  });

  it('a wish that could not be deleted is back where it was', async () => {
    const screen = await openEditor();
    screen.server.on(api.wishes.remove, refusal('unavailable'));
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.findByText(/Сервис отдыхает/);
    screen.getByRole('button', { name: /^Плед/ });
  });

  it('a wish that came true moves to what is already mine', async () => {
    const screen = await openEditor();
    screen.server.on(api.wishes.batch, { wishes: [{ ...screen.wish, receivedAt: '2026-11-23T09:00:00.000Z' }] });
    await screen.user.click(screen.getByRole('button', { name: 'Уже у меня' }));
    await screen.findByText('Ура! Теперь это у вас');
    await screen.findByRole('region', { name: 'Уже у меня' });
  });
});

describe('sharing', () => {
  it('gives the link that opens the list in Telegram, and sends it to a chat', async () => {
    const screen = await openList();
    await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_visible: true }));
    screen.telegram.happen('main_button_pressed');
    const link = await screen.findByLabelText<HTMLInputElement>('Ссылка на список');
    expect(link.value).toBe(`https://t.me/wishlins_bot?startapp=l_${shareToken}`);
    await waitFor(() =>
      expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Отправить в Telegram' }),
    );
    screen.telegram.happen('main_button_pressed');
    const told = JSON.stringify(screen.telegram.last('web_app_open_tg_link'));
    expect(told).toContain(`/share/url?url=${encodeURIComponent(link.value)}`);
  });

  it('a private list is opened to its link first', async () => {
    const screen = await openList([ownWish()], { visibility: 'private' });
    screen.server.on(api.wishlists.update, { ...screen.list, visibility: 'link', version: 2 });
    await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_visible: true }));
    screen.telegram.happen('main_button_pressed');
    await screen.user.click(await screen.findByRole('button', { name: 'Открыть всем, у кого есть ссылка' }));
    await screen.findByLabelText('Ссылка на список');
    expect(screen.server.callsOf(api.wishlists.update)[0]?.body).toEqual({ version: 1, visibility: 'link' });
  });
});

describe('settings of the list', () => {
  async function openSettings() {
    const screen = await openList();
    await screen.user.click(screen.getByRole('button', { name: 'Настройки списка' }));
    await screen.findByRole('dialog', { name: 'Настройки списка' });
    return screen;
  }

  it('every choice of who may open it and what the owner sees explains itself', async () => {
    const screen = await openSettings();
    screen.getByRole('radio', { name: /Только я.*Никто, кроме вас, списка не увидит/s });
    screen.getByRole('radio', { name: /Полный сюрприз.*Вы не узнаете, что выбрали гости/s });
  });

  it('saves only what changed', async () => {
    const screen = await openSettings();
    screen.server.on(api.wishlists.update, { ...screen.list, visibility: 'friends', color: 'sky', version: 2 });
    await screen.user.click(screen.getByRole('radio', { name: /^Друзья/ }));
    await screen.user.click(screen.getByRole('radio', { name: 'Небесный' }));
    await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: true }));
    screen.telegram.happen('main_button_pressed');
    await screen.findByRole('button', { name: 'Друзья' });
    expect(screen.server.callsOf(api.wishlists.update)[0]?.body).toEqual({
      version: 1,
      visibility: 'friends',
      color: 'sky',
    });
  });

  it('a list is deleted only after a question, and comes back from the toast', async () => {
    const screen = await openSettings();
    screen.server.on(api.wishlists.remove, undefined);
    screen.server.on(api.wishlists.restore, screen.list);
    screen.server.on(api.wishlists.list, { wishlists: [] });
    screen.server.on(api.wishlists.opened, { entries: [], next: null });
    screen.server.on(api.reservations.mine, { entries: [], next: null });
    await screen.user.click(screen.getByRole('button', { name: 'Удалить список' }));
    expect(screen.server.callsOf(api.wishlists.remove)).toHaveLength(0);
    screen.telegram.happen('popup_closed', { button_id: 'confirm' });
    await screen.user.click(await screen.findByRole('button', { name: 'Отменить' }));
    await waitFor(() => expect(screen.router.currentRoute.value.path).toBe(`/lists/${screen.list.id}`));
  });
});

it('the owner never learns who reserved: nothing of it is even asked for', async () => {
  const screen = await openList();
  const asked = screen.server.calls.map(({ endpoint }) => endpoint.path);
  expect(asked).toEqual(['/session', '/wishlists/{wishlistId}']);
});
