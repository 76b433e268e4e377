import { byKey, cardOf, openAs, toTheEnd, type PhoneScreen, type Stage } from './stage.ts';
import type { Phone } from '../simulator.ts';
import { dayFromNow, type Story } from './story.ts';

/** Opens a list as its owner, by its link. */
async function ownList(stage: Stage, name: keyof Story['made'], version?: string): Promise<Phone> {
  const { made } = stage.story;
  const phone = await openAs(stage, 'other', { startapp: made[name].startapp, ...(version ? { version } : {}) });
  await byKey(phone, stage.story, 'textbox', 'own.addLabel').waitFor();
  return phone;
}

const full: PhoneScreen = async (stage) => {
  const phone = await openAs(stage, 'owner', { startapp: stage.story.list.startapp });
  await byKey(phone, stage.story, 'textbox', 'own.addLabel').waitFor();
  return phone;
};

const settings: PhoneScreen = async (stage) => {
  const phone = await ownList(stage, 'full');
  await byKey(phone, stage.story, 'button', 'own.settings').click();
  await phone.app.getByRole('dialog').waitFor();
  return phone;
};

const choosing: PhoneScreen = async (stage) => {
  const phone = await ownList(stage, 'full');
  await byKey(phone, stage.story, 'button', 'select.start').click();
  for (const { title } of stage.story.contents.tea.wishes.slice(0, 2)) {
    await phone.app.getByRole('button', { name: new RegExp(`^${title}`) }).click();
  }
  return phone;
};

/** A list of one’s own, with everything that can be done to it. */
export const ownListScreens = {
  'own-list': full,
  'own-list-end': async (stage) => await toTheEnd(await full(stage)),
  'own-list-empty': async (stage) => await ownList(stage, 'empty'),
  'own-list-archived': async (stage) => {
    const phone = await ownList(stage, 'archived');
    await phone.sees(stage.story.says('archive.note'));
    return phone;
  },
  'own-list-counts': async (stage) => {
    const phone = await ownList(stage, 'reserved');
    await phone.sees(stage.story.says('known.whoIsSecret'));
    return phone;
  },
  'own-list-givers': async (stage) => {
    const phone = await ownList(stage, 'open');
    await phone.sees(stage.story.says('known.title'));
    return phone;
  },
  'own-list-revealed': async (stage) => {
    // No surprise ends sooner than in three days, so the answer is told that they have passed.
    const { id } = stage.story.made.open.list;
    await stage.context.route(`**/api/v1/wishlists/${id}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), revealOn: dayFromNow(-1) } });
    });
    const phone = await ownList(stage, 'open');
    await phone.sees(stage.story.says('known.revealed'));
    return phone;
  },
  'own-list-choosing': choosing,
  'move-sheet': async (stage) => {
    const phone = await choosing(stage);
    await byKey(phone, stage.story, 'button', 'move.open').click();
    await phone.app.getByRole('dialog').waitFor();
    return phone;
  },
  'quick-add-several': async (stage) => {
    const phone = await ownList(stage, 'empty');
    await byKey(phone, stage.story, 'textbox', 'own.addLabel').fill(stage.story.contents.several);
    return phone;
  },
  'quick-add-twin': async (stage) => {
    const phone = await ownList(stage, 'archived');
    const [{ url }] = stage.story.contents.tea.wishes;
    await byKey(phone, stage.story, 'textbox', 'own.addLabel').fill(url ?? '');
    await byKey(phone, stage.story, 'button', 'own.add').click();
    await byKey(phone, stage.story, 'button', 'own.twinShow').waitFor();
    return phone;
  },
  'list-settings': settings,
  'list-settings-end': async (stage) => {
    const phone = await settings(stage);
    await byKey(phone, stage.story, 'button', 'list.remove').scrollIntoViewIfNeeded();
    return phone;
  },
  'delete-question': async (stage) => {
    const phone = await settings(stage);
    await byKey(phone, stage.story, 'button', 'list.remove').click();
    await phone.telegram.getByRole('dialog').waitFor();
    return phone;
  },
  'delete-question-6.0': async (stage) => {
    const phone = await ownList(stage, 'full', '6.0');
    await byKey(phone, stage.story, 'button', 'own.settings').click();
    await byKey(phone, stage.story, 'button', 'list.remove').click();
    await phone.app.getByRole('dialog').nth(1).waitFor();
    return phone;
  },
  'people-picker': async (stage) => {
    const phone = await full(stage);
    await byKey(phone, stage.story, 'button', 'own.settings').click();
    await phone.app.getByRole('radio', { name: stage.story.says('list.visibilities.selected') }).check();
    await byKey(phone, stage.story, 'button', 'picker.choose').click();
    await phone.app.getByRole('checkbox').first().check();
    return phone;
  },
  share: async (stage) => {
    const phone = await full(stage);
    await phone.press(stage.story.says('own.share'));
    await phone.app.getByRole('img', { name: stage.story.says('share.card') }).waitFor();
    return phone;
  },
  'share-private': async (stage) => {
    const phone = await ownList(stage, 'secret');
    await phone.press(stage.story.says('own.share'));
    await byKey(phone, stage.story, 'button', 'share.open').waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;

/** Opens the first wish of a list as its owner. */
async function ownWish(stage: Stage, name: keyof Story['made'], place = 0): Promise<Phone> {
  const phone = await ownList(stage, name);
  await cardOf(phone, stage.story.made[name].wishes[place]?.title ?? '').click();
  await byKey(phone, stage.story, 'button', 'editor.remove').waitFor();
  return phone;
}

const editor: PhoneScreen = async (stage) => {
  const phone = await ownWish(stage, 'full');
  await phone.press(stage.story.says('wish.edit'));
  await byKey(phone, stage.story, 'textbox', 'wish.name').waitFor();
  return phone;
};

/** A WebP of 4 × 3 pixels. */
const smallPhoto = 'UklGRjQAAABXRUJQVlA4ICgAAACQAQCdASoEAAMAAsBMJaACdLoAA5gA/uAlfXwBT1R/8bx4FeS7HQAA';

/** One wish of one’s own, and its editor. */
export const ownWishScreens = {
  'own-wish': async (stage) => await ownWish(stage, 'full'),
  'own-wish-plain': async (stage) => await ownWish(stage, 'full', 4),
  'own-wish-received': async (stage) => {
    const phone = await ownWish(stage, 'archived', 1);
    await byKey(phone, stage.story, 'button', 'editor.receive').click();
    await byKey(phone, stage.story, 'button', 'editor.unreceive').waitFor();
    return phone;
  },
  editor,
  'editor-end': async (stage) => {
    const phone = await editor(stage);
    await byKey(phone, stage.story, 'switch', 'editor.unlimited').scrollIntoViewIfNeeded();
    return phone;
  },
  'editor-changed': async (stage) => {
    const phone = await editor(stage);
    await byKey(phone, stage.story, 'textbox', 'wish.name').fill(stage.story.contents.longTitle);
    await byKey(phone, stage.story, 'textbox', 'wish.link').fill('http');
    await byKey(phone, stage.story, 'textbox', 'wish.price').fill('???');
    await phone.press(stage.story.says('ui.save'));
    await phone.sees(stage.story.says('wish.priceWrong'));
    return phone;
  },
  'editor-photos': async (stage) => {
    const phone = await editor(stage);
    const field = phone.app.getByLabel(stage.story.says('photos.add'), { exact: true });
    // One photo stays on its way, one is none.
    await stage.context.route('**/api/v1/photos', async (route) => {
      if (route.request().postDataBuffer()?.includes('none')) await route.continue();
    });
    await field.setInputFiles([
      { name: 'none.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('none') },
      { name: 'slow.webp', mimeType: 'image/webp', buffer: Buffer.from(smallPhoto, 'base64') },
    ]);
    await phone.app.getByRole('alert').waitFor();
    await phone.app.getByRole('progressbar').waitFor();
    return phone;
  },
  'editor-draft': async (stage) => {
    const phone = await editor(stage);
    await byKey(phone, stage.story, 'textbox', 'wish.name').fill(stage.story.contents.longTitle);
    await phone.app.getByRole('button', { name: stage.story.says('ui.close') }).click();
    await phone.press(stage.story.says('wish.edit'));
    await phone.sees(stage.story.says('editor.draftRestored'));
    return phone;
  },
  'wish-move': async (stage) => {
    const phone = await ownWish(stage, 'full');
    await byKey(phone, stage.story, 'button', 'editor.move').click();
    await phone.app.getByRole('dialog').waitFor();
    return phone;
  },
  'wish-share': async (stage) => {
    const phone = await ownWish(stage, 'full');
    await byKey(phone, stage.story, 'button', 'editor.share').click();
    await phone.app.getByRole('img', { name: stage.story.says('share.card') }).waitFor();
    return phone;
  },
} satisfies Record<string, PhoneScreen>;
