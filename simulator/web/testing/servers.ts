import type { PhoneEvent } from '../../src/bot-api/model.ts';

/** Lets the page under test ask servers of other origins: the page of a test has no origin of its own. */
export function reachServers(): void {
  const { happyDOM } = window as unknown as { happyDOM: { settings: { fetch: { disableSameOriginPolicy: boolean } } } };
  happyDOM.settings.fetch.disableSameOriginPolicy = true;
}

/** Hears server-sent events where there is no EventSource; resolves once the server listens. */
export async function hearByFetch(url: string): Promise<{
  hear: (listener: (event: PhoneEvent) => void) => () => void;
  hangUp: () => void;
}> {
  const listeners = new Set<(event: PhoneEvent) => void>();
  const line = new AbortController();
  const { body } = await fetch(url, { signal: line.signal });
  async function listen(): Promise<void> {
    let heard = '';
    const decoder = new TextDecoder();
    for await (const piece of body ?? []) {
      heard += decoder.decode(piece, { stream: true });
      const lines = heard.split('\n\n');
      heard = lines.pop() ?? '';
      for (const each of lines.filter((one) => one.startsWith('data: '))) {
        const event: PhoneEvent = JSON.parse(each.slice('data: '.length));
        listeners.forEach((listener) => listener(event));
      }
    }
  }
  // Hanging up ends the reading with an error.
  void listen().catch(() => {});
  return {
    hear(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hangUp: () => line.abort(),
  };
}
