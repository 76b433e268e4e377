import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchWith } from './early-answers.ts';
import { firstLoad } from './first-load.ts';
import { shareToken } from './testing/cast.ts';

const files = {
  home: ['/home.js', '/home.css'],
  'shared-wish': ['/wish.js'],
};
const launched = (more: Record<string, string> = {}) => {
  const initData = new URLSearchParams({ user: '{"id":1}', hash: 'ab' }).toString();
  return `#${new URLSearchParams({ tgWebAppData: initData, ...more })}`;
};

let asked: { address: string; authorization: string | null }[];

beforeEach(() => {
  asked = [];
  document.head.replaceChildren();
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    asked.push({ address, authorization: new Headers(init.headers).get('authorization') });
    return Response.json({ token: 'token-1' });
  });
});
afterEach(() => void vi.unstubAllGlobals());

/** Opens the page at an address and waits for what it asked. */
async function open(address: string) {
  history.replaceState(null, '', address);
  firstLoad(window, files);
  for (const answer of window.earlyAnswers?.values() ?? []) await answer;
  const preloaded = [...document.head.querySelectorAll('link')].map((link) => new URL(link.href).pathname);
  return { preloaded };
}

describe('before the app’s code is there', () => {
  it('a link to a list sends for the session and the list', async () => {
    const { preloaded } = await open(`/${launched({ tgWebAppStartParam: `l_${shareToken}` })}`);
    expect(preloaded).toEqual([]);
    expect(asked).toEqual([
      { address: '/api/v1/session', authorization: null },
      { address: `/api/v1/shared/${shareToken}`, authorization: 'Bearer token-1' },
    ]);
  });

  it.each([
    ['a link to a wish', `/${launched({ tgWebAppStartParam: `w_${shareToken}${shareToken}` })}`],
    ['a reload of the page of a wish', `/shared/${shareToken}/wishes/1${launched()}`],
  ])('%s sends for the list and the page of the wish', async (_what, address) => {
    const { preloaded } = await open(address);
    expect(preloaded).toEqual(['/wish.js']);
    expect(asked.map(({ address: path }) => path)).toContain(`/api/v1/shared/${shareToken}`);
  });

  it('home sends for the lists of the person and its own page', async () => {
    const { preloaded } = await open(`/${launched()}`);
    expect(preloaded).toEqual(['/home.js', '/home.css']);
    expect(asked.map(({ address }) => address)).toEqual(['/api/v1/session', '/api/v1/wishlists']);
  });

  it('a page that is none of these sends for the session', async () => {
    const { preloaded } = await open(`/settings${launched()}`);
    expect(preloaded).toEqual([]);
    expect(asked.map(({ address }) => address)).toEqual(['/api/v1/session']);
  });

  it('outside Telegram nothing is sent for, and what the server drew stays hidden', async () => {
    delete document.documentElement.dataset['launched'];
    const { preloaded } = await open('/');
    expect([preloaded, asked]).toEqual([[], []]);
    expect(document.documentElement.dataset['launched']).toBeUndefined();
    await open(`/${launched()}`);
    expect(document.documentElement.dataset['launched']).toBe('');
  });

  it('Telegram is told of a page that the server drew, and of no other', async () => {
    const postEvent = vi.fn<(eventType: string, eventData: string) => void>();
    vi.stubGlobal('TelegramWebviewProxy', { postEvent });
    await open(`/${launched()}`);
    window.announceFace?.();
    expect(postEvent).not.toHaveBeenCalled();
    document.body.innerHTML = '<div id="face"></div>';
    window.announceFace?.();
    expect(postEvent.mock.calls).toEqual([
      ['iframe_ready', '{"reload_supported":false}'],
      ['web_app_ready', '{}'],
      ['web_app_expand', '{}'],
    ]);
    document.body.replaceChildren();
  });

  it.each([
    ['#101418', 'dark'],
    ['#ffffff', 'light'],
  ])('the page is painted %s, so that it never flashes', async (color, theme) => {
    await open(`/${launched({ tgWebAppThemeParams: JSON.stringify({ bg_color: color }) })}`);
    const root = document.documentElement;
    expect([root.style.getPropertyValue('--tg-theme-secondary-bg-color'), root.dataset['theme']]).toEqual([
      color,
      theme,
    ]);
  });

  it.each(['/#tgWebAppThemeParams=broken', '/#tgWebAppData=user%3Dbroken', '/#tgWebAppData=user%3Dnull'])(
    '%s does not stop it',
    async (address) => {
      await expect(open(address)).resolves.toBeDefined();
    },
  );
});

it('the app takes each early answer once, and asks for itself after that', async () => {
  const later = vi.fn<typeof fetch>(async () => new Response('later'));
  const fetchOnce = fetchWith(new Map([['/a', Promise.resolve(new Response('early'))]]), later);
  const first = await fetchOnce('/a');
  const second = await fetchOnce('/a');
  expect([await first.text(), await second.text()]).toEqual(['early', 'later']);
});
