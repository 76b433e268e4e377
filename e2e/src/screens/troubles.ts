import { formatStartParam } from '@wishlins/contract/start-param';
import type { PhoneSettings } from '../simulator.ts';
import { byKey, goTo, openAs, type PhoneScreen, type Stage } from './stage.ts';
import type { Story } from './story.ts';

type Way = (stage: Stage) => { role: keyof Story['people']; startapp?: PhoneSettings['startapp']; path?: string };

/** Every page that reads something, and the way there. */
const pages: Record<string, Way> = {
  home: () => ({ role: 'owner' }),
  'own-list': ({ story }) => ({ role: 'owner', path: `/lists/${story.list.list.id}` }),
  'own-wish': ({ story }) => ({
    role: 'owner',
    path: `/lists/${story.list.list.id}/wishes/${story.list.wishes[0]?.id}`,
  }),
  archive: () => ({ role: 'owner', path: '/archive' }),
  'shared-list': ({ story }) => ({ role: 'guest', path: `/shared/${story.list.list.shareToken}` }),
  wish: ({ story }) => ({
    role: 'guest',
    path: `/shared/${story.list.list.shareToken}/wishes/${story.list.wishes[0]?.id}`,
  }),
  gifts: () => ({ role: 'guest', path: '/gifts' }),
  friends: () => ({ role: 'owner', path: '/friends' }),
  person: ({ story }) => ({
    role: 'owner',
    startapp: formatStartParam({ to: 'person', userId: story.people.guest.me.id }),
  }),
  blocked: () => ({ role: 'owner', path: '/settings/blocked' }),
  feed: () => ({ role: 'guest', path: '/feed' }),
  inbox: () => ({ role: 'owner', path: '/inbox' }),
};

/** What the API is asked for, but for the session. */
const reading = /\/api\/v1\/(?!session)/;

const troubles = {
  loading: async ({ context }: Stage) => await context.route(reading, () => {}),
  error: async ({ context }: Stage) =>
    await context.route(reading, (route) =>
      route.fulfill({ status: 503, json: { error: { code: 'unavailable', requestId: 'of-a-picture' } } }),
    ),
  offline: async ({ context }: Stage) => await context.route(reading, (route) => route.abort('internetdisconnected')),
};

function inTrouble(way: Way, trouble: keyof typeof troubles): PhoneScreen {
  return async (stage) => {
    const { role, startapp, path } = way(stage);
    const { story } = stage;
    if (!path) await troubles[trouble](stage);
    const phone = await openAs(stage, role, startapp ? { startapp } : {});
    if (path) {
      await byKey(phone, story, 'link', 'home.settings').waitFor();
      await goTo(phone, path);
      await troubles[trouble](stage);
      // What was read on the way here is forgotten.
      await phone.frame().evaluate(() => void setTimeout(() => location.reload()));
    }
    if (trouble === 'loading') await phone.app.locator('[aria-busy=true]').first().waitFor();
    else await byKey(phone, story, 'button', 'ui.retry').first().waitFor();
    return phone;
  };
}

/** Every page while it loads, when it cannot, and without a connection. */
export const troubleScreens: Record<string, PhoneScreen> = Object.fromEntries(
  Object.entries(pages).flatMap(([name, way]) =>
    (['loading', 'error', 'offline'] as const).map((trouble) => [`${name}-${trouble}`, inTrouble(way, trouble)]),
  ),
);
