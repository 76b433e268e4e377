import { api } from '@wishlins/contract';
import { useApi } from '../../api.ts';
import { useResource } from '../../resource.ts';

/** Somebody's public face and the lists of theirs that the viewer may open. */
export function usePerson(userId: string) {
  const { call } = useApi();
  const params = { userId };
  const person = useResource(`person.${userId}`, () => call(api.users.get, { params }));
  const lists = useResource(`person.${userId}.lists`, () => call(api.wishlists.ofUser, { params }));

  const reload = () => Promise.all([person.reload(), lists.reload()]);
  return { person: person.value, lists: lists.value, failure: person.failure, reload };
}
