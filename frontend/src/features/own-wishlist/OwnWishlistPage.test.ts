import { fireEvent, waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, silence, type FakeServer } from '../../testing/fake-server.ts';
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
    screen.getByRole('link', { name: /^Чайник/ });
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
    screen.getByRole('link', { name: /^Второй плед/ });
    await screen.user.click(screen.getByRole('button', { name: 'Посмотреть' }));
    await screen.findByRole('heading', { level: 1, name: 'Плед из мериноса' });
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
    await screen.findByRole('link', { name: /^Слон/ });
    await waitFor(() => expect(field.value).toBe('Чайник\nТандем'));
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
  screen.getByText('В архиве: виден только вам.');
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
