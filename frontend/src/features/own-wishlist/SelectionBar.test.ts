import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

/** Anya is choosing among three wishes. */
async function choosing(...names: string[]) {
  const wishes = ['Плед', 'Чайник', 'Тандем'].map((title) => ownWish({ title }));
  const list = ownWishlist(wishes);
  const server = createFakeServer();
  server.on(api.wishlists.get, list);
  const telegram = createFakeTelegram();
  const screen = await renderAt(`/lists/${list.id}`, { server, viewer: anya, telegram });
  await screen.user.click(await screen.findByRole('button', { name: 'Выбрать' }));
  for (const name of names) await screen.user.click(screen.getByRole('button', { name }));
  const [blanket, kettle, tandem] = wishes.map(({ id }) => id);
  const titles = () => Array.from(screen.container.querySelectorAll('.title'), ({ textContent }) => textContent);
  const batches = () => server.callsOf(api.wishes.batch).map(({ body }) => body);
  return { ...screen, wishes, list, titles, batches, blanket, kettle, tandem };
}

const target = { ...ownWishlist([], { title: 'Новоселье' }), id: '01900000-0000-7000-8000-000000000020' };

describe('choosing', () => {
  it('a tap chooses and chooses no more, and is counted', async () => {
    const screen = await choosing('Плед', 'Чайник');
    screen.getByText('Выбрано: 2');
    await screen.user.click(screen.getByRole('button', { name: 'Чайник', pressed: true }));
    screen.getByText('Выбрано: 1');
    await screen.user.click(screen.getByRole('button', { name: 'Все' }));
    screen.getByText('Выбрано: 3');
    await screen.user.click(screen.getByRole('button', { name: 'Снять' }));
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Удалить' }).disabled).toBe(true);
  });

  it('Telegram’s back arrow ends it, and a tap opens a wish again', async () => {
    const screen = await choosing();
    screen.telegram.happen('back_button_pressed');
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Что сделать с выбранным' })).toBeNull());
    await screen.user.click(screen.getByRole('link', { name: 'Плед' }));
    await screen.findByRole('heading', { level: 1, name: 'Плед' });
  });
});

describe('order', () => {
  it('is changed by buttons, told to who listens, and saved', async () => {
    const screen = await choosing('Тандем');
    screen.server.on(api.wishes.order, undefined);
    const up = screen.getByRole('button', { name: 'Выше' });
    await screen.user.click(up);
    await screen.findByText('«Тандем»: место 2 из 3');
    expect(screen.titles()).toEqual(['Плед', 'Тандем', 'Чайник']);
    await screen.user.click(up);
    await screen.findByText('«Тандем»: место 1 из 3');
    await waitFor(() =>
      expect(screen.server.callsOf(api.wishes.order).at(-1)?.body).toEqual({
        wishIds: [screen.tandem, screen.blanket, screen.kettle],
      }),
    );
  });

  it('that the server refuses is as it was, with the reason', async () => {
    const screen = await choosing('Тандем');
    screen.server.on(api.wishes.order, refusal('unavailable'));
    await screen.user.click(screen.getByRole('button', { name: 'Выше' }));
    await screen.findByText(/Сервис отдыхает/);
    expect(screen.titles()).toEqual(['Плед', 'Чайник', 'Тандем']);
  });
});

describe('several at once', () => {
  it('are deleted, and come back from the toast where they were', async () => {
    const screen = await choosing('Плед', 'Тандем');
    screen.server.on(api.wishes.batch, { wishes: [] });
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.findByText('Удалено 2 желания');
    expect(screen.titles()).toEqual(['Чайник']);
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await waitFor(() => expect(screen.titles()).toEqual(['Плед', 'Чайник', 'Тандем']));
    const wishIds = [screen.blanket, screen.tandem];
    expect(screen.batches()).toEqual([
      { action: 'remove', wishIds },
      { action: 'restore', wishIds },
    ]);
  });

  it('that cannot be deleted are back, with the reason', async () => {
    const screen = await choosing('Плед', 'Тандем');
    screen.server.on(api.wishes.batch, refusal('wish_not_found'));
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.findByText('Этого желания больше нет.');
    expect(screen.titles()).toEqual(['Плед', 'Чайник', 'Тандем']);
  });

  it('come true together, and become wishes again', async () => {
    const screen = await choosing('Плед', 'Тандем');
    const receivedAt = '2026-11-23T09:00:00.000Z';
    screen.server.on(api.wishes.batch, ({ body: { action, wishIds } }) => ({
      wishes: screen.wishes
        .filter(({ id }) => wishIds.includes(id))
        .map((wish) => ({ ...wish, receivedAt: action === 'receive' ? receivedAt : null })),
    }));
    await screen.user.click(screen.getByRole('button', { name: 'Уже есть' }));
    await screen.findByText('Ура! Исполнилось 2 желания');
    await screen.findByRole('region', { name: 'Уже у меня' });
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Уже у меня' })).toBeNull());
    expect(screen.titles()).toEqual(['Плед', 'Чайник', 'Тандем']);
  });

  it('move to another list, and back again into their order', async () => {
    const screen = await choosing('Чайник');
    screen.server.on(api.wishlists.list, { wishlists: [screen.list, target] });
    screen.server.on(api.wishes.batch, { wishes: screen.wishes.slice(1, 2) });
    screen.server.on(api.wishes.order, undefined);
    await screen.user.click(screen.getByRole('button', { name: 'В список' }));
    expect(screen.queryByRole('button', { name: /День рождения/ })).toBeNull();
    await screen.user.click(await screen.findByRole('button', { name: /Новоселье/ }));
    await screen.findByText('1 желание теперь в «Новоселье»');
    expect(screen.titles()).toEqual(['Плед', 'Тандем']);
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await waitFor(() => expect(screen.server.callsOf(api.wishes.order)).toHaveLength(1));
    expect(screen.titles()).toEqual(['Плед', 'Чайник', 'Тандем']);
    expect(screen.batches()).toEqual([
      { action: 'move', wishIds: [screen.kettle], wishlistId: target.id },
      { action: 'move', wishIds: [screen.kettle], wishlistId: screen.list.id },
    ]);
  });

  it('are copied into a list made on the spot, and the copies can be taken away', async () => {
    const screen = await choosing('Плед', 'Чайник');
    const copies = [ownWish(), ownWish()];
    screen.server.on(api.wishlists.list, { wishlists: [screen.list] });
    screen.server.on(api.wishlists.create, target);
    screen.server.on(api.wishes.batch, { wishes: copies });
    await screen.user.click(screen.getByRole('button', { name: 'В список' }));
    await screen.user.click(await screen.findByRole('radio', { name: 'Скопировать' }));
    await screen.user.type(screen.getByLabelText('Новый список'), 'Новоселье{Enter}');
    await screen.findByText('2 желания скопированы в «Новоселье»');
    expect(screen.titles()).toHaveLength(3);
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await waitFor(() => expect(screen.batches()).toHaveLength(2));
    expect(screen.batches()).toEqual([
      { action: 'copy', wishIds: [screen.blanket, screen.kettle], wishlistId: target.id },
      { action: 'remove', wishIds: copies.map(({ id }) => id) },
    ]);
  });

  it('more than a hundred go to the server in parts, the last first', async () => {
    const wishes = Array.from({ length: 130 }, (_, n) => ownWish({ title: `Желание ${n}` }));
    const server = createFakeServer();
    server.on(api.wishlists.get, ownWishlist(wishes));
    server.on(api.wishes.batch, { wishes: [] });
    const screen = await renderAt(`/lists/${target.id}`, { server, viewer: anya });
    await screen.user.click(await screen.findByRole('button', { name: 'Выбрать' }));
    await screen.user.click(screen.getByRole('button', { name: 'Все' }));
    await screen.user.click(screen.getByRole('button', { name: 'Удалить' }));
    await screen.findByText('Удалено 130 желаний');
    const parts = server.callsOf(api.wishes.batch).map(({ body }) => JSON.stringify(body).split(',').length - 1);
    expect(parts).toEqual([100, 30]);
    expect(JSON.stringify(server.callsOf(api.wishes.batch)[1]?.body)).toContain(wishes[0]?.id);
  });
});
