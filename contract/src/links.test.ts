import { describe, expect, it } from 'vitest';
import { withoutTracking } from './links.ts';

describe('a link without tracking', () => {
  it.each([
    ['utm_source=tg&utm_medium=post&id=7', 'id=7'],
    ['yclid=1&ysclid=2&_openstat=3&size=42', 'size=42'],
    ['gclid=a&gad_source=1&gbraid=b&srsltid=c', ''],
    ['fbclid=x&color=red&igshid=y', 'color=red'],
    ['erid=2Vf&variant=440', 'variant=440'],
    ['spm=a2g0o.detail&scm=1&pvid=2&sku_id=12', 'sku_id=12'],
    ['pd_rd_w=1&pf_rd_p=2&dib=3&th=1', 'th=1'],
  ])('of ?%s keeps what tells products apart', (given, kept) => {
    const stripped = withoutTracking(`https://shop.example/p?${given}`);
    expect(stripped).toBe(`https://shop.example/p${kept && `?${kept}`}`);
  });

  it('of parameters that only look like it is whole', () => {
    const link = 'https://shop.example/p?ref=12&id=3&sku=4&q=utm&source=5&at=6&qid=7';
    expect(withoutTracking(link)).toBe(link);
  });
});
