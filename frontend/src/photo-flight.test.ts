import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { flyPhotos } from './photo-flight.ts';

const page = { template: '' };
const names = () =>
  Array.from(document.querySelectorAll<HTMLElement>('[data-wish]'), (el) => el.style.viewTransitionName);

let seen: { before: string[]; after: string[] }[];
let finish: () => void;

/** A browser that photographs the page before and after, as View Transitions do. */
function startViewTransition(update: () => Promise<void>) {
  const flight = { before: names(), after: [] as string[] };
  seen.push(flight);
  void Promise.resolve()
    .then(update)
    .then(() => (flight.after = names()));
  return { ready: Promise.resolve(), finished: new Promise<void>((resolve) => (finish = resolve)) };
}

async function appWith(html: string) {
  document.body.innerHTML = html;
  const router = createRouter({
    history: createMemoryHistory(),
    routes: ['/list', '/list/wishes/:wishId'].map((path) => ({ path, component: page })),
  });
  const hold = vi.fn<(until: Promise<unknown>) => void>();
  flyPhotos(router, { hold });
  await router.push('/list');
  return { router, hold };
}

beforeEach(() => {
  seen = [];
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  Object.assign(document, { startViewTransition });
});
afterEach(() => {
  Reflect.deleteProperty(document, 'startViewTransition');
  vi.unstubAllGlobals();
});

const cards = '<p data-wish="1"></p><p data-wish="2"></p>';

it('the photo that was tapped flies, and only that one, while Telegram keeps the page as it is', async () => {
  const { router, hold } = await appWith(cards);
  await router.push('/list/wishes/2');
  await vi.waitFor(() => expect(seen).toEqual([{ before: ['', 'wish-photo'], after: ['', 'wish-photo'] }]));
  expect(hold).toHaveBeenCalledOnce();
  finish();
  await vi.waitFor(() => expect(names()).toEqual(['', '']));
});

it('the photo flies back to the card it came from', async () => {
  const { router } = await appWith(cards);
  await router.push('/list/wishes/2');
  finish();
  await router.push('/list');
  expect(seen).toHaveLength(2);
  expect(seen[1]?.before).toEqual(['', 'wish-photo']);
});

it.each([
  ['the person does not want motion', () => vi.stubGlobal('matchMedia', () => ({ matches: true }))],
  ['the browser cannot', () => Reflect.deleteProperty(document, 'startViewTransition')],
  ['the photo is not on the screen', () => document.body.replaceChildren()],
])('the page opens at once when %s', async (_why, arrange) => {
  const { router } = await appWith(cards);
  arrange();
  await router.push('/list/wishes/2');
  expect(router.currentRoute.value.path).toBe('/list/wishes/2');
  expect(seen).toEqual([]);
});
