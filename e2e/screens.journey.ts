import { expect } from 'vitest';
import { expectAccessible } from './src/accessibility.ts';
import { journey } from './src/journey.ts';
import { onStage } from './src/screens/on-stage.ts';
import { feedScreens } from './src/screens/feed.ts';
import { giftScreens } from './src/screens/gifts.ts';
import { homeScreens } from './src/screens/home.ts';
import { inboxScreens } from './src/screens/inbox.ts';
import { peopleScreens } from './src/screens/people.ts';
import { screens } from './src/screens/screens.ts';
import { sharedListScreens } from './src/screens/shared-list.ts';
import { tellStory, type Story } from './src/screens/story.ts';
import { settle, type Look } from './src/simulator.ts';

/** These are pictured, but made of what another screen is made of; the gallery is in no build. */
const alike = [
  'gallery',
  'wish-plain',
  'wish-share',
  'wish-move',
  'own-wish-plain',
  'shared-list-full',
  'shared-list-narrowed',
  'friends-mutual-empty',
  'search-short',
  'person-self',
  'person-long-name',
  'person-right-to-left',
  'quick-add-several',
  'delete-question',
  'block-question',
];
/** The ends of pages are there from the start, and rows load and fail everywhere as they do here. */
const troubles = ['home-loading', 'home-error', 'own-list-loading', 'shared-list-loading', 'shared-list-error'];
const names = Object.keys(screens).filter(
  (name) => troubles.includes(name) || !(alike.includes(name) || /-(end|loading|error|offline)$/.test(name)),
);

/** Colours depend on the theme and sizes on the width; `npm run screenshots` looks at all four. */
const looks: Look[] = [
  { theme: 'light', width: '360' },
  { theme: 'dark', width: 'desktop' },
];
/** Two windows at once. What the newcomer does stays in one of them: there is only one of them. */
const withNewcomer = {
  ...homeScreens,
  ...giftScreens,
  ...inboxScreens,
  ...peopleScreens,
  ...feedScreens,
  ...sharedListScreens,
};
const lanes = [
  { language: 'ru', names: names.filter((name) => name in withNewcomer) },
  { language: 'en', names: names.filter((name) => !(name in withNewcomer)) },
] as const;

journey(
  `${names.length} screens are for everybody in both themes, on a small phone and on a computer, and complain of nothing`,
  { timeout: 600_000 },
  async ({ browser, origin }) => {
    const faults: string[] = [];

    /** On a busy machine a page may come too late: then it is opened once more. */
    async function lookAt(story: Story, name: string, isLast = false): Promise<void> {
      await onStage({ browser, origin, story }, name, async (view, complaints) => {
        for (const look of looks) {
          await view.turn(look);
          await settle(view.frame());
          await expectAccessible(view.frame()).catch((error: Error) => {
            faults.push(`${name}, ${look.theme}, ${look.width}: ${error.message}`);
          });
        }
        faults.push(...complaints.map((complaint) => `${name}: ${complaint}`));
      }).catch(async (error: Error) => {
        if (isLast) faults.push(`${name} does not open: ${error.message}`);
        else await lookAt(story, name, true);
      });
    }

    await Promise.all(
      lanes.map(async (lane) => {
        const story = await tellStory(origin, lane.language);
        for (const name of lane.names) await lookAt(story, name);
      }),
    );
    expect(faults).toEqual([]);
  },
);
