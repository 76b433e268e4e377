import { chromium, type Browser } from 'playwright-core';

export type { BrowserContext, Page } from 'playwright-core';

/** Starts the browser; its flags let it run as root, without a screen, and without talking to anybody but us. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
