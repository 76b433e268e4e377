import type { BrowserContext } from 'playwright-core';

/** What went wrong in the pages of a journey. */
export interface Troubles {
  /** Says that this will go wrong, and that it is part of the story. */
  expect: (pattern: RegExp) => void;
  /** Says that this may go wrong, and need not. */
  allow: (pattern: RegExp) => void;
  /** Fails if anything else went wrong, or if what was expected did not. */
  check: () => void;
}

/** What the browser says of itself. */
const beside = [
  // Refused and failed requests; they are noted with their method below.
  'Failed to load resource',
  // The simulator frames the app as Telegram's web clients do.
  'An iframe which has both allow-scripts and allow-same-origin',
];

// The simulator listens as long as its page is open, also while the server goes away or the line is cut.
const listening = '/simulator/telegram/events/';

/** Notes what pages themselves complain about: errors and warnings on the console, and errors that nobody caught. */
export function watchComplaints(context: BrowserContext): string[] {
  const noted: string[] = [];
  context.on('console', (message) => {
    const isOurs = !beside.some((start) => message.text().startsWith(start));
    if (isOurs && ['error', 'warning'].includes(message.type())) noted.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => noted.push(`uncaught: ${String(error.error())}`));
  return noted;
}

/** Notes everything that a page complains about: errors and warnings on the console, requests that fail or are refused. */
export function watchTroubles(context: BrowserContext): Troubles {
  const noted = watchComplaints(context);
  const expected: RegExp[] = [];
  const allowed: RegExp[] = [];

  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (request.url().includes(listening)) return;
    // Leaving a page breaks off what it was still loading.
    if (reason !== 'net::ERR_ABORTED') noted.push(`failed: ${request.method()} ${request.url()} ${reason}`);
  });
  context.on('response', (response) => {
    const { status, request, url } = { status: response.status(), request: response.request(), url: response.url() };
    if (status >= 400) noted.push(`refused: ${request.method()} ${url} ${status}`);
  });

  return {
    expect: (pattern) => expected.push(pattern),
    allow: (pattern) => allowed.push(pattern),
    check() {
      const surprises = noted.filter((trouble) => ![...expected, ...allowed].some((pattern) => pattern.test(trouble)));
      const missing = expected.filter((pattern) => !noted.some((trouble) => pattern.test(trouble)));
      const lines = [...surprises, ...missing.map((pattern) => `did not happen: ${String(pattern)}`)];
      if (lines.length > 0) throw new Error(`Trouble on the way:\n${lines.join('\n')}`);
    },
  };
}
