import { api } from '@wishlins/contract';
import { byKey, openAs, toTheEnd, type PhoneScreen } from './stage.ts';

const home: PhoneScreen = async (stage) => {
  const phone = await openAs(stage, 'owner');
  await byKey(phone, stage.story, 'button', 'home.newList').waitFor();
  return phone;
};

/** What one comes to first: the own lists, and before there are any. */
export const homeScreens = {
  'first-run': async (stage) => {
    const phone = await openAs(stage, 'newcomer');
    await byKey(phone, stage.story, 'textbox', 'home.firstLabel').waitFor();
    return phone;
  },
  'first-wish': async (stage) => {
    const phone = await openAs(stage, 'newcomer');
    await byKey(phone, stage.story, 'textbox', 'home.firstLabel').fill(stage.story.contents.tea.wishes[0].title);
    await byKey(phone, stage.story, 'button', 'home.firstSubmit').click();
    await phone.sees(stage.story.says('own.welcomeTitle'));
    return phone;
  },
  home,
  'home-end': async (stage) => await toTheEnd(await home(stage)),
  'home-arranging': async (stage) => {
    const phone = await home(stage);
    await byKey(phone, stage.story, 'button', 'order.start').click();
    return phone;
  },
  'new-list': async (stage) => {
    const phone = await home(stage);
    await byKey(phone, stage.story, 'button', 'home.newList').click();
    await byKey(phone, stage.story, 'button', 'newList.wedding').waitFor();
    return phone;
  },
  archive: async (stage) => {
    const phone = await openAs(stage, 'other');
    await phone.app.getByRole('link', { name: stage.story.says('archive.open', { n: 1 }) }).click();
    await phone.app.getByRole('button', { name: stage.story.says('archive.bringBack') }).waitFor();
    return phone;
  },
  'archive-empty': async (stage) => {
    const { call } = stage.story.people.newcomer;
    const { id: wishlistId } = await call(api.wishlists.create, { body: { title: '🍂' } });
    await call(api.wishlists.archive, { params: { wishlistId } });
    const phone = await openAs(stage, 'newcomer');
    await phone.app.getByRole('link', { name: stage.story.says('archive.open', { n: 1 }) }).click();
    await phone.app.getByRole('button', { name: `${stage.story.says('archive.bringBack')}: 🍂` }).click();
    await byKey(phone, stage.story, 'heading', 'archive.emptyTitle').waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;
