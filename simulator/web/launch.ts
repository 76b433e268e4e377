import type { InitDataRequest } from '../src/plugin.ts';
import type { PhoneSettings } from './settings.ts';
import { themes } from './themes.ts';

/** One opening of the app. */
export interface Launch {
  /** A new number is a new opening, even of the same address. */
  number: number;
  /** Whose opening it is. */
  persona: string;
  /** What the frame loads. */
  url: string;
}

let launches = 0;

/**
 * Opens the app for a phone: has init data signed and writes the address the frame loads.
 *
 * @param address the page of the app that a button leads to; its first page otherwise
 */
export async function openApp(phone: PhoneSettings, address = '/'): Promise<Launch> {
  const request: InitDataRequest = {
    personaId: phone.persona,
    ...(phone.startapp && { startParam: phone.startapp }),
    ...(phone.lang && { languageCode: phone.lang }),
  };
  const reply = await fetch('/simulator/api/init-data', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!reply.ok) throw new Error(`init data: ${reply.status}`);
  const { initData }: { initData: string } = await reply.json();
  return { number: ++launches, persona: phone.persona, url: launchUrl(phone, initData, address) };
}

/**
 * Writes the address as Telegram does: the start parameter in the query, everything else in the hash.
 * Source: https://core.telegram.org/api/bots/webapps and https://core.telegram.org/bots/webapps#direct-link-mini-apps
 */
export function launchUrl(phone: PhoneSettings, initData: string, address = '/'): string {
  const mark = address.includes('?') ? '&' : '?';
  const query = phone.startapp ? `${mark}tgWebAppStartParam=${encodeURIComponent(phone.startapp)}` : '';
  const hash = Object.entries({
    tgWebAppData: initData,
    tgWebAppVersion: phone.version,
    tgWebAppPlatform: phone.platform,
    tgWebAppThemeParams: JSON.stringify(themes[phone.theme]),
  }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${address}${query}#${hash.join('&')}`;
}
