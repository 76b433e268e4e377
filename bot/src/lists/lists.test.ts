import { api } from '@wishlins/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf, createWorld, publicUrl, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

describe('at a glance', () => {
  it('/lists shows my lists and opens each', async () => {
    const anya = await world.newcomer();
    expect((await anya.says('/lists'))[0]?.text).toMatch(/^Списков пока нет/);
    const { id } = await anya.call(api.wishlists.create, { body: { title: 'Дом', emoji: '🏡' } });
    await anya.call(api.wishes.create, { params: { wishlistId: id }, body: { title: 'Плед' } });
    const [answer] = await anya.says('/lists');
    expect(buttonsOf(answer)).toMatchObject({ '🏡 Дом · 1 желание': `${publicUrl}/lists/${id}` });
  });

  it('/reserved shows what I give, to me alone', async () => {
    const [anya, boris] = [await world.newcomer({ first_name: 'Аня' }), await world.newcomer()];
    expect((await boris.says('/reserved'))[0]?.text).toMatch(/^Вы пока ничего не выбрали/);
    const list = await anya.call(api.wishlists.create, {
      body: { title: 'Дом', visibility: 'link', eventDate: '2099-12-31' },
    });
    const wish = await anya.call(api.wishes.create, { params: { wishlistId: list.id }, body: { title: 'Плед <3' } });
    await boris.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    await boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    const [answer] = await boris.says('/reserved');
    expect(answer?.text).toBe('Вы дарите\n\n• Плед <3: для Аня, 31 декабря 2099');
    expect(buttonsOf(answer)).toEqual({ 'Все подарки': `${publicUrl}/gifts` });
    expect((await anya.says('/reserved'))[0]?.text).toMatch(/^Вы пока ничего не выбрали/);
  });

  it('/friends shows whose birthday is next', async () => {
    const [anya, boris] = [await world.newcomer(), await world.newcomer({ first_name: 'Борис' })];
    expect((await anya.says('/friends'))[0]?.text).toMatch(/^Пока вы ни на кого не подписаны/);
    await boris.call(api.users.updateMe, { body: { birthday: { day: 29, month: 2, year: null } } });
    const { id: userId } = await boris.call(api.users.me, {});
    await anya.call(api.friends.follow, { params: { userId } });
    const [answer] = await anya.says('/friends');
    expect(answer?.text).toMatch(/^Ваши друзья\n\n• Борис: 29 февраля, (через|сегодня|завтра)/);
    const invitation = new URL(buttonsOf(answer)['Позвать друзей'] ?? '');
    expect(invitation.href).toMatch(/^https:\/\/t\.me\/share\/url\?/);
    expect(invitation.searchParams.get('url')).toMatch(/startapp=u_[\w-]{22}$/);
  });

  it('/help says what can be sent, in the language of whoever asks', async () => {
    const [anya, vera] = [await world.newcomer(), await world.newcomer({ language_code: 'en' })];
    expect((await anya.says('/help'))[0]?.text).toContain(`@wishlins_${world.botId}_bot`);
    expect((await vera.says('/help'))[0]?.text).toMatch(/^Send a link/);
  });
});
