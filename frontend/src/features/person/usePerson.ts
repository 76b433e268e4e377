import { api } from '@wishlins/contract';
import type { Profile } from '@wishlins/contract/users';
import { computed } from 'vue';
import { useApi } from '../../api.ts';
import { useBlock, useFollow } from '../../relation.ts';
import { useResource } from '../../resource.ts';

/** Somebody's public face, the lists of theirs that the viewer may open, and how the two stand to each other. */
export function usePerson(userId: string) {
  const { call, viewer } = useApi();
  const setFollowing = useFollow();
  const { block, unblock } = useBlock();
  const params = { userId };
  const person = useResource(`person.${userId}`, () => call(api.users.get, { params }));
  const lists = useResource(`person.${userId}.lists`, () => call(api.wishlists.ofUser, { params }));

  function change(how: (profile: Profile) => Partial<Profile>): void {
    const profile = person.value.value;
    if (profile) person.value.value = { ...profile, ...how(profile) };
  }

  const showFollowing = (following: boolean) =>
    change(({ relation }) => ({ relation: { ...relation, following, friends: following && relation.followsMe } }));

  function toggleFollow(profile: Profile): void {
    void setFollowing(profile, !profile.relation.following, showFollowing);
  }

  /** Blocks or lifts the block; either ends what tied the two, so everything is read anew. */
  async function toggleBlock(profile: Profile): Promise<void> {
    const { blocked } = profile.relation;
    const strangers = { following: false, followsMe: false, friends: false };
    const show = (now: boolean) =>
      change(() => (now === blocked ? profile : { relation: { ...strangers, blocked: now } }));
    if (await (blocked ? unblock : block)(profile, show)) await reload();
  }

  const reload = () => Promise.all([person.reload(), lists.reload()]);
  return {
    person: person.value,
    lists: computed(() => lists.value.value?.wishlists),
    failure: person.failure,
    listsFailure: lists.failure,
    reload,
    isMe: computed(() => viewer.value?.id === userId),
    timeZone: computed(() => viewer.value?.timeZone ?? 'UTC'),
    toggleFollow,
    toggleBlock,
  };
}
