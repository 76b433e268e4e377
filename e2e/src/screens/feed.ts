import { api } from '@wishlins/contract';
import type { Phone } from '../simulator.ts';
import { byKey, goTo, openAs, toTheEnd, type PhoneScreen, type Stage } from './stage.ts';
import type { Story } from './story.ts';

async function feed(stage: Stage, role: keyof Story['people']): Promise<Phone> {
  const phone = await openAs(stage, role);
  await byKey(phone, stage.story, 'link', 'home.settings').waitFor();
  await goTo(phone, '/feed');
  await byKey(phone, stage.story, 'heading', 'feed.title').waitFor();
  return phone;
}

const full: PhoneScreen = async (stage) => {
  const phone = await feed(stage, 'guest');
  await phone.app.getByRole('article').first().waitFor();
  return phone;
};

/** What is new with the people one follows. */
export const feedScreens = {
  feed: full,
  'feed-end': async (stage) => await toTheEnd(await full(stage)),
  'feed-empty': async (stage) => {
    // Of whom one has muted there is no news.
    const { newcomer, other } = stage.story.people;
    await newcomer.call(api.friends.follow, { params: { userId: other.me.id } });
    await newcomer.call(api.notifications.mutePerson, { params: { userId: other.me.id } });
    const phone = await feed(stage, 'newcomer');
    await byKey(phone, stage.story, 'heading', 'news.emptyTitle').waitFor();
    return phone;
  },
  'feed-nobody': async (stage) => {
    const { newcomer, other } = stage.story.people;
    await newcomer.call(api.friends.unfollow, { params: { userId: other.me.id } });
    await newcomer.call(api.notifications.unmutePerson, { params: { userId: other.me.id } });
    const phone = await feed(stage, 'newcomer');
    await byKey(phone, stage.story, 'heading', 'news.nobodyTitle').waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;
