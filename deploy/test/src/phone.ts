import type { BrowserContext, Page } from '../../../e2e/src/browser.ts';
import { signInitData } from '../../../simulator/src/init-data.ts';
import { personaOf } from './people.ts';
import type { Server } from './server.ts';

/** Opens the mini app in a browser as Telegram’s clients on phones do: a page of its own, with signed init data behind `#`. */
export async function openOnPhone(
  context: BrowserContext,
  server: Server,
  id: string,
  startParam?: string,
): Promise<Page> {
  const { botToken, origin } = server;
  const initData = signInitData({ botToken, persona: personaOf(id), startParam });
  const launch = new URLSearchParams({
    tgWebAppData: initData,
    tgWebAppVersion: '9.1',
    tgWebAppPlatform: 'android',
  });
  const page = await context.newPage();
  await page.goto(`${origin}/${startParam ? `?tgWebAppStartParam=${startParam}` : ''}#${launch.toString()}`);
  return page;
}
