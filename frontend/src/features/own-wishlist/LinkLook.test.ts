import { api } from '@wishlins/contract';
import type { LinkPreview } from '@wishlins/contract/link-previews';
import { fireEvent, waitFor } from '@testing-library/vue';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const unknown: LinkPreview = { status: 'pending', title: null, price: null, shop: null };
const kettle: LinkPreview = {
  status: 'found',
  title: 'Чайник',
  price: { amount: 249_000, currency: 'RUB' },
  shop: 'Лавка',
};

/** The editor of a wish without a name worth keeping. */
async function openEditor(fields = {}) {
  const wish = ownWish({ title: 'lavka.example', url: 'https://lavka.example/1', ...fields });
  const server = createFakeServer();
  server.on(api.wishlists.get, ownWishlist([wish]));
  const screen = await renderAt(`/lists/${wish.wishlistId}/wishes/${wish.id}`, { server, viewer: anya });
  await fireEvent.click(await screen.findByRole('button', { name: 'Изменить' }));
  const link = await screen.findByLabelText<HTMLInputElement>('Ссылка');
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value;
  return { ...screen, field, paste: (url: string) => fireEvent.update(link, url) };
}

describe('a link in the editor', () => {
  it('is looked at, fills what is open, and gives it back', async () => {
    const screen = await openEditor();
    let times = 0;
    screen.server.on(api.linkPreviews.look, () => ((times += 1) > 1 ? kettle : unknown));
    await screen.paste('https://lavka.example/2');
    await screen.findByText('Смотрим, что там…');
    await screen.findByText('Название и цену взяли со страницы', {}, { timeout: 3000 });
    expect([screen.field('Что это'), screen.field('Цена')]).toEqual(['Чайник', '2490']);
    await fireEvent.click(screen.getByRole('button', { name: 'Вернуть как было' }));
    expect([screen.field('Что это'), screen.field('Цена')]).toEqual(['lavka.example', '']);
  });

  it('leaves alone what somebody wrote', async () => {
    const screen = await openEditor({ title: 'Тот самый', price: { amount: 100, currency: 'EUR' } });
    screen.server.on(api.linkPreviews.look, kettle);
    await screen.paste('https://lavka.example/2');
    await waitFor(() => expect(screen.queryByText('Смотрим, что там…')).toBeNull(), { timeout: 3000 });
    expect([screen.field('Что это'), screen.field('Цена')]).toEqual(['Тот самый', '1']);
  });

  it.each([
    ['refused', 'Магазин не пустил нас — впишите название и цену сами'],
    ['nothing', 'На странице не нашлось ни названия, ни цены — впишите сами'],
  ] as const)('that was %s says so', async (status, words) => {
    const screen = await openEditor();
    screen.server.on(api.linkPreviews.look, { ...unknown, status });
    await screen.paste('https://lavka.example/2');
    await screen.findByText(words, {}, { timeout: 3000 });
  });

  it('that cannot be looked at says nothing', async () => {
    const screen = await openEditor();
    screen.server.on(api.linkPreviews.look, refusal('limit_reached', { limit: 30 }));
    await screen.paste('https://lavka.example/2');
    await screen.findByText('Смотрим, что там…');
    await waitFor(() => expect(screen.queryByText('Смотрим, что там…')).toBeNull(), { timeout: 3000 });
  });
});

describe('a wish that is looked up', () => {
  it('says so on its card until it has its name', async () => {
    const wish = ownWish({ title: 'lavka.example', url: 'https://lavka.example/1', preview: 'pending' });
    const server = createFakeServer();
    let times = 0;
    server.on(api.wishlists.get, () => {
      times += 1;
      return ownWishlist([times > 1 ? { ...wish, title: 'Чайник', preview: 'found' } : wish]);
    });
    const screen = await renderAt(`/lists/${wish.wishlistId}`, { server, viewer: anya });
    await screen.findByText('Смотрим ссылку');
    await screen.findByText('Чайник', {}, { timeout: 3000 });
    expect(screen.queryByText('Смотрим ссылку')).toBeNull();
  });

  it('says that the shop let nobody in, on its card and on its page, until it has a name', async () => {
    const wish = ownWish({ title: 'lavka.example', url: 'https://lavka.example/1', preview: 'refused' });
    const named = ownWish({ title: 'Чайник', url: 'https://lavka.example/2', preview: 'refused' });
    const server = createFakeServer();
    server.on(api.wishlists.get, () => ownWishlist([wish, named]));
    const path = `/lists/${wish.wishlistId}`;
    const screen = await renderAt(path, { server, viewer: anya });
    await screen.findByText('Чайник');
    expect(screen.getAllByText('Магазин не пустил нас')).toHaveLength(1);
    screen.unmount();
    const page = await renderAt(`${path}/wishes/${wish.id}`, { server, viewer: anya });
    await page.findByText('Магазин не пустил нас');
  });
});
