import { parseStartParam } from '@wishlins/contract/start-param';
import { createRouter, START_LOCATION, type Router, type RouteRecordRaw, type RouterHistory } from 'vue-router';
import { photoOf, wishOf } from './wish-place.ts';

/** Every page, each a chunk of its own: a deep link loads only what it shows. */
const pages = {
  home: () => import('./features/home/HomePage.vue'),
  archive: () => import('./features/home/ArchivePage.vue'),
  ownWishlist: () => import('./features/own-wishlist/OwnWishlistPage.vue'),
  ownWish: () => import('./features/own-wishlist/OwnWishPage.vue'),
  sharedWishlist: () => import('./features/shared-wishlist/SharedWishlistPage.vue'),
  sharedWish: () => import('./features/shared-wishlist/WishPage.vue'),
  friends: () => import('./features/friends/FriendsPage.vue'),
  blocked: () => import('./features/friends/BlockedPage.vue'),
  feed: () => import('./features/feed/FeedPage.vue'),
  person: () => import('./features/person/PersonPage.vue'),
  gifts: () => import('./features/gifts/GiftsPage.vue'),
  inbox: () => import('./features/inbox/InboxPage.vue'),
  settings: () => import('./features/settings/SettingsPage.vue'),
  ownData: () => import('./features/own-data/OwnDataPage.vue'),
  farewell: () => import('./features/own-data/FarewellPage.vue'),
  notifications: () => import('./features/settings/NotificationsPage.vue'),
};

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: pages.home },
  { path: '/archive', name: 'archive', component: pages.archive },
  { path: '/lists/:wishlistId', name: 'own-wishlist', component: pages.ownWishlist, props: true },
  { path: '/lists/:wishlistId/wishes/:wishId', name: 'own-wish', component: pages.ownWish, props: true },
  { path: '/shared/:shareToken', name: 'shared-wishlist', component: pages.sharedWishlist, props: true },
  { path: '/shared/:shareToken/wishes/:wishId', name: 'shared-wish', component: pages.sharedWish, props: true },
  { path: '/people/:userId', name: 'person', component: pages.person, props: true },
  {
    path: '/friends',
    name: 'friends',
    component: pages.friends,
    props: ({ query }) => ({ firstSearch: query['q'], firstCircle: query['who'] }),
  },
  { path: '/feed', name: 'feed', component: pages.feed },
  { path: '/gifts', name: 'gifts', component: pages.gifts },
  { path: '/inbox', name: 'inbox', component: pages.inbox },
  { path: '/settings', name: 'settings', component: pages.settings },
  { path: '/settings/notifications', name: 'notifications', component: pages.notifications },
  { path: '/settings/data', name: 'own-data', component: pages.ownData },
  { path: '/settings/data/farewell', name: 'farewell', component: pages.farewell },
  { path: '/settings/blocked', name: 'blocked', component: pages.blocked },
  { path: '/:rest(.*)*', redirect: '/' },
];

/** Makes the router; `more` are pages that only some builds have. */
export function createAppRouter(history: RouterHistory, more: RouteRecordRaw[] = []): Router {
  /** How far down the screen the wish stood that was opened last. */
  let placeOfWish: number | undefined;

  const router = createRouter({
    history,
    routes: [...more, ...routes],
    scrollBehavior(to, from, kept) {
      // Cards out of sight have no exact height, so a list is found again by the wish and not by the pixel; who uses the
      // keyboard goes on from there.
      const left = kept && placeOfWish !== undefined ? photoOf(wishOf(from)) : undefined;
      if (left && placeOfWish !== undefined) {
        left.closest('a')?.focus({ preventScroll: true });
        return { el: left, top: placeOfWish };
      }
      // The first page may have been drawn and scrolled before the app was there.
      if (!kept && from === START_LOCATION) return false;
      // A page that changes its query stays where it is.
      return kept ?? (to.path === from.path ? false : { top: 0 });
    },
  });
  router.beforeResolve((to) => {
    placeOfWish = photoOf(wishOf(to))?.getBoundingClientRect().top ?? placeOfWish;
  });
  return router;
}

/** Fetches the pages that were not needed yet: the next tap finds them there, also without a connection. */
export async function fetchOtherPages(): Promise<void> {
  await Promise.allSettled(Object.values(pages).map((load) => load()));
}

/** The address of the page that a start parameter asks for; `undefined` when it is none of ours. */
export function pathOf(startParam: string | undefined): string | undefined {
  const target = parseStartParam(startParam ?? '');
  switch (target?.to) {
    case 'wishlist':
      return `/shared/${target.shareToken}`;
    case 'wish':
      return `/shared/${target.shareToken}/wishes/${target.wishId}`;
    case 'person':
      return `/people/${target.userId}`;
    case 'visitor':
      return `/move/${target.code}`;
    case undefined:
      return undefined;
  }
}
