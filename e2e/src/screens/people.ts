import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import { signIn } from '../people.ts';
import type { Phone } from '../simulator.ts';
import { byKey, goTo, openAs, toTheEnd, type PhoneScreen, type Stage } from './stage.ts';
import type { Story } from './story.ts';

const friends = async (stage: Stage, role: keyof Story['people'] = 'owner'): Promise<Phone> => {
  const phone = await openAs(stage, role);
  await byKey(phone, stage.story, 'link', 'home.friends').click();
  await byKey(phone, stage.story, 'heading', 'friends.title').waitFor();
  return phone;
};

async function search(stage: Stage, text: string): Promise<Phone> {
  const phone = await friends(stage);
  await phone.app.getByRole('searchbox').fill(text);
  return phone;
}

/** Opens somebody’s page by the link to them. */
async function person(stage: Stage, role: keyof Story['people'], userId: string): Promise<Phone> {
  const phone = await openAs(stage, role, { startapp: formatStartParam({ to: 'person', userId }) });
  await phone.app.getByRole('heading', { level: 1 }).waitFor();
  return phone;
}

async function persona(stage: Stage, role: keyof Story['people'], personaId: string): Promise<Phone> {
  return await person(stage, role, (await signIn(stage.origin, personaId)).me.id);
}

/** Blocks whoever never was a friend of the newcomer’s. */
async function block({ story }: Stage): Promise<void> {
  const { newcomer, guest } = story.people;
  await newcomer.call(api.friends.block, { params: { userId: guest.me.id } });
}

async function unblock({ story }: Stage): Promise<void> {
  const { newcomer, guest } = story.people;
  await newcomer.call(api.friends.unblock, { params: { userId: guest.me.id } });
}

async function blocked(stage: Stage): Promise<Phone> {
  const phone = await openAs(stage, 'newcomer');
  await goTo(phone, '/settings/blocked');
  return phone;
}

/** Friends, and who they are. */
export const peopleScreens = {
  friends: async (stage) => {
    const phone = await friends(stage);
    await phone.app.getByRole('link', { name: stage.story.roles.friend }).waitFor();
    return phone;
  },
  followers: async (stage) => {
    const phone = await friends(stage);
    await byKey(phone, stage.story, 'radio', 'friends.circles.followers').check();
    return phone;
  },
  'friends-empty': async (stage) => {
    const phone = await friends(stage, 'newcomer');
    await byKey(phone, stage.story, 'heading', 'friends.empty.following.title').waitFor();
    return phone;
  },
  'friends-mutual-empty': async (stage) => {
    const phone = await friends(stage, 'newcomer');
    await byKey(phone, stage.story, 'radio', 'friends.circles.friends').check();
    await byKey(phone, stage.story, 'heading', 'friends.empty.friends.title').waitFor();
    return phone;
  },
  search: async (stage) => {
    const phone = await search(stage, stage.story.contents.search);
    await phone.app.getByRole('list').getByRole('link').first().waitFor();
    return phone;
  },
  'search-short': async (stage) => {
    const phone = await search(stage, stage.story.contents.search.slice(0, 1));
    await phone.sees(stage.story.says('search.short'));
    return phone;
  },
  'search-nobody': async (stage) => {
    const phone = await search(stage, 'zzzz');
    await byKey(phone, stage.story, 'heading', 'search.nobodyTitle').waitFor();
    return phone;
  },
  'person-friend': async (stage) => await person(stage, 'owner', stage.story.people.guest.me.id),
  'person-friend-end': async (stage) => await toTheEnd(await person(stage, 'owner', stage.story.people.guest.me.id)),
  'person-stranger': async (stage) => await person(stage, 'newcomer', stage.story.people.owner.me.id),
  'person-self': async (stage) => await person(stage, 'owner', stage.story.people.owner.me.id),
  'person-long-name': async (stage) => await persona(stage, 'owner', 'margarita'),
  'person-right-to-left': async (stage) => await persona(stage, 'owner', 'noa'),
  'block-question': async (stage) => {
    const phone = await person(stage, 'newcomer', stage.story.people.owner.me.id);
    await byKey(phone, stage.story, 'button', 'block.block').click();
    await phone.telegram.getByRole('dialog').waitFor();
    return phone;
  },
  'person-blocked': async (stage) => {
    await block(stage);
    const phone = await person(stage, 'newcomer', stage.story.people.guest.me.id);
    await byKey(phone, stage.story, 'button', 'block.unblock').waitFor();
    return phone;
  },
  blocked: async (stage) => {
    await block(stage);
    const phone = await blocked(stage);
    await phone.sees(stage.story.says('block.text'));
    return phone;
  },
  'blocked-empty': async (stage) => {
    await unblock(stage);
    const phone = await blocked(stage);
    await byKey(phone, stage.story, 'heading', 'block.emptyTitle').waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;

async function ownData(stage: Stage): Promise<Phone> {
  const phone = await settings(stage);
  await byKey(phone, stage.story, 'link', 'settings.ownData').click();
  await byKey(phone, stage.story, 'button', 'ownData.json').waitFor();
  return phone;
}

async function farewell(stage: Stage): Promise<Phone> {
  // Who gives something is told more.
  const phone = await openAs(stage, 'guest');
  await byKey(phone, stage.story, 'link', 'home.settings').waitFor();
  await goTo(phone, '/settings/data/farewell');
  await byKey(phone, stage.story, 'heading', 'farewell.others').waitFor();
  return phone;
}

/** Others find the guest again afterwards; what the screen has read stays on it. */
async function whileLeaving(stage: Stage, open: (stage: Stage) => Promise<Phone>): Promise<Phone> {
  const { call } = stage.story.people.guest;
  await call(api.account.leave, {});
  try {
    return await open(stage);
  } finally {
    await call(api.account.stay, {});
  }
}

const settings: PhoneScreen = async (stage) => {
  const phone = await openAs(stage, 'owner');
  await byKey(phone, stage.story, 'link', 'home.settings').click();
  await byKey(phone, stage.story, 'textbox', 'settings.about').waitFor();
  return phone;
};

export const settingsScreens = {
  settings,
  'settings-end': async (stage) => await toTheEnd(await settings(stage)),
  'own-data': ownData,
  farewell,
  'farewell-end': async (stage) => await toTheEnd(await farewell(stage)),
  'farewell-question': async (stage) => {
    const phone = await farewell(stage);
    await byKey(phone, stage.story, 'button', 'farewell.leave').click();
    await phone.telegram.getByRole('dialog').waitFor();
    return phone;
  },
  leaving: async (stage) => await whileLeaving(stage, farewell),
  'leaving-home': async (stage) =>
    await whileLeaving(stage, async () => {
      const phone = await openAs(stage, 'guest');
      await byKey(phone, stage.story, 'button', 'farewell.stayShort').waitFor();
      return phone;
    }),
} satisfies Record<string, PhoneScreen>;
