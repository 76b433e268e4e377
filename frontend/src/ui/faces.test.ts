import { ApiError } from '@wishlins/contract/client';
import { fireEvent } from '@testing-library/vue';
import { describe, expect, it, vi } from 'vitest';
import { renderPart } from '../testing/render.ts';
import Avatar from './Avatar.vue';
import Cover from './Cover.vue';
import ErrorState from './ErrorState.vue';
import WishCard from './WishCard.vue';

const picture = { url: '/pictures/demo/lamp.webp', width: 800, height: 600 };
const card = { id: '1', title: 'Лампа', color: 'rose', emoji: '🎂', picture: undefined };

describe('a wish', () => {
  it('is one button with its title and price', async () => {
    const onOpen = vi.fn<() => void>();
    const { user, getByRole } = await renderPart(WishCard, { ...card, price: '1 299 ₽', badge: 'Мечта', onOpen });
    await user.click(getByRole('button', { name: /Лампа.*1 299 ₽.*Мечта/ }));
    expect(onOpen).toHaveBeenCalledOnce();
  });

  it('keeps the place of its photo, and has a tile of the list’s colour when the photo does not come', async () => {
    const { container, findByText } = await renderPart(WishCard, { ...card, picture });
    const photo = container.querySelector('img');
    expect([photo?.width, photo?.height]).toEqual([800, 600]);
    if (photo) await fireEvent.error(photo);
    await findByText('🎂');
  });
});

describe('a cover', () => {
  it('is the title of its own page, and a smaller heading among others', async () => {
    const props = { title: 'День рождения', emoji: null, color: 'mint', badge: 'завтра', line: '5 желаний' };
    const page = await renderPart(Cover, { ...props, size: 'page' });
    page.getByRole('heading', { level: 1, name: 'День рождения' });
    page.unmount();
    const among = await renderPart(Cover, props);
    among.getByRole('heading', { level: 2, name: 'День рождения' });
    among.getByText('завтра');
  });
});

describe('a person', () => {
  it.each([
    ['Аня', 'А'],
    ['👩‍👩‍👦 семья', '👩‍👩‍👦'],
    ['  борис', 'Б'],
    ['', '?'],
  ])('“%s” without a photo is shown as %s', async (name, initial) => {
    const screen = await renderPart(Avatar, { name, photoUrl: null });
    screen.getByText(initial);
  });

  it('whose photo does not come has an initial', async () => {
    const screen = await renderPart(Avatar, { name: 'Вера', photoUrl: '/nowhere.webp' });
    const photo = screen.container.querySelector('img');
    if (photo) await fireEvent.error(photo);
    await screen.findByText('В');
  });
});

describe('what went wrong', () => {
  it.each([
    ['unreachable', 0, true],
    ['internal', 500, true],
    ['too_many_requests', 429, true],
    ['wishlist_not_found', 404, false],
    ['link_changed', 410, false],
  ] as const)('%s can be tried again: %s %s', async (code, status, canRetry) => {
    const { queryByRole } = await renderPart(ErrorState, { failure: new ApiError(code, status) });
    expect(queryByRole('button', { name: 'Попробовать ещё раз' }) !== null).toBe(canRetry);
  });

  it('what nobody foresaw is told without its internals', async () => {
    const { getByRole } = await renderPart(ErrorState, { failure: new TypeError('x is not a function') });
    expect(getByRole('alert').textContent).not.toContain('function');
  });
});
