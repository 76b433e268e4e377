import { api } from '@wishlins/contract';
import type { Phone } from '../simulator.ts';
import { byKey, goTo, openAs, toTheEnd, type PhoneScreen, type Stage } from './stage.ts';
import type { Story } from './story.ts';

async function inbox(stage: Stage, role: keyof Story['people']): Promise<Phone> {
  const phone = await openAs(stage, role);
  await byKey(phone, stage.story, 'link', 'home.settings').waitFor();
  await goTo(phone, '/inbox');
  return phone;
}

async function settings(stage: Stage, role: keyof Story['people']): Promise<Phone> {
  const phone = await openAs(stage, role);
  await byKey(phone, stage.story, 'link', 'home.settings').waitFor();
  await goTo(phone, '/settings/notifications');
  await byKey(phone, stage.story, 'heading', 'notify.quiet').waitFor();
  return phone;
}

/** What people are told, and how they choose of what. */
export const inboxScreens = {
  inbox: async (stage) => {
    // Who holds gifts of a list that has changed is told most.
    const phone = await inbox(stage, 'guest');
    await phone.app.getByRole('list').getByRole('link').first().waitFor();
    return phone;
  },
  'inbox-empty': async (stage) => {
    const phone = await inbox(stage, 'newcomer');
    await byKey(phone, stage.story, 'heading', 'inbox.emptyTitle').waitFor();
    return phone;
  },
  notifications: async (stage) => await settings(stage, 'newcomer'),
  'notifications-end': async (stage) => {
    const { newcomer, guest } = stage.story.people;
    const quietHours = { from: '22:00', to: '09:00' };
    await newcomer.call(api.notifications.updateSettings, { body: { quietHours } });
    await newcomer.call(api.notifications.mutePerson, { params: { userId: guest.me.id } });
    return await toTheEnd(await settings(stage, 'newcomer'));
  },
} satisfies Record<string, PhoneScreen>;
