import { wishLimits } from '@wishlins/contract/wishes';
import type { MessageEntity } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { findPrice } from './price.ts';
import { mostWishes, readWishes } from './read-wishes.ts';

/** A text with its links marked as Telegram marks them. */
function said(text: string) {
  const found = Array.from(text.matchAll(/https?:\/\/\S+|(?<=^|\s)[\w-]+\.(?:ru|com|example)\b\S*/g));
  const entities = found.map(({ 0: link, index }): MessageEntity => ({
    type: 'url',
    offset: index,
    length: link.length,
  }));
  return { text, entities };
}

const read = (text: string) => readWishes(said(text));

describe('one wish', () => {
  it('is made of words', () => {
    expect(read('Кофе в зёрнах')).toEqual([{ title: 'Кофе в зёрнах' }]);
  });

  it('is made of a link, with what its address says', () => {
    expect(read('https://shop.example/sinij-chajnik')).toEqual([
      { title: 'Sinij chajnik', url: 'https://shop.example/sinij-chajnik' },
    ]);
    expect(read('ozon.ru/t/AbCd123')).toEqual([{ title: 'ozon.ru', url: 'https://ozon.ru/t/AbCd123' }]);
  });

  it('takes its title from the first line, and a note from the rest', () => {
    expect(read('Плед из мериноса\nСерый или синий\n\n120×180\nhttps://shop.example/p/1')).toEqual([
      { title: 'Плед из мериноса', note: 'Серый или синий\n\n120×180', url: 'https://shop.example/p/1' },
    ]);
  });

  it('takes its price from the words around the link', () => {
    expect(read('Чайник, 4 990 ₽ https://shop.example/kettle')).toEqual([
      { title: 'Чайник', url: 'https://shop.example/kettle', price: { amount: 499_000, currency: 'RUB' } },
    ]);
    expect(read('Лампа\n1 299 руб.\nТёплый свет')).toEqual([
      { title: 'Лампа', note: 'Тёплый свет', price: { amount: 129_900, currency: 'RUB' } },
    ]);
  });

  it('is found behind words and under a picture', () => {
    const caption = '💥 Кроссовки со скидкой';
    const caption_entities: MessageEntity[] = [
      { type: 'bold', offset: 0, length: 2 },
      { type: 'text_link', offset: 3, length: 9, url: 'https://shop.example/shoes?x=1' },
    ];
    expect(readWishes({ caption, caption_entities })).toEqual([
      { title: '💥 Кроссовки со скидкой', url: 'https://shop.example/shoes?x=1' },
    ]);
  });

  it('with a first line too long for a title keeps all of it', () => {
    const text = 'очень '.repeat(100).trim();
    const [wish] = read(text);
    expect(wish?.title).toMatch(/…$/);
    expect(wish?.note).toBe(text);
  });

  it('of 4096 characters is still one', () => {
    const [wish, ...more] = read('👩‍👩‍👧‍👦'.repeat(372));
    expect(more).toEqual([]);
    expect([...new Intl.Segmenter().segment(wish?.title ?? '')].length).toBeLessThanOrEqual(200);
  });

  it('is nothing of nothing', () => {
    expect([read(''), read('  \n '), readWishes({}), read('\u0000\u202E')]).toEqual([[], [], [], []]);
  });

  it('carries nothing that a name of it could turn around', () => {
    expect(read('Чай\u202E\u0007 зелёный')).toEqual([{ title: 'Чай зелёный' }]);
  });

  it('keeps words that only look like a link', () => {
    const text = 'tg://resolve?domain=x';
    expect(readWishes({ text, entities: [{ type: 'url', offset: 0, length: text.length }] })).toEqual([
      { title: text },
    ]);
  });
});

describe('several wishes', () => {
  it('are made of several links, each with the words beside it or above it', () => {
    const text = `Хочу вот это:
Чайник 4 990 ₽ https://shop.example/kettle
Плед
https://shop.example/plaid
https://shop.example/sinyaya-lampa`;
    expect(read(text)).toEqual([
      { title: 'Чайник', url: 'https://shop.example/kettle', price: { amount: 499_000, currency: 'RUB' } },
      { title: 'Плед', url: 'https://shop.example/plaid' },
      { title: 'Sinyaya lampa', url: 'https://shop.example/sinyaya-lampa' },
    ]);
  });

  it('ten links make ten, the same link twice makes one', () => {
    const links = Array.from({ length: 10 }, (_, n) => `https://shop.example/thing/${n}`);
    expect(read([...links, ...links].join(' ')).map(({ url }) => url)).toEqual(links);
  });

  it(`are at most ${mostWishes}, which a list has room for`, () => {
    const links = Array.from({ length: 120 }, (_, n) => `https://a.example/${n}`);
    expect(read(links.join('\n'))).toHaveLength(mostWishes);
    expect(mostWishes).toBeLessThan(wishLimits.wishes);
  });
});

describe('a price', () => {
  it.each([
    ['1 299,90 ₽', 129_990, 'RUB'],
    ['1299р.', 129_900, 'RUB'],
    ['всего 500 рублей за два', 50_000, 'RUB'],
    ['$25', 2500, 'USD'],
    ['25.50 USD', 2550, 'USD'],
    ['€1,299.90', 129_990, 'EUR'],
    ['12 000 ₸', 1_200_000, 'KZT'],
    ['Было 3 990 ₽, стало за $20', 399_000, 'RUB'],
  ])('is read from “%s”', (text, amount, currency) => {
    expect(findPrice(text)?.price).toEqual({ amount, currency });
  });

  it.each(['3 розы', '1299', 'размер 42', '₽', 'руб', 'рубашка 44 размера', '5 пар', 'USD', '¥100'])(
    'is not guessed from “%s”',
    (text) => {
      expect(findPrice(text)).toBeUndefined();
    },
  );
});
