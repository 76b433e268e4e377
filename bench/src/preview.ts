import { isDeepStrictEqual } from 'node:util';
import { readFacts, type Page } from '../../fetcher/src/page/read-facts.ts';
import { readCorpus, type Saved } from '../../fetcher/src/testing/corpus.ts';

/**
 * `npm run bench:preview`: how much of the saved pages is read right, and what a page of 400 kB costs. The figures are
 * those of docs/autofill.md; it fails when one of them is not kept.
 */
const corpus = readCorpus();
const readings = corpus.map((saved) => ({ saved, facts: readFacts(saved.page()).facts }));

/** Of the pages that state it, the share from which it is read as they state it. */
function right(
  stated: (saved: Saved) => unknown,
  read: (facts: (typeof readings)[number]['facts']) => unknown,
): number {
  const stating = readings.filter(({ saved }) => stated(saved) !== null);
  return stating.filter(({ saved, facts }) => isDeepStrictEqual(read(facts), stated(saved))).length / stating.length;
}

const quality = {
  pages: corpus.length,
  titles: right(
    ({ title }) => title,
    ({ title }) => title,
  ),
  prices: right(
    ({ price }) => price,
    ({ price }) => price,
  ),
  pictures: right(
    ({ picture }) => picture,
    ({ pictures }) => pictures[0],
  ),
  wrongPrices: readings.filter(({ facts, saved }) => facts.price && !isDeepStrictEqual(facts.price, saved.price))
    .length,
};
console.log(quality);

/** Processor time of one reading, in milliseconds, at the median of many. */
function cost(page: Page, times: number): number {
  const costs = Array.from({ length: times }, () => {
    const before = process.cpuUsage();
    readFacts(page);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return costs.toSorted((one, other) => one - other)[Math.floor(times / 2)] ?? 0;
}

const card = (
  n: number,
) => `<li class="product type-product post-${n} instock shipping-taxable"><a href="/product/${n}/?ref=list" class="card__link" data-id="${n}">
  <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/i/${n}.jpg" class="card__img lazyload" alt="Товар № ${n}" width="300" height="300" loading="lazy">
  <h3 class="card__name">Товар № ${n}, очень нужный в хозяйстве</h3><span class="price"><del>${n + 900} ₽</del> <ins>${n + 500} ₽</ins></span></a></li>\n`;
const shop = corpus.find(({ name }) => name === 'woocommerce')?.page();
if (!shop) throw new Error('the corpus lacks its page of WooCommerce');
const html = new TextDecoder().decode(shop.bytes);
const script = `<script>window.state=${JSON.stringify(Array.from({ length: 900 }, (_, id) => ({ id, name: `Вариант ${id}`, price: id })))}</script>`;
const cards = Array.from({ length: 2000 }, (_, n) => card(n)).join('');
const long = html.replace('</body>', () => script + cards);
const bytes = new TextEncoder().encode(long).slice(0, 400_000);
const page = { ...shop, bytes };
cost(page, 10);
const milliseconds = cost(page, 100);
console.log({ 'a page of': `${bytes.length / 1000} kB`, 'processor time, ms': milliseconds });

const isKept =
  quality.titles >= 0.98 && quality.prices >= 0.95 && quality.pictures >= 0.95 && quality.wrongPrices === 0;
if (!isKept || milliseconds > 25) process.exitCode = 1;
