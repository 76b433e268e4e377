import { formatStartParam } from '@wishlins/contract/start-param';
import { byKey, cardOf, openAs, toTheEnd, type PhoneScreen, type Stage } from './stage.ts';
import type { Phone } from '../simulator.ts';
import type { Story } from './story.ts';

/** Opens a list as a guest, by its link. */
async function sharedList(stage: Stage, name: keyof Story['made']): Promise<Phone> {
  const { list, startapp } = stage.story.made[name];
  const phone = await openAs(stage, 'owner', { startapp });
  await phone.app.getByRole('heading', { name: list.title }).waitFor();
  return phone;
}

const fromTheDemo: PhoneScreen = async (stage) => {
  const { startapp, list } = stage.story.list;
  const phone = await openAs(stage, 'guest', { startapp });
  await phone.app.getByRole('heading', { name: list.title }).waitFor();
  await byKey(phone, stage.story, 'button', 'filter.title').waitFor();
  return phone;
};

const filters: PhoneScreen = async (stage) => {
  const phone = await fromTheDemo(stage);
  await byKey(phone, stage.story, 'button', 'filter.title').click();
  await phone.app.getByRole('dialog').waitFor();
  return phone;
};

/** Somebody else’s list. */
export const sharedListScreens = {
  'shared-list': fromTheDemo,
  'shared-list-end': async (stage) => await toTheEnd(await fromTheDemo(stage)),
  'shared-list-full': async (stage) => await sharedList(stage, 'full'),
  'shared-list-reserved': async (stage) => await sharedList(stage, 'reserved'),
  'shared-list-open': async (stage) => await sharedList(stage, 'open'),
  'shared-list-given': async (stage) => {
    const phone = await sharedList(stage, 'full');
    const { says, made } = stage.story;
    const title = made.full.wishes[0]?.title;
    await phone.app.getByRole('button', { name: `${says('shared.give')}: ${title}` }).click();
    await phone.sees(says('shared.reserved'));
    return phone;
  },
  'shared-list-late': async (stage) => await sharedList(stage, 'late'),
  'shared-list-empty': async (stage) => await sharedList(stage, 'empty'),
  'shared-list-narrowed': async (stage) => {
    const phone = await fromTheDemo(stage);
    await byKey(phone, stage.story, 'button', 'filter.free').click();
    await phone.app.getByRole('combobox').selectOption(stage.story.says('filter.sorts.dear'));
    return phone;
  },
  filters,
  'filters-nothing': async (stage) => {
    const phone = await filters(stage);
    await byKey(phone, stage.story, 'textbox', 'filter.from').fill('999999');
    await phone.press(stage.story.says('filter.none'));
    await byKey(phone, stage.story, 'button', 'filter.reset').waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;

/** Opens a wish of a list as a guest. */
async function wishAs(stage: Stage, role: 'owner' | 'guest', name: keyof Story['made'], place = 0): Promise<Phone> {
  const { made } = stage.story;
  const { title = '' } = made[name].wishes[place] ?? {};
  const phone = await openAs(stage, role, { startapp: made[name].startapp });
  await cardOf(phone, title).click();
  await phone.app.getByRole('heading', { level: 1, name: title }).waitFor();
  return phone;
}

/** A wish of somebody else. */
export const wishScreens = {
  wish: async (stage) => await wishAs(stage, 'owner', 'open'),
  'wish-end': async (stage) => await toTheEnd(await wishAs(stage, 'owner', 'open')),
  'wish-several': async (stage) => {
    const phone = await wishAs(stage, 'owner', 'open', 1);
    await byKey(phone, stage.story, 'button', 'ui.more').click();
    return await toTheEnd(phone);
  },
  'wish-mine': async (stage) => await wishAs(stage, 'guest', 'open', 1),
  'wish-mine-end': async (stage) => await toTheEnd(await wishAs(stage, 'guest', 'open', 1)),
  'wish-taken': async (stage) => await wishAs(stage, 'owner', 'open', 2),
  'wish-plain': async (stage) => await wishAs(stage, 'owner', 'open', 4),
  'wish-received': async (stage) => await wishAs(stage, 'owner', 'gifts', 3),
  'wish-gone': async (stage) => {
    const { list, wishes } = stage.story.made.gifts;
    const startapp = formatStartParam({ to: 'wish', shareToken: list.shareToken, wishId: wishes[2]?.id ?? '' });
    const phone = await openAs(stage, 'owner', { startapp });
    await byKey(phone, stage.story, 'heading', 'wish.goneTitle').waitFor();
    return phone;
  },
  'want-too': async (stage) => {
    const phone = await wishAs(stage, 'owner', 'open');
    await byKey(phone, stage.story, 'button', 'guest.wantToo').click();
    await phone.app.getByRole('dialog').waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;
