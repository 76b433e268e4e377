import { feedScreens } from './feed.ts';
import { galleryScreens } from './gallery.ts';
import { giftScreens } from './gifts.ts';
import { homeScreens } from './home.ts';
import { inboxScreens } from './inbox.ts';
import { outsideScreens } from './outside.ts';
import { ownListScreens, ownWishScreens } from './own-list.ts';
import { peopleScreens, settingsScreens } from './people.ts';
import { sharedListScreens, wishScreens } from './shared-list.ts';
import type { Screen } from './stage.ts';
import { troubleScreens } from './troubles.ts';

/** Every screen of the app in every state, by name, and the way there. */
export const screens: Readonly<Record<string, Screen>> = {
  ...homeScreens,
  ...ownListScreens,
  ...ownWishScreens,
  ...sharedListScreens,
  ...wishScreens,
  ...giftScreens,
  ...peopleScreens,
  ...feedScreens,
  ...settingsScreens,
  ...inboxScreens,
  ...outsideScreens,
  ...galleryScreens,
  ...troubleScreens,
};
