import { api } from '@wishlins/contract';
import type { Friend } from '@wishlins/contract/friends';
import { useApi } from '../../api.ts';
import { usePages } from '../../pages.ts';
import { useFollow } from '../../relation.ts';

/** Whom the friends page can show: people I follow, those who also follow me, and all who follow me. */
export const circles = ['following', 'friends', 'followers'] as const;
export type Circle = (typeof circles)[number];

export interface FriendRow extends Friend {
  following: boolean;
}

/** The people of one circle by next birthday; who is unfollowed stays in sight until the page is opened again. */
export function useFriends(circle: Circle) {
  const { call, viewer } = useApi();
  const setFollowing = useFollow();
  const pages = usePages<FriendRow>(`friends.${circle}`, async (cursor) => {
    const query = { relation: circle, ...(cursor ? { cursor } : {}) };
    const { entries, next } = await call(api.friends.list, { query });
    return {
      entries: entries.map((friend) => ({ ...friend, following: circle !== 'followers' || friend.friends })),
      next,
    };
  });

  function toggle(friend: FriendRow): void {
    const show = (following: boolean) =>
      pages.change((rows) => rows.map((row) => (row.id === friend.id ? { ...row, following } : row)));
    void setFollowing(friend, !friend.following, show);
  }

  return { ...pages, viewer, toggle };
}
