/** What Telegram keeps for one person and this app; it outlives the page, as it does in Telegram. */
export interface Memory {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
  keys(): string[];
}

/** Opens a drawer of somebody's memory, apart from everybody else's. */
export function openMemory(personaId: string, drawer: string, storage: Storage = localStorage): Memory {
  const prefix = `simulator/${personaId}/${drawer}/`;
  return {
    get: (key) => storage.getItem(prefix + key),
    set: (key, value) => (value === null ? storage.removeItem(prefix + key) : storage.setItem(prefix + key, value)),
    keys: () =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length))
        .toSorted(),
  };
}
