/** What Telegram and the app say to each other: https://core.telegram.org/api/bots/webapps#incoming-events */
export interface Bridge {
  post(eventType: string, eventData?: object): void;
  /** Calls `listener` on each event of the type until the returned function is called. */
  on(eventType: string, listener: (eventData: unknown) => void): () => void;
}

declare global {
  interface Window {
    TelegramWebviewProxy?: { postEvent(eventType: string, eventData: string): void };
    /** Names under which the native clients look for the page's ear. */
    Telegram?: { WebView: { receiveEvent: ReceiveEvent } };
    TelegramGameProxy?: { receiveEvent: ReceiveEvent };
    TelegramGameProxy_receiveEvent?: ReceiveEvent;
  }
  interface External {
    notify?(message: string): void;
  }
}

type ReceiveEvent = (eventType: string, eventData: unknown) => void;

/** Opens the channel to whichever client shows the page; `undefined` in an ordinary browser tab. */
export function connectBridge(window: Window): Bridge | undefined {
  const send = transport(window);
  if (!send) return undefined;
  const listeners = new Map<string, Set<(eventData: unknown) => void>>();

  const receiveEvent: ReceiveEvent = (eventType, eventData) => {
    for (const listener of listeners.get(eventType) ?? []) listener(eventData);
  };
  window.Telegram = { WebView: { receiveEvent } };
  window.TelegramGameProxy = { receiveEvent };
  window.TelegramGameProxy_receiveEvent = receiveEvent;
  window.addEventListener('message', ({ source, data }) => {
    if (source !== window.parent) return;
    const event = readEvent(data);
    if (event) receiveEvent(event.eventType, event.eventData);
  });

  return {
    post: (eventType, eventData = {}) => send(eventType, eventData),
    on(eventType, listener) {
      const others = listeners.get(eventType) ?? new Set();
      listeners.set(eventType, others.add(listener));
      return () => others.delete(listener);
    },
  };
}

type Send = (eventType: string, eventData: object) => void;

function transport(window: Window): Send | undefined {
  const { TelegramWebviewProxy, external, parent } = window;
  if (TelegramWebviewProxy) {
    return (eventType, eventData) => TelegramWebviewProxy.postEvent(eventType, JSON.stringify(eventData));
  }
  if (typeof external?.notify === 'function') {
    return (eventType, eventData) => external.notify?.(JSON.stringify({ eventType, eventData }));
  }
  if (parent !== window) {
    // Any origin: Telegram's web clients live on several, and nothing secret is ever posted.
    return (eventType, eventData) => parent.postMessage(JSON.stringify({ eventType, eventData }), '*');
  }
  return undefined;
}

function readEvent(message: unknown): { eventType: string; eventData: unknown } | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    const event: unknown = JSON.parse(message);
    if (typeof event !== 'object' || event === null || !('eventType' in event)) return undefined;
    const { eventType } = event;
    return typeof eventType === 'string'
      ? { eventType, eventData: 'eventData' in event ? event.eventData : {} }
      : undefined;
  } catch {
    return undefined; // Other scripts of the host page talk too.
  }
}
