import { onScopeDispose } from 'vue';
import {
  eventSince,
  isMethod,
  isVersionAtLeast,
  methodSince,
  parseMessage,
  type HostEventName,
  type HostEvents,
  type MethodName,
  type Payload,
} from './protocol.ts';

// What it returns is nobody’s business: a handler may take its time over a dialog.
type Handler = (payload: Payload) => unknown;

/** One line of what app and host said to each other. */
export interface Line {
  from: 'app' | 'host';
  name: string;
  data: unknown;
  /** The app asked for something that this Telegram does not know. */
  ignored: boolean;
}

export interface Bridge {
  /** The version of the protocol that this Telegram speaks. */
  version: string;
  /** Answers a method of the app; several concerns may listen to one. */
  on(method: MethodName, handle: Handler): void;
  /** Tells the app something; an old Telegram keeps to itself what it never knew. */
  send<Name extends HostEventName>(
    name: Name,
    ...data: HostEvents[Name] extends undefined ? [] : [HostEvents[Name]]
  ): void;
}

/** Connects one frame with its host, as long as the calling component lives. */
export function useBridge(
  frame: () => Window | null | undefined,
  version: string,
  note?: (line: Line) => void,
): Bridge {
  const handlers = new Map<MethodName, Handler[]>();

  const receive = (event: MessageEvent<unknown>): void => {
    if (!event.source || event.source !== frame()) return;
    const message = parseMessage(event.data);
    if (!message) return;
    const { name, payload } = message;
    const known = isMethod(name) && isVersionAtLeast(version, methodSince[name]);
    note?.({ from: 'app', name, data: payload, ignored: !known });
    if (known) handlers.get(name)?.forEach((handle) => void handle(payload));
  };

  window.addEventListener('message', receive);
  onScopeDispose(() => window.removeEventListener('message', receive));

  return {
    version,
    on(method, handle) {
      handlers.set(method, [...(handlers.get(method) ?? []), handle]);
    },
    send(name, ...[eventData]) {
      if (!isVersionAtLeast(version, eventSince[name] ?? '6.0')) return;
      note?.({ from: 'host', name, data: eventData, ignored: false });
      // Telegram posts to any origin, too: the app may live anywhere.
      frame()?.postMessage(JSON.stringify({ eventType: name, eventData }), '*');
    },
  };
}
