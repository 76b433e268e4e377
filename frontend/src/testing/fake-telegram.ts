import type { Bridge } from '../telegram/bridge.ts';
import type { Launch } from '../telegram/launch.ts';

/** A Telegram of a given version that remembers what it was told; `null` stands for a bare browser. */
export function createFakeTelegram(version: string | null = '8.0') {
  const told: { eventType: string; eventData: object }[] = [];
  const listeners = new Map<string, Set<(eventData: unknown) => void>>();

  const bridge: Bridge = {
    post: (eventType, eventData = {}) => told.push({ eventType, eventData }),
    on(eventType, listener) {
      const others = listeners.get(eventType) ?? new Set();
      listeners.set(eventType, others.add(listener));
      return () => others.delete(listener);
    },
  };
  const launch: Launch = {
    initData: 'signed',
    startParam: undefined,
    version: version ?? '6.0',
    language: 'ru',
    theme: {},
    raw: '',
  };

  return {
    launch,
    bridge: version ? bridge : undefined,
    told,
    /** What Telegram was told last by an event of this type. */
    last: (eventType: string) => told.findLast((event) => event.eventType === eventType)?.eventData,
    /** Something happens in Telegram: a button is pressed, the theme changes. */
    happen(eventType: string, eventData: unknown = {}) {
      for (const listener of listeners.get(eventType) ?? []) listener(eventData);
    },
  };
}

export type FakeTelegram = ReturnType<typeof createFakeTelegram>;
