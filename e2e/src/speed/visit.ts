import type { Browser, CDPSession } from 'playwright-core';

/**
 * Slow 4G (150 ms, 1.6 Mbit/s) as DevTools applies it: every request is delayed as a whole, by 3.75 round trips, because
 * those of connecting cannot be delayed by themselves.
 * Source: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
 */
const slow4G = {
  offline: false,
  latency: 150 * 3.75,
  downloadThroughput: ((1.6 * 1000 * 1000) / 8) * 0.9,
  uploadThroughput: ((750 * 1000) / 8) * 0.9,
};
/** A cheap phone is this many times slower than this machine. */
const slowdown = 4;
const phone = { viewport: { width: 412, height: 915 }, isMobile: true, hasTouch: true, locale: 'ru-RU' };

/** What a visit waits for. */
export interface Sight {
  /** What the person came to see. */
  text: string;
  /** A selector of what they can then tap. */
  control: string;
}

/** A request of a visit; `sent` and `done` in milliseconds since the visit began. */
export interface Transfer {
  path: string;
  type: string;
  bytes: number;
  sent: number;
  done: number;
}

/** What became of one visit. */
export interface Visit {
  /** Milliseconds until the text was painted. */
  seen: number;
  /** Milliseconds until the control was there to be tapped. */
  usable: number;
  /** How far things moved on the page meanwhile. Source: https://web.dev/articles/cls */
  shift: number;
  transfers: Transfer[];
}

type Marks = Omit<Visit, 'transfers'>;

declare global {
  interface Window {
    marks: Partial<Marks>;
  }
}

/** Opens an address on a cheap phone on a slow line that has never been there. */
export async function visit(browser: Browser, address: string, sight: Sight): Promise<Visit> {
  const context = await browser.newContext(phone);
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const transfers = await watchTransfers(session);
    await page.addInitScript(watchMarks, sight);
    await session.send('Network.emulateNetworkConditions', slow4G);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto(address, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.marks.seen !== undefined && window.marks.usable !== undefined);
    const { seen = 0, usable = 0, shift = 0 } = await page.evaluate(() => window.marks);
    return { seen, usable, shift, transfers: transfers() };
  } finally {
    await context.close();
  }
}

/** Runs in the page before anything else. What is found counts when it is painted: after the next frame. */
function watchMarks({ text, control }: Sight): void {
  const marks: Partial<Marks> = {};
  window.marks = marks;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) marks.shift = (marks.shift ?? 0) + Number(Reflect.get(entry, 'value'));
  }).observe({ type: 'layout-shift', buffered: true });

  const holder = `//body//*[not(self::script)][text()[contains(., ${JSON.stringify(text)})]]`;
  const looks = {
    seen: () => [document.evaluate(holder, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue],
    usable: () => Array.from(document.querySelectorAll(control)).filter((found) => !found.closest('[inert]')),
  };
  const found = new Set<string>();
  const isShown = (node: Node | null) => node instanceof Element && node.checkVisibility();
  let isDue = false;
  /** Once a frame, so that looking costs the page little. */
  function look(): void {
    isDue = false;
    for (const name of ['seen', 'usable'] as const) {
      if (found.has(name) || !document.body || !looks[name]().some(isShown)) continue;
      found.add(name);
      setTimeout(() => (marks[name] = performance.now()));
    }
  }
  new MutationObserver(() => {
    if (!isDue) requestAnimationFrame(look);
    isDue = true;
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

async function watchTransfers(session: CDPSession): Promise<() => Transfer[]> {
  const transfers = new Map<string, Transfer>();
  let began: number | undefined;
  session.on('Network.requestWillBeSent', ({ requestId, request, type = 'Other', timestamp }) => {
    if (!request.url.startsWith('http')) return;
    began ??= timestamp;
    const path = new URL(request.url).pathname;
    transfers.set(requestId, { path, type, bytes: 0, sent: (timestamp - began) * 1000, done: Infinity });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes, timestamp }) => {
    const transfer = transfers.get(requestId);
    if (transfer && began !== undefined) Object.assign(transfer, { bytes, done: (timestamp - began) * 1000 });
  });
  await session.send('Network.enable');
  return () => [...transfers.values()];
}
