import { beforeEach, describe, expect, it } from 'vitest';
import { keepLaunch, takeLaunch } from './launch.ts';

const user = JSON.stringify({ id: 7_000_000_123, first_name: 'Аня', language_code: 'en' });
const initData = new URLSearchParams({ user, auth_date: '1790000000', start_param: 'l_signed', hash: 'ab' }).toString();
const hash = (more: Record<string, string> = {}) =>
  `#${new URLSearchParams({ tgWebAppData: initData, tgWebAppVersion: '8.0', tgWebAppPlatform: 'ios', ...more })}`;

beforeEach(() => history.replaceState(null, '', '/'));

describe('how Telegram opened the app', () => {
  it('is read from the hash, which then leaves the address', () => {
    history.replaceState(null, '', `/?a=1${hash({ tgWebAppThemeParams: '{"bg_color":"#102030"}' })}`);
    const launch = takeLaunch(window);
    expect(launch).toMatchObject({ initData, version: '8.0', language: 'en', theme: { bg_color: '#102030' } });
    expect(location.href).toBe(`${location.origin}/?a=1`);
  });

  it('survives a reload, which has no hash any more', () => {
    history.replaceState(null, '', `/${hash()}`);
    keepLaunch(history, takeLaunch(window));
    expect(takeLaunch(window)).toMatchObject({ initData, version: '8.0' });
  });

  it('keeps what the router wrote into the history entry', () => {
    history.replaceState({ position: 3 }, '', `/${hash()}`);
    keepLaunch(history, takeLaunch(window));
    expect(history.state).toMatchObject({ position: 3 });
  });

  it('is not kept where a second phone on this origin would find it', () => {
    history.replaceState(null, '', `/${hash()}`);
    keepLaunch(history, takeLaunch(window));
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  });

  it('drops what is no colour from the theme', () => {
    const theme = '{"bg_color":"#fff;} body{display:none","text_color":"#000000"}';
    history.replaceState(null, '', `/${hash({ tgWebAppThemeParams: theme })}`);
    expect(takeLaunch(window).theme).toEqual({ text_color: '#000000' });
  });

  it.each(['/#tgWebAppThemeParams=%7Bbroken', '/#tgWebAppData=user%3Dbroken', '/#/old/hash', '/'])(
    '%s does not break it',
    (address) => {
      history.replaceState(null, '', address);
      expect(takeLaunch(window)).toMatchObject({ version: '6.0', theme: {} });
    },
  );
});

describe('what the link points at', () => {
  it.each([
    ['Telegram’s parameter', `/${hash({ tgWebAppStartParam: 'l_hash' })}`, 'l_hash'],
    ['the signed init data', `/${hash()}`, 'l_signed'],
    ['the query that Telegram adds', '/?tgWebAppStartParam=l_query', 'l_query'],
    ['a plain link of the app', '/?startapp=l_plain', 'l_plain'],
    ['nothing', '/', undefined],
  ])('is read from %s', (_where, address, startParam) => {
    history.replaceState(null, '', address);
    expect(takeLaunch(window).startParam).toBe(startParam);
  });
});
