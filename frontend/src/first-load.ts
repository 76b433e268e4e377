import type { EarlyAnswers } from './early-answers.ts';

/**
 * What runs before anything else, inlined into the page (see `vite/first-load.ts`), so it imports nothing. On a slow line it
 * saves three round trips: while the app's code is on its way, so are the session, what the page asks for first, and what
 * it needs besides.
 */
export interface Files {
  home: string[];
  'shared-wish': string[];
}

declare global {
  interface Window {
    /** Called by the page when what the server drew into it, if anything, is there. */
    announceFace?: () => void;
  }
}

/** Paints the page in Telegram’s colours, so that it never flashes white, and sends for what it will need. */
export function firstLoad(window: Window, files: Files): void {
  const { location, history, document } = window;
  const kept: unknown = history.state?.launch;
  const launch = new URLSearchParams(location.hash.slice(1) || (typeof kept === 'string' ? kept : ''));
  const initData = launch.get('tgWebAppData');
  const signed = new URLSearchParams(initData ?? '');

  paint(document.documentElement, read(launch.get('tgWebAppThemeParams')));
  if (!initData) return;
  document.documentElement.dataset['launched'] = '';
  window.announceFace = () => document.getElementById('face') && announce(window);

  const query = new URLSearchParams(location.search);
  const start = launch.get('tgWebAppStartParam') ?? signed.get('start_param') ?? query.get('tgWebAppStartParam') ?? '';
  const [, shareToken, wish] =
    /^[lw]_([\w-]{22})([\w-]{22})?$/.exec(start) ??
    /^\/shared\/([\w-]{22})(\/wishes\/.+)?$/.exec(location.pathname) ??
    [];
  const isHome = !shareToken && location.pathname === '/';
  // The session first: browsers send only so many requests at once, and another one waits for its answer.
  window.earlyAnswers = ask(
    initData,
    shareToken ? `/api/v1/shared/${shareToken}` : isHome ? '/api/v1/wishlists' : undefined,
  );
  preload(wish ? files['shared-wish'] : isHome ? files.home : []);
}

/** As `announce` of the app does, when what the server drew can be seen: Telegram takes its placeholder away. */
function announce({ TelegramWebviewProxy: proxy, external, parent }: Window): void {
  for (const eventType of ['iframe_ready', 'web_app_ready', 'web_app_expand']) {
    const eventData = eventType === 'iframe_ready' ? { reload_supported: false } : {};
    const message = JSON.stringify({ eventType, eventData });
    if (proxy) proxy.postEvent(eventType, JSON.stringify(eventData));
    else if (typeof external?.notify === 'function') external.notify(message);
    else if (parent !== window) parent.postMessage(message, '*');
  }
}

function paint(root: HTMLElement, colors: Record<string, unknown>): void {
  for (const [name, color] of Object.entries(colors)) {
    if (/^#[0-9a-f]{6}$/i.test(String(color))) {
      root.style.setProperty(`--tg-theme-${name.replaceAll('_', '-')}`, String(color));
    }
  }
  const color = String(colors['secondary_bg_color'] ?? colors['bg_color']);
  const isColor = /^#[0-9a-f]{6}$/i.test(color);
  const isDark = isColor ? parseInt(color.slice(3, 5), 16) < 128 : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset['theme'] = isDark ? 'dark' : 'light';
  if (isColor) root.style.setProperty('--tg-theme-secondary-bg-color', color);
}

function ask(initData: string, address: string | undefined): EarlyAnswers {
  const answers: EarlyAnswers = new Map();
  const headers = { 'content-type': 'application/json' };
  const session = fetch('/api/v1/session', { method: 'POST', headers, body: JSON.stringify({ initData }) });
  answers.set('/api/v1/session', session);
  if (address) {
    const page = session
      .then((response) => response.clone().json())
      .then(({ token }) => fetch(address, { headers: { authorization: `Bearer ${token}` } }));
    answers.set(address, page);
  }
  // A failure is for the app to tell, when it takes the answer.
  for (const answer of answers.values()) answer.catch(() => {});
  return answers;
}

function preload(addresses: string[]): void {
  for (const address of addresses) {
    const link = document.createElement('link');
    const isStyle = address.endsWith('.css');
    link.rel = isStyle ? 'preload' : 'modulepreload';
    if (isStyle) link.as = 'style';
    link.crossOrigin = '';
    link.href = address;
    document.head.append(link);
  }
}

function read(json: string | null): Record<string, unknown> {
  try {
    return JSON.parse(json ?? '{}') ?? {};
  } catch {
    return {};
  }
}
