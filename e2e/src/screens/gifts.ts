import { byKey, goTo, openAs, toTheEnd, type PhoneScreen } from './stage.ts';

const gifts: PhoneScreen = async (stage) => {
  const phone = await openAs(stage, 'guest');
  await byKey(phone, stage.story, 'link', 'gift.mine').click();
  await phone.app.getByRole('article').first().waitFor();
  return phone;
};

/** What a giver has promised, and what became of it. */
export const giftScreens = {
  gifts,
  'gifts-notices': async (stage) => {
    const phone = await gifts(stage);
    const { says } = stage.story;
    await phone.app.getByText(says('gifts.changed')).evaluate((notice) => notice.scrollIntoView({ block: 'center' }));
    return phone;
  },
  'gifts-end': async (stage) => await toTheEnd(await gifts(stage)),
  'gifts-to-buy': async (stage) => {
    const phone = await gifts(stage);
    await byKey(phone, stage.story, 'radio', 'gifts.toBuy').check();
    return phone;
  },
  'gifts-empty': async (stage) => {
    // Nobody without gifts has a way there but the address.
    const phone = await openAs(stage, 'newcomer');
    await goTo(phone, '/gifts');
    await byKey(phone, stage.story, 'heading', 'gifts.emptyTitle').waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;
