import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import { useResource } from './resource.ts';

interface Page<Entry> {
  entries: Entry[];
  /** Where the next page begins; `null` on the last one. */
  next: string | null;
}

/** A collection that is read page by page; its first page may say `More`. */
export interface Pages<Entry, More = unknown> {
  /** All that was read so far; `undefined` before the first page. */
  readonly entries: ComputedRef<readonly Entry[] | undefined>;
  readonly next: ComputedRef<string | null>;
  /** What the first page said; `undefined` before it. */
  readonly first: ComputedRef<More | undefined>;
  readonly failure: Readonly<Ref<unknown>>;
  readonly busy: Readonly<Ref<boolean>>;
  /** Reads the next page; why it could not be read is in `moreFailure`. */
  more(): Promise<void>;
  readonly moreFailure: Readonly<Ref<unknown>>;
  /** Reads again what is known, so that nobody loses their place. */
  reload(): Promise<void>;
  /** Shows other entries than were read: what the viewer has changed. */
  change(how: (entries: Entry[]) => Entry[]): void;
}

/** Reads a collection page by page, as `useResource` reads one thing. */
export function usePages<Entry, More = unknown>(
  key: string,
  read: (cursor?: string) => Promise<Page<Entry> & More>,
): Pages<Entry, More> {
  const known = useResource<Page<Entry> & More>(key, readKnown);
  const busy = ref(false);
  const moreFailure = shallowRef<unknown>();

  async function readKnown(): Promise<Page<Entry> & More> {
    let page = await read();
    const length = known.value.value?.entries.length ?? 0;
    while (page.next && page.entries.length < length) page = joined(page, await read(page.next));
    return page;
  }

  async function more(): Promise<void> {
    const cursor = known.value.value?.next;
    if (!cursor || busy.value) return;
    busy.value = true;
    try {
      const page = await read(cursor);
      const now = known.value.value;
      // A reload meanwhile may have read further.
      if (now?.next === cursor) known.value.value = joined(now, page);
      moreFailure.value = undefined;
    } catch (error) {
      moreFailure.value = error;
    } finally {
      busy.value = false;
    }
  }

  function change(how: (entries: Entry[]) => Entry[]): void {
    const now = known.value.value;
    if (now) known.value.value = { ...now, entries: how(now.entries) };
  }

  return {
    entries: computed(() => known.value.value?.entries),
    next: computed(() => known.value.value?.next ?? null),
    first: computed(() => known.value.value),
    failure: known.failure,
    busy,
    more,
    moreFailure,
    reload: known.reload,
    change,
  };
}

function joined<Entry, More>(first: Page<Entry> & More, second: Page<Entry>): Page<Entry> & More {
  return { ...first, entries: [...first.entries, ...second.entries], next: second.next };
}
