import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, escape, join, type Html } from './markup.ts';

const whole = (text: string) => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
const seen = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

describe('what people wrote', () => {
  it('is never taken for markup', () => {
    expect(escape('<b>Tom & "Jerry"</b>')).toBe('&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt;');
  });

  it('keeps to itself where it runs from right to left', () => {
    expect(escape('שלום')).toBe('\u2068שלום\u2069');
    expect(escape('Аня')).toBe('Аня');
  });

  it('is shortened between what people take for letters, to no more than was asked', () => {
    expect(cut('короткое', 100)).toBe('короткое');
    expect(cut('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12)).toBe('👩‍👩‍👧‍👦…');
    expect(cut('👩‍👩‍👧‍👦', 5)).toBe('…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, units) => {
        const short = cut(text, units);
        expect(short.length).toBeLessThanOrEqual(units);
        const kept = short === text ? text : short.slice(0, -1);
        const letters = Array.from(whole(text), (_, n) =>
          whole(text)
            .slice(0, n + 1)
            .join(''),
        );
        expect(['', ...letters]).toContain(kept);
      }),
    );
  });
});

describe('a message', () => {
  it('is never longer than Telegram takes, and whole lines are left out', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 30 }), (lines) => {
        const html = join(
          lines.map((line) => `<b>${escape(line.replaceAll('\n', ' '))}</b>` as Html),
          200,
        );
        expect(seen(html).length).toBeLessThanOrEqual(200);
        expect(html.split('<b>').length).toBe(html.split('</b>').length);
      }),
    );
  });

  it('says when something is left out', () => {
    const lines = Array.from({ length: 100 }, (_, n) => escape(`${n} ${'ы'.repeat(100)}`));
    expect(join(lines).split('\n').at(-1)).toBe('…');
    expect(join(lines.slice(0, 3))).toBe(lines.slice(0, 3).join('\n'));
  });
});
