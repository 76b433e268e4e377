import { api } from '@wishlins/contract';
import { notificationKinds } from '@wishlins/contract/notifications';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf, createWorld, publicUrl, type Person, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const settingsOf = (person: Person) => person.call(api.notifications.settings, {});

describe('/settings', () => {
  it('switches each kind off and on, and shows which is which', async () => {
    const anya = await world.newcomer();
    const [shown] = await anya.says('/settings');
    expect(Object.keys(buttonsOf(shown)).filter((text) => text.startsWith('✅'))).toHaveLength(
      notificationKinds.length,
    );
    const off = await anya.presses(shown, '✅ Новые подписчики');
    expect((await settingsOf(anya)).off).toEqual(['new_follower']);
    await anya.presses(off.message, '▫️ Новые подписчики');
    expect((await settingsOf(anya)).off).toEqual([]);
  });

  it('keeps quiet at night when asked to', async () => {
    const anya = await world.newcomer();
    const [shown] = await anya.says('/settings');
    const quiet = await anya.presses(shown, '🌙 Тихих часов нет');
    expect((await settingsOf(anya)).quietHours).toEqual({ from: '22:00', to: '09:00' });
    await anya.presses(quiet.message, '🌙 Тихие часы: 22:00–09:00');
    expect((await settingsOf(anya)).quietHours).toBeNull();
  });

  it('speaks the other language from then on', async () => {
    const anya = await world.newcomer();
    const { message } = await anya.presses((await anya.says('/settings'))[0], '🌐 English');
    expect(message.text).toMatch(/^Settings/);
    expect(buttonsOf(message)).toMatchObject({ 'All settings': `${publicUrl}/settings` });
    expect((await anya.says('/lists'))[0]?.text).toMatch(/^You have no lists yet/);
  });
});

describe('the button of a notification', () => {
  it('stops its kind and becomes its own undoing; the others stay', async () => {
    const anya = await world.newcomer();
    // As the courier sends it.
    const [open, stop] = [
      { text: 'Открыть профиль', web_app: { url: `${publicUrl}/people/1` } },
      { text: 'Больше не присылать такое', callback_data: 'off:new_follower' },
    ];
    const sent = await fetch(`${world.apiRoot}/bot${world.token}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: anya.id, text: '👋', reply_markup: { inline_keyboard: [[open], [stop]] } }),
    });
    expect(sent.status).toBe(200);
    const told = (await anya.chat()).at(-1);
    const off = await anya.presses(told, 'Больше не присылать такое');
    expect(off.answer).toBe('Больше не буду о таком писать');
    expect((await settingsOf(anya)).off).toEqual(['new_follower']);
    expect(buttonsOf(off.message)).toEqual({
      'Открыть профиль': open.web_app?.url,
      'Снова присылать такое': 'on:new_follower',
    });
    const on = await anya.presses(off.message, 'Снова присылать такое');
    expect((await settingsOf(anya)).off).toEqual([]);
    expect(buttonsOf(on.message)).toEqual(buttonsOf(told));
  });

  it('of a kind that there is not works no longer', async () => {
    const anya = await world.newcomer();
    const [shown] = await anya.says('/settings');
    for (const data of ['off:everything', 'on:', 'kind:nothing', 'off:new_follower:x', 'language:de']) {
      expect([data, (await anya.forges(shown, data)).answer]).toEqual([data, 'Эта кнопка больше не работает.']);
    }
  });
});

describe('whether the bot may write', () => {
  it('is known from /start on, until they block it, and again when they come back', async () => {
    const anya = await world.newcomer();
    await anya.says('/start');
    expect((await settingsOf(anya)).reachable).toBe(true);
    await anya.blocks();
    expect((await settingsOf(anya)).reachable).toBe(false);
    await anya.unblocks();
    expect((await settingsOf(anya)).reachable).toBe(true);
  });
});
