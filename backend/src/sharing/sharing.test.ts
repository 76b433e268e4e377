import { readFileSync } from 'node:fs';
import { api } from '@wishlins/contract';
import { cardPath, cardSizes, type CardFormat } from '@wishlins/contract/cards';
import { colors, visibilities } from '@wishlins/contract/wishlists';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';
import { cardOf, type CardContent } from './card.ts';
import { tones } from './drawing.ts';
import { editionOf, openStudio } from './studio.ts';

let world: World;
beforeAll(async () => void (world = await createWorld({ PUBLIC_URL: 'https://wishlins.example' })));
afterAll(() => world.end());
afterEach(() => {
  world.botApi.calls.length = 0;
  world.botApi.answer = undefined;
});

const prepare = (actor: Actor, shareToken: string, wishId?: string) =>
  actor.call(api.sharing.prepare, { params: { shareToken }, body: wishId ? { wishId } : {} });

/** What Telegram was given to keep. */
function lastMessage() {
  const { method, payload } = world.botApi.calls.at(-1) ?? {};
  expect(method).toBe('savePreparedInlineMessage');
  return payload as { user_id: number; result: Record<string, unknown> } & Record<string, unknown>;
}

/** A card with its bytes: an answer that nobody reads keeps its connection, and the backend open. */
async function fetchCard(path: string, given: Record<string, string> = {}) {
  const response = await fetch(world.origin + path, { headers: given });
  const { status, headers } = response;
  return { status, headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

async function bytesOf(path: string): Promise<string> {
  const { status, bytes } = await fetchCard(path);
  expect(status).toBe(200);
  return bytes.toString('base64');
}

describe('a message prepared for a chat', () => {
  it('is left with Telegram for the person who shares, with a card, a few words and a button to the list', async () => {
    const { list } = await makeList(world.anya, { title: 'Именины' });
    const prepared = await prepare(world.anya, list.shareToken);
    expect(prepared).toEqual({ id: 'prepared', expiresAt: '2100-01-01T00:00:00.000Z' });
    const { result, ...rest } = lastMessage();
    expect(rest).toEqual({
      user_id: world.anya.telegram.id,
      allow_user_chats: true,
      allow_group_chats: true,
      allow_channel_chats: true,
    });
    expect(result).toMatchObject({
      type: 'photo',
      photo_width: 1200,
      photo_height: 630,
      caption: 'Мой список желаний: Именины',
      reply_markup: {
        inline_keyboard: [[{ text: 'Открыть список', url: `https://t.me/wishlins_bot?startapp=l_${list.shareToken}` }]],
      },
    });
    const picture = new URL(String(result['photo_url']));
    expect(picture.origin + picture.pathname).toBe(
      `https://wishlins.example/pictures/cards/${list.shareToken}/message.jpg`,
    );
    expect((await fetchCard(picture.pathname + picture.search)).headers.get('etag')).toBe(
      `"${picture.search.slice(1)}"`,
    );
  });

  it('speaks the language of who sends it, and of one wish when it is about one', async () => {
    const { list, wish } = await makeList(world.anya, {}, [{ title: 'Наушники' }]);
    await prepare(world.vera, list.shareToken, wish.id);
    const { result } = lastMessage();
    expect(result).toMatchObject({ title: 'See the wish', caption: 'Look at this wish: Наушники' });
    expect(JSON.stringify(result)).toContain('?startapp=w_');
    expect(String(result['photo_url'])).toContain(`${list.shareToken}/${wish.id}/message.jpg`);
  });

  it.each(['selected', 'friends'] as const)('of a list for %s says no title in a chat', async (visibility) => {
    const { list } = await makeList(world.anya, { title: 'Тайные мечты', visibility });
    await prepare(world.anya, list.shareToken);
    expect(JSON.stringify(lastMessage())).not.toContain('Тайные');
    expect(lastMessage().result['caption']).toBe('Мой список желаний');
  });

  it('never has more words than Telegram takes', async () => {
    const { list, wish } = await makeList(world.anya, {}, [{ title: '👨‍👩‍👧‍👦'.repeat(140) }]);
    await prepare(world.anya, list.shareToken, wish.id);
    expect(String(lastMessage().result['caption']).length).toBeLessThanOrEqual(1024);
  });

  it('needs a link that is in force', async () => {
    const { list } = await makeList(world.anya);
    await world.anya.call(api.wishlists.rotateLink, { params: { wishlistId: list.id } });
    expect(await refusal(prepare(world.gleb, list.shareToken))).toBe('link_changed');
    expect(await refusal(prepare(world.gleb, 'AAAAAAAAAAAAAAAAAAAAAA'))).toBe('wishlist_not_found');
  });

  it('needs a wish of that list', async () => {
    const [{ list }, { wish: elsewhere }] = [await makeList(world.anya), await makeList(world.anya)];
    expect(await refusal(prepare(world.gleb, list.shareToken, elsewhere.id))).toBe('wish_not_found');
  });

  it.each([
    ['refuses', 400, JSON.stringify({ ok: false, error_code: 400, description: 'Bad Request: PHOTO_INVALID' })],
    [
      'asks to wait',
      429,
      JSON.stringify({ ok: false, error_code: 429, description: 'x', parameters: { retry_after: 9 } }),
    ],
    ['is a gateway without anybody behind it', 502, '<html>Bad Gateway</html>'],
  ])('is given up when Telegram %s', async (_how, status, body) => {
    const { list } = await makeList(world.anya);
    world.botApi.answer = (_call, response) => void response.writeHead(status).end(body);
    expect(await refusal(prepare(world.anya, list.shareToken))).toBe('telegram_unavailable');
  });

  it('is given up within three seconds when Telegram does not answer', async () => {
    const { list } = await makeList(world.anya);
    world.botApi.answer = () => {};
    const started = performance.now();
    expect(await refusal(prepare(world.anya, list.shareToken))).toBe('telegram_unavailable');
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('the card of a link', () => {
  it.each(['message', 'story'] as const)('is a JPEG of its size, as a %s', async (format: CardFormat) => {
    const { list } = await makeList(world.anya);
    const response = await fetchCard(cardPath(list, format));
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    const picture = await loadImage(response.bytes);
    expect({ width: picture.width, height: picture.height }).toEqual(cardSizes[format]);
  });

  it('is the same, byte for byte, whoever has reserved what', async () => {
    const { list, wishes } = await makeList(world.anya, { eventDate: '2099-05-01' }, [
      { title: 'Лампа' },
      { title: 'Плед' },
      { title: 'Чашки', quantity: 3 },
      { title: 'Книга' },
    ]);
    const paths = (['message', 'story'] as const).flatMap((format) => [
      cardPath(list, format),
      cardPath({ shareToken: list.shareToken, wishId: wishes[3]?.id }, format),
    ]);
    const looks = async () => {
      const bytes = await Promise.all(paths.map(bytesOf));
      await prepare(world.anya, list.shareToken);
      return {
        bytes,
        tags: await Promise.all(paths.map(async (path) => (await fetchCard(path)).headers.get('etag'))),
        message: lastMessage(),
      };
    };
    const before = await looks();
    await world.boris.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    for (const { id } of wishes.slice(1)) {
      await world.boris.call(api.reservations.put, { params: { wishId: id }, body: { stage: 'bought' } });
    }
    expect(await looks()).toEqual(before);
  });

  it('tells nothing of a list that does not open to everybody: all such look alike', async () => {
    const cards = new Map<string, string>();
    for (const visibility of visibilities) {
      const { list } = await makeList(world.anya, { title: `Список ${visibility}`, visibility, emoji: '🚀' });
      cards.set(visibility, await bytesOf(cardPath(list, 'message')));
    }
    expect(cards.get('selected')).toBe(cards.get('private'));
    expect(cards.get('friends')).toBe(cards.get('private'));
    expect(new Set(cards.values()).size).toBe(3);
  });

  it('changes with what the owner writes, under another edition', async () => {
    const { list, wish } = await makeList(world.anya);
    const look = async () => ({
      etag: (await fetchCard(cardPath(list, 'message'))).headers.get('etag'),
      bytes: await bytesOf(cardPath(list, 'message')),
    });
    const before = await look();
    await world.anya.call(api.wishes.update, { params: { wishId: wish.id }, body: { version: 1, title: 'Гамак' } });
    const after = await look();
    expect(after.etag === before.etag).toBe(false);
    expect(after.bytes === before.bytes).toBe(false);
  });

  it('is asked for again by its edition, and not sent twice', async () => {
    const { list } = await makeList(world.anya);
    const path = cardPath(list, 'message');
    const etag = (await fetchCard(path)).headers.get('etag') ?? '';
    const again = await fetchCard(path, { 'if-none-match': etag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    expect(again.headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('is not there for a link that is replaced, deleted, archived or nobody’s, nor for a wish of another list', async () => {
    const [rotated, deleted, archived, other] = [
      await makeList(world.anya),
      await makeList(world.anya),
      await makeList(world.anya),
      await makeList(world.anya),
    ];
    await world.anya.call(api.wishlists.rotateLink, { params: { wishlistId: rotated.list.id } });
    await world.anya.call(api.wishlists.remove, { params: { wishlistId: deleted.list.id } });
    await world.anya.call(api.wishlists.archive, { params: { wishlistId: archived.list.id } });
    const paths = [
      ...[rotated, deleted, archived].map(({ list }) => cardPath(list, 'message')),
      cardPath({ shareToken: 'AAAAAAAAAAAAAAAAAAAAAA' }, 'message'),
      cardPath({ shareToken: other.list.shareToken, wishId: rotated.wish.id }, 'message'),
      '/pictures/cards/short/message.jpg',
      `/pictures/cards/${other.list.shareToken}/message.png`,
    ];
    for (const path of paths) {
      const { status, bytes } = await fetchCard(path);
      const { error } = JSON.parse(bytes.toString()) as { error: { code: string } };
      expect([path, status, error.code]).toEqual([path, 404, 'not_found']);
    }
  });
});

const content: CardContent = {
  opensToAnybody: true,
  language: 'ru',
  ownerName: 'Аня',
  title: 'Именины',
  emoji: '🎂',
  color: 'rose',
  wishCount: 22,
  wishes: [{ title: 'Плед', price: { amount: 549_000, currency: 'RUB' } }],
};

describe('what a card says', () => {
  it('is the title, whose list it is, how many wishes, and the first with their prices', () => {
    expect(cardOf(content, null)).toEqual({
      color: 'rose',
      emoji: '🎂',
      owner: 'Аня',
      title: 'Именины',
      line: '22 желания',
      wishes: [{ title: 'Плед', price: '5\u00A0490\u00A0₽' }],
    });
  });

  it('is what its letters can say: fancy ones become plain, and what cannot be drawn is left out', () => {
    const card = cardOf(
      { ...content, ownerName: '名前', title: '𝓑𝓲𝓻𝓽𝓱𝓭𝓪𝔂 名前 🎉', wishes: [{ title: '本', price: null }] },
      null,
    );
    expect(card).not.toHaveProperty('owner');
    expect([card.title, card.wishes]).toEqual(['Birthday 🎉', []]);
    expect(cardOf({ ...content, title: '名前' }, null).title).toBe('Список желаний');
  });

  it('wears the colours of the app', () => {
    const css = readFileSync(new URL('../../../frontend/src/ui/tokens.css', import.meta.url), 'utf8');
    const read = (block: string, name: string) => new RegExp(`--${name}: (-?[\\d.]+)`).exec(block)?.[1];
    const [, defaults = ''] = /\n\[data-tone\] \{(.*?)\}/s.exec(css) ?? [];
    for (const color of colors) {
      const [, block = ''] = new RegExp(`\\[data-tone='${color}'\\] \\{(.*?)\\}`, 's').exec(css) ?? [];
      const of = (name: string) => Number(read(block, name) ?? read(defaults, name));
      expect([color, tones[color]]).toEqual([color, { hue: of('hue'), chroma: of('chroma'), turn: of('turn') }]);
    }
  });
});

describe('the studio', () => {
  const cardNamed = (title: string) => cardOf({ ...content, title }, null);

  it('draws the same card once, however many ask for it', async () => {
    const studio = openStudio();
    const [one, two] = await Promise.all([
      studio.draw(cardNamed('Раз'), 'message'),
      studio.draw(cardNamed('Раз'), 'message'),
    ]);
    expect(one).toBe(two);
    await studio.close();
  });

  it('turns away whoever comes when too many wait, and goes on with those', async () => {
    const studio = openStudio({ waiting: 2, kept: 8 });
    const drawn = [studio.draw(cardNamed('Раз'), 'message'), studio.draw(cardNamed('Два'), 'message')];
    expect(() => studio.draw(cardNamed('Три'), 'message')).toThrow('unavailable');
    expect((await Promise.all(drawn)).map((picture) => picture.length > 0)).toEqual([true, true]);
    expect((await studio.draw(cardNamed('Три'), 'message')).length).toBeGreaterThan(0);
    await studio.close();
  });

  it('names different pictures differently', () => {
    const card = cardNamed('Раз');
    expect(
      new Set([editionOf(card, 'message'), editionOf(card, 'story'), editionOf({ ...card, line: '' }, 'message')]).size,
    ).toBe(3);
  });
});
