import { api } from '@wishlins/contract';
import type { Person } from '@wishlins/contract/users';
import { useApi } from '../../api.ts';
import { usePages } from '../../pages.ts';
import { useBlock } from '../../relation.ts';

/** The people I have blocked, each with the way back. */
export function useBlocked() {
  const { call } = useApi();
  const { unblock } = useBlock();
  const pages = usePages<Person>('friends.blocked', (cursor) =>
    call(api.friends.blocked, { query: cursor ? { cursor } : {} }),
  );

  function lift(person: Person): void {
    const order = pages.entries.value ?? [];
    void unblock(person, (blocked) =>
      pages.change((people) =>
        order.filter(({ id }) => (id === person.id ? blocked : people.some((it) => it.id === id))),
      ),
    );
  }

  return { ...pages, lift };
}
