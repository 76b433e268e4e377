/** How Telegram opened the app: https://core.telegram.org/api/web-events#launch-parameters */
export interface Launch {
  /** Signed by Telegram, to be exchanged for a session; `undefined` outside Telegram. */
  initData: string | undefined;
  /** What the link that led here points at. */
  startParam: string | undefined;
  /** Version of the Web App protocol that the client speaks. */
  version: string;
  /** The language of the person's Telegram, as an IETF tag; unsigned, for display only. */
  language: string | undefined;
  theme: Record<string, string>;
  /** The parameters as they came, for `keepLaunch`. */
  raw: string;
}

/**
 * Reads the launch parameters from the address and takes them out of it: the address bar, screenshots and copied links
 * must not carry init data.
 */
export function takeLaunch({ location, history, navigator }: Window): Launch {
  const raw = location.hash.includes('tgWebApp')
    ? location.hash.slice(1)
    : (stringField(history.state, 'launch') ?? '');
  history.replaceState(history.state, '', location.pathname + location.search);
  const parameters = new URLSearchParams(raw);
  const query = new URLSearchParams(location.search);
  const initData = parameters.get('tgWebAppData') || undefined;
  const signed = new URLSearchParams(initData);
  return {
    initData,
    startParam:
      parameters.get('tgWebAppStartParam') ??
      signed.get('start_param') ??
      query.get('tgWebAppStartParam') ??
      query.get('startapp') ??
      undefined,
    version: parameters.get('tgWebAppVersion') ?? '6.0',
    language: stringField(parseJson(signed.get('user')), 'language_code') ?? navigator.language,
    theme: readColors(parseJson(parameters.get('tgWebAppThemeParams'))),
    raw,
  };
}

/**
 * Keeps the launch parameters with the current history entry, so that a reload finds them; to be called after each
 * navigation. Not in any storage: two phones side by side on one origin must not share them.
 */
export function keepLaunch(history: History, { raw }: Launch): void {
  const state: unknown = history.state;
  if (raw) history.replaceState(typeof state === 'object' ? { ...state, launch: raw } : { launch: raw }, '');
}

/** Takes the colours out of theme parameters; anything that is not `#rrggbb` is dropped. */
export function readColors(parameters: unknown): Record<string, string> {
  if (typeof parameters !== 'object' || parameters === null) return {};
  const colors = Object.entries(parameters).filter(([, value]) => /^#[0-9a-f]{6}$/i.test(String(value)));
  return Object.fromEntries(colors);
}

function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}

function stringField(from: unknown, name: string): string | undefined {
  const value: unknown = typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
