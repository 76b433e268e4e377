/** Where a link leads, as Telegram sees it. */
export type Destination =
  | { to: 'app'; startParam: string }
  | { to: 'bot'; startParam: string }
  | { to: 'share'; text: string; url: string }
  | { to: 'telegram'; address: string }
  | { to: 'web'; address: string };

/** Reads a link; `undefined` when it cannot be opened. */
export function readLink(text: string, botUsername: string): Destination | undefined {
  const url = URL.parse(text) ?? URL.parse(`https://${text}`);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return undefined;
  if (url.hostname !== 't.me') return { to: 'web', address: url.href };
  const startParam = startParamOf(url, botUsername);
  if (startParam !== undefined) return { to: 'app', startParam };
  if (/^\/share(?:\/url)?$/.test(url.pathname)) {
    const [shared, said] = ['url', 'text'].map((name) => url.searchParams.get(name) ?? '');
    return { to: 'share', url: shared ?? '', text: [said, shared].filter(Boolean).join('\n') };
  }
  const isBot = url.pathname.slice(1).toLowerCase() === botUsername.toLowerCase();
  if (isBot) return { to: 'bot', startParam: url.searchParams.get('start') ?? '' };
  return { to: 'telegram', address: `t.me${url.pathname}${url.search}` };
}

/** The start parameter of a link to our bot's app; `undefined` for any other link. */
export function startParamOf(link: URL, botUsername: string): string | undefined {
  if (link.hostname !== 't.me') return undefined;
  const [bot] = link.pathname.slice(1).split('/');
  if (bot?.toLowerCase() !== botUsername.toLowerCase()) return undefined;
  return link.searchParams.get('startapp') ?? undefined;
}
