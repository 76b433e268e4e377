/** A field of what Telegram said; `undefined` where there is none. */
export function fieldOf(eventData: unknown, name: string): unknown {
  return typeof eventData === 'object' && eventData !== null ? Reflect.get(eventData, name) : undefined;
}
