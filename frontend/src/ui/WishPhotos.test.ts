import { expect, it, vi } from 'vitest';
import { renderPart } from '../testing/render.ts';
import WishPhotos from './WishPhotos.vue';

const pictures = ['one', 'two', 'three'].map((name) => ({ url: `/pictures/${name}.webp`, width: 800, height: 600 }));
const wish = { wishId: 'wish-1', color: 'rose', emoji: '🎂' };

/** The strip is as wide as the page: 400 pixels. */
async function showPhotos(shown = pictures) {
  const screen = await renderPart(WishPhotos, { ...wish, pictures: shown });
  const strip = screen.getByRole('list', { name: 'Фотографии' });
  vi.spyOn(strip, 'clientWidth', 'get').mockReturnValue(400);
  strip.scrollTo = (where?: ScrollToOptions | number) => {
    strip.scrollLeft = (typeof where === 'object' && where.left) || 0;
    strip.dispatchEvent(new Event('scroll'));
  };
  return { ...screen, strip };
}

it('each photo says which it is', async () => {
  const screen = await showPhotos();
  screen.getByRole('img', { name: 'Фото 1 из 3' });
  screen.getByRole('img', { name: 'Фото 3 из 3' });
});

it('arrow keys turn the photos, and stop at both ends', async () => {
  const screen = await showPhotos();
  screen.strip.focus();
  await screen.user.keyboard('{ArrowLeft}');
  expect(screen.strip.scrollLeft).toBe(0);
  await screen.user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
  expect(screen.strip.scrollLeft).toBe(800);
});

it('a mouse turns them by buttons, where there is somewhere to turn', async () => {
  const screen = await showPhotos();
  expect(screen.queryByRole('button', { name: 'Предыдущее фото' })).toBeNull();
  await screen.user.click(screen.getByRole('button', { name: 'Следующее фото' }));
  await screen.user.click(screen.getByRole('button', { name: 'Следующее фото' }));
  expect(screen.queryByRole('button', { name: 'Следующее фото' })).toBeNull();
  await screen.user.click(screen.getByRole('button', { name: 'Предыдущее фото' }));
  expect(screen.strip.scrollLeft).toBe(400);
});

it.each([
  ['one photo', pictures.slice(0, 1)],
  ['none', []],
])('with %s there is nothing to turn', async (_how, shown) => {
  const screen = await renderPart(WishPhotos, { ...wish, pictures: shown });
  expect(screen.queryByRole('list')).toBeNull();
  expect(screen.queryByRole('button')).toBeNull();
});

it.each([
  [{ width: 300, height: 900 }, 0.9],
  [{ width: 800, height: 640 }, 1.25],
  [{ width: 900, height: 100 }, 1.5],
])('the place of a photo of %j is kept before it comes', async (size, ratio) => {
  const { container } = await renderPart(WishPhotos, { ...wish, pictures: [{ url: '/pictures/one.webp', ...size }] });
  const place = container.querySelector<HTMLElement>('[data-wish]')?.style.getPropertyValue('--ratio');
  expect(Number.parseFloat(place ?? '')).toBe(ratio);
});
