import { api } from '@wishlins/contract';
import { computed } from 'vue';
import { useApi } from '../../api.ts';
import { useResource } from '../../resource.ts';

/** As many as a thumb will pass; the friends page has everybody. */
const most = 10;

/** The people I follow whose birthdays come next. */
export function useBirthdays() {
  const { call } = useApi();
  const { value } = useResource('home.birthdays', () => call(api.friends.list, { query: { relation: 'following' } }));

  return computed(() =>
    (value.value?.entries ?? [])
      .flatMap(({ nextBirthday, ...person }) => (nextBirthday ? [{ ...person, nextBirthday }] : []))
      .slice(0, most),
  );
}
