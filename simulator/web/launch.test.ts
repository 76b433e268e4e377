import { describe, expect, it } from 'vitest';
import { launchUrl } from './launch.ts';
import { readSettings } from './settings.ts';
import { themes } from './themes.ts';
import { startParamOf } from './links.ts';

describe('the address a phone opens', () => {
  const initData = 'user=%7B%22id%22%3A1%7D&auth_date=1&hash=ab';

  it('carries the launch parameters in the hash and the start parameter in the query', () => {
    const url = new URL(
      launchUrl(phone('version=8.0&platform=ios&theme=dark&startapp=l_abc'), initData),
      'http://localhost',
    );
    expect(url.pathname + url.search).toBe('/?tgWebAppStartParam=l_abc');
    const { tgWebAppThemeParams, ...others } = Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
    expect(others).toEqual({ tgWebAppData: initData, tgWebAppVersion: '8.0', tgWebAppPlatform: 'ios' });
    expect(JSON.parse(tgWebAppThemeParams ?? '')).toEqual(themes.dark);
  });

  it('keeps the page that a button leads to', () => {
    expect(launchUrl(phone(''), initData, '/lists/1?from=bot')).toMatch(/^\/lists\/1\?from=bot#tgWebAppData=/);
  });

  it('has no query when the app is opened from the menu', () => {
    expect(launchUrl(phone(''), initData)).toMatch(/^\/#tgWebAppData=/);
  });
});

describe('a link inside the app', () => {
  it.each([
    ['https://t.me/wishlins_bot?startapp=l_abc', 'l_abc'],
    ['https://t.me/Wishlins_Bot/app?startapp=l_abc', 'l_abc'],
    ['https://t.me/wishlins_bot?startapp', ''],
    ['https://t.me/wishlins_bot', undefined],
    ['https://t.me/other_bot?startapp=l_abc', undefined],
    ['https://example.com/wishlins_bot?startapp=l_abc', undefined],
  ])('%s opens %j', (link, startParam) => {
    expect(startParamOf(new URL(link), 'wishlins_bot')).toBe(startParam);
  });
});

function phone(search: string) {
  const [first] = readSettings(search, ['anya']).phones;
  if (!first) throw new Error('no phone');
  return first;
}
