import { fireEvent, waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence, type FakeServer } from '../../testing/fake-server.ts';
import { createFakeTelegram, type FakeTelegram } from '../../testing/fake-telegram.ts';
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

/** Telegram's button below the page is pressed, once it can be. */
async function save({ telegram }: { telegram: FakeTelegram }): Promise<void> {
  await waitFor(() => expect(telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: true }));
  telegram.happen('main_button_pressed');
}

function prepareHome(server: FakeServer): void {
  server.on(api.wishlists.list, { wishlists: [] });
  server.on(api.wishlists.opened, { entries: [], next: null });
  server.on(api.reservations.mine, { entries: [], next: null });
  server.on(api.friends.list, { entries: [], next: null });
}

const titles = ({ container }: { container: Element }) =>
  Array.from(container.querySelectorAll('.title'), ({ textContent }) => textContent);

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

  it('says that the list has such a link already, adds it all the same, and leads to the other one', async () => {
    const wish = ownWish({ url: 'https://shop.example/1' });
    const screen = await openList([wish]);
    screen.server.on(api.wishes.create, { ...ownWish({ title: 'Второй плед' }), duplicateOf: wish.id });
    await screen.user.type(screen.getByLabelText('Новое желание'), 'https://shop.example/1{Enter}');
    await screen.findByText('Такая ссылка уже есть: «Плед из мериноса».');
    screen.getByRole('button', { name: /^Второй плед/ });
    await screen.user.click(screen.getByRole('button', { name: 'Посмотреть' }));
    await screen.findByRole('dialog', { name: 'Желание' });
    expect(screen.getByLabelText<HTMLInputElement>('Что это').value).toBe('Плед из мериноса');
  });

  it('takes a wish per line, in their order, and sums up', async () => {
    const screen = await openList();
    screen.server.on(api.wishes.create, ({ body }) => ({ ...ownWish({ title: body.title }), duplicateOf: null }));
    await screen.user.click(screen.getByLabelText('Новое желание'));
    await screen.user.paste('Чайник\nТандем\n\nСлон');
    screen.getByText('Получится 3 желания');
    await screen.user.keyboard('{Enter}');
    await screen.findByText('Загадано 3 желания');
    expect(titles(screen)).toEqual(['Чайник', 'Тандем', 'Слон', 'Плед из мериноса']);
  });

  it('of several lines, keeps those that could not be saved', async () => {
    const screen = await openList();
    screen.server.on(api.wishes.create, ({ body }) =>
      body.title === 'Тандем' ? silence() : { ...ownWish({ title: body.title }), duplicateOf: null },
    );
    const field = screen.getByLabelText<HTMLTextAreaElement>('Новое желание');
    await screen.user.click(field);
    await screen.user.paste('Чайник\nТандем\nСлон');
    await screen.user.keyboard('{Enter}');
    await screen.findByRole('button', { name: /^Слон/ });
    await waitFor(() => expect(field.value).toBe('Чайник\nТандем'));
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
    screen.server.on(api.wishes.batch, { wishes: [screen.wish] });
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.findByText('Желание удалено');
    expect(screen.queryByRole('button', { name: /^Плед/ })).toBeNull();
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await screen.findByRole('button', { name: /^Плед/ });
    const wishIds = [screen.wish.id];
    expect(screen.server.callsOf(api.wishes.batch).map(({ body }) => body)).toEqual([
      { action: 'remove', wishIds },
      { action: 'restore', wishIds },
    ]);
  });

  it('a wish that could not be deleted is back where it was', async () => {
    const screen = await openEditor();
    screen.server.on(api.wishes.batch, refusal('unavailable'));
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

describe('settings of the list', () => {
  async function openSettings(fields = {}) {
    const screen = await openList([ownWish()], fields);
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

  it('the end of the surprise follows the occasion, and can be put off but not hastened', async () => {
    const screen = await openSettings({ eventDate: '2026-12-11', revealOn: '2026-12-14' });
    const day = () => screen.getByLabelText<HTMLInputElement>('Сюрприз раскроется');
    expect(day().value).toBe('2026-12-14');
    await fireEvent.update(screen.getByLabelText('Дата'), '2026-12-20');
    await waitFor(() => expect(day().value).toBe('2026-12-23'));

    await fireEvent.update(day(), '2026-12-21');
    await screen.findByText('Не раньше чем через три дня после праздника');
    await save(screen);
    expect(screen.server.callsOf(api.wishlists.update)).toHaveLength(0);

    screen.server.on(api.wishlists.update, screen.list);
    await fireEvent.update(day(), '2027-01-10');
    await save(screen);
    await waitFor(() =>
      expect(screen.server.callsOf(api.wishlists.update).map(({ body }) => body)).toEqual([
        { version: 1, eventDate: '2026-12-20', revealOn: '2027-01-10' },
      ]),
    );
  });

  it('an end of the surprise that was put off stays when only the occasion moves', async () => {
    const screen = await openSettings({ eventDate: '2026-12-11', revealOn: '2027-02-01' });
    screen.server.on(api.wishlists.update, screen.list);
    await fireEvent.update(screen.getByLabelText('Дата'), '2026-12-20');
    await save(screen);
    await waitFor(() =>
      expect(screen.server.callsOf(api.wishlists.update)[0]?.body).toMatchObject({ revealOn: '2027-02-01' }),
    );
  });

  it('without a date, says how to learn who gave what', async () => {
    const screen = await openSettings({ eventDate: null, revealOn: null });
    screen.getByText(/Поставьте дату праздника/);
  });

  it('a list is put away, and comes back from the toast', async () => {
    const screen = await openSettings();
    screen.server.on(api.wishlists.archive, { ...screen.list, archivedAt: screen.list.createdAt });
    screen.server.on(api.wishlists.unarchive, screen.list);
    prepareHome(screen.server);
    await screen.user.click(screen.getByRole('button', { name: 'В архив' }));
    await waitFor(() => expect(screen.router.currentRoute.value.path).toBe('/'));
    await screen.findByText('Список в архиве');
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await waitFor(() => expect(screen.router.currentRoute.value.path).toBe(`/lists/${screen.list.id}`));
  });

  it('a list is deleted only after a question, and comes back from the toast', async () => {
    const screen = await openSettings();
    screen.server.on(api.wishlists.remove, undefined);
    screen.server.on(api.wishlists.restore, screen.list);
    prepareHome(screen.server);
    await screen.user.click(screen.getByRole('button', { name: 'Удалить список' }));
    expect(screen.server.callsOf(api.wishlists.remove)).toHaveLength(0);
    screen.telegram.happen('popup_closed', { button_id: 'confirm' });
    await screen.user.click(await screen.findByRole('button', { name: 'Отменить' }));
    await waitFor(() => expect(screen.router.currentRoute.value.path).toBe(`/lists/${screen.list.id}`));
  });
});

it('an archived list says so, is not shared, and can be taken out', async () => {
  const screen = await openList([ownWish()], { archivedAt: '2026-11-20T09:00:00.000Z' });
  screen.getByText('Список в архиве: открываете его только вы.');
  expect(screen.telegram.last('web_app_setup_main_button')).toBeUndefined();
  screen.server.on(api.wishlists.unarchive, { ...screen.list, archivedAt: null });
  await screen.user.click(screen.getByRole('button', { name: 'Вернуть' }));
  await waitFor(() => expect(screen.queryByText(/Список в архиве/)).toBeNull());
  expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Поделиться списком' });
});

it('the owner never learns who reserved: nothing of it is even asked for', async () => {
  const screen = await openList();
  const asked = screen.server.calls.map(({ endpoint }) => endpoint.path);
  expect(asked).toEqual(['/session', '/wishlists/{wishlistId}']);
});
