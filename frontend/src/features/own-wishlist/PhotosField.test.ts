import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { Picture } from '@wishlins/contract/wishes';
import { describe, expect, it } from 'vitest';
import { anya, ownWish, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const picture = (letter: string): Picture => ({
  url: `/pictures/photos/${letter.repeat(22)}.webp`,
  width: 1600,
  height: 1200,
  thumbhash: 'HwgGHQJpiOCydninlXhoeZbwZwl-',
});
const photo = (name: string) => new File(['photo'], name, { type: 'image/jpeg' });

/** Opens the editor of a wish with these photos. */
async function edit(pictures: Picture[] = []) {
  const wish = ownWish({ title: 'Лампа', pictures });
  const list = ownWishlist([wish]);
  const server = createFakeServer();
  server.on(api.wishlists.get, list);
  server.on(api.wishes.update, ({ body: { version, ...changes } }) => ({ ...wish, ...changes, version: version + 1 }));
  const screen = await renderAt(`/lists/${list.id}/wishes/${wish.id}`, { server, viewer: anya });
  await screen.user.click(await screen.findByRole('button', { name: 'Изменить' }));
  const field = await screen.findByLabelText('Добавить');
  const bring = (...files: File[]) => screen.user.upload(field, files);
  async function save(): Promise<unknown> {
    await waitFor(() => expect(screen.getByRole('button', { name: 'Сохранить' })).toHaveProperty('disabled', false));
    await screen.user.click(screen.getByRole('button', { name: 'Сохранить' }));
    await waitFor(() => expect(server.callsOf(api.wishes.update)).toHaveLength(1));
    return Reflect.get(Object(server.callsOf(api.wishes.update)[0]?.body), 'pictures');
  }
  return { ...screen, server, bring, save };
}

describe('photos of a wish', () => {
  it('are brought one after the other, and saved with it', async () => {
    const screen = await edit();
    const arriving = [picture('A'), picture('B')];
    screen.server.on(api.photos.create, () => arriving.shift() ?? refusal('internal'));
    await screen.bring(photo('one.jpg'), photo('two.jpg'));
    await screen.findByRole('img', { name: 'Фото 2 из 2' });
    expect(await screen.save()).toEqual([picture('A'), picture('B')]);
  });

  it('can be put first, and taken away', async () => {
    const screen = await edit([picture('A'), picture('B'), picture('C')]);
    await screen.user.click(screen.getByRole('button', { name: 'Сделать обложкой фото 3' }));
    await screen.user.click(screen.getByRole('button', { name: 'Убрать фото 2' }));
    expect(await screen.save()).toEqual([picture('C'), picture('B')]);
  });

  it('one that does not arrive says why, and can be tried again', async () => {
    const screen = await edit();
    screen.server.on(api.photos.create, refusal('photo_unreadable'));
    await screen.bring(photo('film.jpg'));
    expect((await screen.findByRole('alert')).textContent).toContain('Подойдут JPEG, PNG и WebP');
    screen.server.on(api.photos.create, silence());
    await screen.user.click(screen.getByRole('button', { name: 'Загрузить ещё раз' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('Нет связи'));
    screen.server.on(api.photos.create, picture('A'));
    await screen.user.click(screen.getByRole('button', { name: 'Загрузить ещё раз' }));
    await screen.findByRole('img', { name: 'Фото 1 из 1' });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are waited for before the wish can be saved, and one on its way can be called back', async () => {
    const screen = await edit();
    screen.server.on(api.photos.create, () => new Promise<Picture>(() => {}));
    await screen.bring(photo('slow.jpg'));
    await screen.findByRole('progressbar');
    expect(screen.getByRole('button', { name: 'Загружаем фото…' })).toHaveProperty('disabled', true);
    await screen.user.click(screen.getByRole('button', { name: 'Отменить загрузку' }));
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
    screen.getByRole('button', { name: 'Сохранить' });
  });

  it('are ten at the most', async () => {
    const screen = await edit(Array.from('ABCDEFGHI', picture));
    screen.server.on(api.photos.create, picture('J'));
    await screen.bring(photo('ten.jpg'), photo('eleven.jpg'));
    await screen.findByText('У желания может быть до 10 фото');
    await screen.findByRole('img', { name: 'Фото 10 из 10' });
    expect(screen.server.callsOf(api.photos.create)).toHaveLength(1);
    expect(screen.queryByLabelText('Добавить')).toBeNull();
  });
});
