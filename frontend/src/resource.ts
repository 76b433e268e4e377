import { inject, onScopeDispose, shallowRef, type InjectionKey, type ShallowRef } from 'vue';

/** Something read from the API: what is known of it now, and why the last reading failed, if it did. */
export interface Resource<T> {
  readonly value: ShallowRef<T | undefined>;
  readonly failure: Readonly<ShallowRef<unknown>>;
  /** Reads it again; never throws, the reason of a failure is in `failure`. */
  reload(): Promise<void>;
}

interface Entry<T> {
  value: ShallowRef<T | undefined>;
  failure: ShallowRef<unknown>;
  reading?: Promise<void> | undefined;
}

/** What was read while the app is open, by key: coming back to a page shows it at once and refreshes it behind. */
export type ResourceCache = Map<string, Entry<unknown>>;

export const cacheKey: InjectionKey<ResourceCache> = Symbol('resources');

/** Reads something now, and again when the person comes back to the app or online. A key belongs to one `read`. */
export function useResource<T>(key: string, read: () => Promise<T>): Resource<T> {
  const entry = entryOf<T>(
    inject(cacheKey, () => new Map(), true),
    key,
  );
  const reload = () => refresh(entry, read);
  void reload();

  const whenBack = () => void (document.visibilityState === 'visible' && reload());
  window.addEventListener('online', whenBack);
  document.addEventListener('visibilitychange', whenBack);
  onScopeDispose(() => {
    window.removeEventListener('online', whenBack);
    document.removeEventListener('visibilitychange', whenBack);
  });
  return { value: entry.value, failure: entry.failure, reload };
}

function entryOf<T>(cache: ResourceCache, key: string): Entry<T> {
  const entry = cache.get(key) ?? { value: shallowRef(), failure: shallowRef() };
  cache.set(key, entry);
  return entry as Entry<T>; // Sound as long as a key belongs to one `read`.
}

function refresh<T>(entry: Entry<T>, read: () => Promise<T>): Promise<void> {
  const { value, failure } = entry;
  const known = value.value;
  entry.reading ??= read()
    .then((fresh) => {
      // What the person changed meanwhile is newer than this reply.
      if (value.value === known) value.value = fresh;
      failure.value = undefined;
    })
    .catch((error: unknown) => {
      failure.value = error;
    })
    .finally(() => {
      entry.reading = undefined;
    });
  return entry.reading;
}
