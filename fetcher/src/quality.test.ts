import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readFacts } from './page/read-facts.ts';
import { readCorpus } from './testing/corpus.ts';

const corpus = readCorpus();
const readings = corpus.map((saved) => ({ saved, ...readFacts(saved.page()) }));

describe('pages as shops make them', () => {
  it('are of sixty shapes or more', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60);
  });

  it('never have a price read into them that they do not have', () => {
    const wrong = readings.filter(({ facts, saved }) => facts.price && !isDeepStrictEqual(facts.price, saved.price));
    expect(wrong.map(({ saved, facts }) => [saved.name, facts.price])).toEqual([]);
  });

  it('tell what they tell, or why not', () => {
    const others = readings.filter(({ problem, saved }) => problem !== saved.problem);
    expect(others.map(({ saved, problem }) => [saved.name, problem])).toEqual([]);
  });

  it.each([
    [
      'titles',
      0.98,
      ({ title }: (typeof corpus)[number]) => title,
      ({ facts }: (typeof readings)[number]) => facts.title,
    ],
    [
      'prices',
      0.95,
      ({ price }: (typeof corpus)[number]) => price,
      ({ facts }: (typeof readings)[number]) => facts.price,
    ],
    [
      'pictures',
      0.95,
      ({ picture }: (typeof corpus)[number]) => picture,
      ({ facts }: (typeof readings)[number]) => facts.pictures[0] ?? null,
    ],
  ])('have their %s read, at least %d of them', (_what, least, expected, read) => {
    const stated = readings.filter(({ saved }) => expected(saved) !== null);
    const missed = stated.filter((reading) => !isDeepStrictEqual(read(reading), expected(reading.saved)));
    const report = missed.map((reading) => `${reading.saved.name}: ${JSON.stringify(read(reading))}`).join('\n');
    const isEnough = stated.length - missed.length >= least * stated.length;
    expect({ isEnough, report }).toEqual({ isEnough: true, report });
  });

  it('that have none have none read into them', () => {
    const titled = readings.filter(({ facts, saved }) => saved.title === null && facts.title !== null);
    const pictured = readings.filter(({ facts, saved }) => saved.picture === null && facts.pictures.length > 0);
    expect([...titled, ...pictured].map(({ saved }) => saved.name)).toEqual([]);
  });

  it('keep the name that their shop gives them, without tracking', () => {
    const named = readings.filter(({ saved }) => saved.canonical);
    expect(named.map(({ facts }) => facts.canonicalUrl)).toEqual(named.map(({ saved }) => saved.canonical));
    expect(named.length).toBeGreaterThan(0);
    expect(readings.filter(({ facts }) => /utm_|pvid|pf_rd/.test(facts.canonicalUrl ?? ''))).toEqual([]);
  });
});
