/**
 * What a `t.me/<bot>?startapp=…` link opens. Telegram allows 64 characters of `[A-Za-z0-9_-]`.
 * Source: https://core.telegram.org/bots/webapps#direct-link-mini-apps
 *
 * - `l_<shareToken>`: a wishlist
 * - `w_<shareToken><wishId as base64url>`: a wish in it; both parts are 22 characters
 * - `u_<userId as base64url>`: a person
 * - `g_<code>`: what a visitor holds, to be taken over
 */
export type StartTarget =
  | { to: 'wishlist'; shareToken: string }
  | { to: 'wish'; shareToken: string; wishId: string }
  | { to: 'person'; userId: string }
  | { to: 'visitor'; code: string };

/** Writes the start parameter of a link. */
export function formatStartParam(target: StartTarget): string {
  switch (target.to) {
    case 'wishlist':
      return `l_${target.shareToken}`;
    case 'wish':
      return `w_${target.shareToken}${shortId(target.wishId)}`;
    case 'person':
      return `u_${shortId(target.userId)}`;
    case 'visitor':
      return `g_${target.code}`;
  }
}

/** Reads a start parameter; `undefined` when it is none of ours. */
export function parseStartParam(text: string): StartTarget | undefined {
  const match =
    /^(?:l_(?<list>[\w-]{22})|w_(?<token>[\w-]{22})(?<wish>[\w-]{22})|u_(?<user>[\w-]{22})|g_(?<code>[\w-]{22}))$/.exec(
      text,
    );
  const { list, token, wish, user, code } = match?.groups ?? {};
  if (list) return { to: 'wishlist', shareToken: list };
  if (token && wish) return { to: 'wish', shareToken: token, wishId: longId(wish) };
  if (user) return { to: 'person', userId: longId(user) };
  if (code) return { to: 'visitor', code };
  return undefined;
}

/** An id in 22 characters, as links and buttons carry it. */
export function shortId(uuid: string): string {
  const bytes = uuid.replaceAll('-', '').match(/../g) ?? [];
  const binary = String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16)));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The id behind 22 characters. */
export function longId(short: string): string {
  const binary = atob(short.replaceAll('-', '+').replaceAll('_', '/'));
  const hex = Array.from(binary, (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
