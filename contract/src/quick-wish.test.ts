import { describe, expect, it } from 'vitest';
import { readLink, readQuickWish, readQuickWishes } from './quick-wish.ts';

describe('one field takes a link, words, or both', () => {
  it.each([
    ['  Плед  из мериноса ', { title: 'Плед из мериноса' }],
    [
      'https://www.ozon.ru/product/naushniki-sony-wh-1000xm5-chernye-1234567/',
      {
        title: 'Naushniki sony wh 1000xm5 chernye',
        url: 'https://www.ozon.ru/product/naushniki-sony-wh-1000xm5-chernye-1234567/',
      },
    ],
    ['https://shop.example/p/12345', { title: 'shop.example', url: 'https://shop.example/p/12345' }],
    ['Чайник https://shop.example/p/1 синий', { title: 'Чайник синий', url: 'https://shop.example/p/1' }],
    ['ozon.ru/t/abc', { title: 'ozon.ru', url: 'https://ozon.ru/t/abc' }],
    ['Книга 1984/Оруэлл', { title: 'Книга 1984/Оруэлл' }],
    ['10.000/мес', { title: '10.000/мес' }],
  ])('%s', (text, wish) => {
    expect(readQuickWish(text)).toEqual(wish);
  });

  it('nothing typed is no wish', () => {
    expect(readQuickWish('  \n ')).toBeUndefined();
  });

  it('a very long text is cut to a title, not refused, and never through an emoji', () => {
    const title = readQuickWish('👨‍👩‍👧‍👦'.repeat(300))?.title ?? '';
    expect([...new Intl.Segmenter().segment(title)]).toHaveLength(200);
    expect(title.endsWith('👨‍👩‍👧‍👦…')).toBe(true);
  });
});

describe('a text of several lines is several wishes', () => {
  const titles = (text: string) => readQuickWishes(text).map(({ wish }) => wish.title);

  it.each([
    ['Плед\n\n  Чайник \r\nhttps://shop.example/p/1', ['Плед', 'Чайник', 'shop.example']],
    ['https://one.example/1 https://two.example/2', ['one.example', 'two.example']],
    ['Плед или https://one.example/1', ['Плед или']],
    [' \n ', []],
  ])('%j', (text, expected) => {
    expect(titles(text)).toEqual(expected);
  });
});

describe('a link is http or https, forgivingly', () => {
  it.each([
    ['shop.example/a', 'https://shop.example/a'],
    ['http://shop.example', 'http://shop.example/'],
    ['shop.example:8080/a', 'https://shop.example:8080/a'],
  ])('%s is %s', (text, url) => {
    expect(readLink(text)).toBe(url);
  });

  it.each(['javascript:alert(1)', 'ftp://shop.example', 'просто слова', 'localhost', ''])('%j is none', (text) => {
    expect(readLink(text)).toBeUndefined();
  });
});
