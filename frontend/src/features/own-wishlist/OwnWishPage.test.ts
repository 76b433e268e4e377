import { waitFor, within } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

async function openWish(wish = ownWish()) {
  const list = ownWishlist([ownWish({ title: 'Другое' }), wish]);
  const server = createFakeServer();
  server.on(api.wishlists.get, list);
  const telegram = createFakeTelegram();
  const screen = await renderAt(`/lists/${list.id}/wishes/${wish.id}`, { server, viewer: anya, telegram });
  await screen.findByRole('heading', { level: 1, name: wish.title });

  /** Telegram's button below the page is pressed, once it can be. */
  async function press(): Promise<void> {
    await waitFor(() => expect(telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: true }));
    telegram.happen('main_button_pressed');
  }
  const isOnList = () => waitFor(() => expect(screen.router.currentRoute.value.path).toBe(`/lists/${list.id}`));
  return { ...screen, list, wish, press, isOnList };
}

describe('the page of a wish of mine', () => {
  it('tells all of it, and asks nothing of its guests', async () => {
    const screen = await openWish(ownWish({ note: 'Серый', quantity: 2, priority: 'low' }));
    screen.getByText('Серый');
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['2 штуки', 'Когда-нибудь']);
    const asked = screen.server.calls.map(({ endpoint }) => endpoint.path);
    expect(asked).toEqual(['/session', '/wishlists/{wishlistId}']);
  });

  it('of a wish that is gone leads back to the list', async () => {
    const server = createFakeServer();
    const list = ownWishlist();
    server.on(api.wishlists.get, list);
    const screen = await renderAt(`/lists/${list.id}/wishes/${ownWish().id}`, { server, viewer: anya });
    await screen.user.click(await screen.findByRole('button', { name: 'К списку' }));
    await screen.findByText('Пора помечтать');
  });

  it('a wish that came true says so, and can be wished again', async () => {
    const screen = await openWish();
    screen.server.on(api.wishes.batch, ({ body }) => ({
      wishes: [{ ...screen.wish, receivedAt: body.action === 'receive' ? '2026-11-23T09:00:00.000Z' : null }],
    }));
    await screen.user.click(screen.getByRole('button', { name: 'Уже у меня' }));
    await screen.findByText('Ура! Теперь это у вас');
    await screen.user.click(screen.getByRole('button', { name: 'Вернуть' }));
    await screen.findByRole('button', { name: 'Уже у меня' });
  });

  it('a deleted wish leads back to the list, and comes back from the toast', async () => {
    const screen = await openWish();
    screen.server.on(api.wishes.batch, ({ body }) => {
      const isThere = body.action === 'restore';
      screen.server.on(api.wishlists.get, { ...screen.list, wishes: isThere ? screen.list.wishes : [] });
      return { wishes: [screen.wish] };
    });
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.isOnList();
    await screen.findByText('Желание удалено');
    expect(screen.queryByRole('link', { name: /^Плед/ })).toBeNull();
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await screen.findByRole('link', { name: /^Плед/ });
    const wishIds = [screen.wish.id];
    expect(screen.server.callsOf(api.wishes.batch).map(({ body }) => body)).toEqual([
      { action: 'remove', wishIds },
      { action: 'restore', wishIds },
    ]);
  });

  it('a wish that could not be deleted stays on its page', async () => {
    const screen = await openWish();
    screen.server.on(api.wishes.batch, refusal('unavailable'));
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.findByText(/Сервис отдыхает/);
    screen.getByRole('heading', { level: 1, name: 'Плед из мериноса' });
  });

  it('a wish moved to another list leads back to the one it was in', async () => {
    const screen = await openWish();
    const other = { ...ownWishlist([], { title: 'Новоселье' }), id: '01900000-0000-7000-8000-000000000020' };
    screen.server.on(api.wishlists.list, { wishlists: [screen.list, other] });
    screen.server.on(api.wishes.batch, { wishes: [{ ...screen.wish, wishlistId: other.id }] });
    await screen.user.click(screen.getByRole('button', { name: 'В список' }));
    const sheet = within(await screen.findByRole('dialog'));
    await screen.user.click(await sheet.findByRole('button', { name: /Новоселье/ }));
    await screen.isOnList();
  });
});

describe('editing a wish', () => {
  async function openEditor() {
    const screen = await openWish();
    await screen.press();
    await screen.findByRole('dialog', { name: 'Желание' });
    return screen;
  }

  it('saves only what changed, with a price as people write it', async () => {
    const screen = await openEditor();
    screen.server.on(api.wishes.update, { ...screen.wish, version: 2, price: { amount: 129_990, currency: 'RUB' } });
    await screen.user.type(screen.getByLabelText('Цена'), '1 299,90');
    await screen.press();
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
    await screen.press();
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
    await screen.press();
    await screen.findByText('Черновик, ещё не сохранён');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Заметка').value).toBe('Серый');

    await screen.user.click(screen.getByRole('button', { name: 'Сбросить' }));
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
    await screen.press();
    await screen.findByText(/Желание изменили на другом устройстве/);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Что это').value).toBe('Плед, 2 метра'));
    await screen.press();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.server.callsOf(api.wishes.update).at(-1)?.body).toEqual({ version: 2, note: 'Серый' });
  });
});
