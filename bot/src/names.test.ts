import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

describe('whatever people are called', () => {
  it.each(['<b>Аня', 'Том&Джерри', '</a><script>', '&lt;&amp;', 'נועה', 'نور🌿', '🎁👩‍👩‍👧‍👦', 'О’Нил"\'', '*_`['])(
    '%s is greeted, and named to others, as they are',
    async (name) => {
      const owner = await world.newcomer({ first_name: name });
      const guest = await world.newcomer({ first_name: name });
      const { id: userId } = await owner.call(api.users.me, {});
      const list = await owner.call(api.wishlists.create, { body: { title: name, visibility: 'link' } });
      const wish = await owner.call(api.wishes.create, {
        params: { wishlistId: list.id },
        body: { title: name, note: name },
      });
      const { shareToken } = list;
      await guest.call(api.wishlists.shared, { params: { shareToken } });
      await guest.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
      await guest.call(api.friends.follow, { params: { userId } });

      for (const words of [
        '/start',
        `/start ${formatStartParam({ to: 'wishlist', shareToken })}`,
        `/start ${formatStartParam({ to: 'wish', shareToken, wishId: wish.id })}`,
        `/start ${formatStartParam({ to: 'person', userId })}`,
        '/reserved',
        '/friends',
      ]) {
        const [answer] = await guest.says(words);
        expect([words, answer?.text]).toEqual([words, expect.stringContaining(name)]);
      }
      expect((await owner.says(name))[0]?.text).toContain(name);
      expect((await owner.types('')).map(({ title }) => title)).toContain(name);
      expect((await world.calls()).filter(({ status }) => status === 400)).toEqual([]);
    },
  );
});
