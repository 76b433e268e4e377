export type Values = Record<string, string | number>;

/**
 * Fills a message of vue-i18n's JSON format: `{name}` is replaced, and of the forms between `|` the one is taken that the
 * language uses for the number `n` (Russian: 1 | 2 | 5, English: 1 | 2).
 *
 * By hand because vue-i18n costs 15 kB of brotli, a quarter of what a shared list may weigh, for these two things.
 */
export function fill(message: string, language: string, values: Values): string {
  const { n } = values;
  const forms = message.split('|');
  const form = typeof n === 'number' ? pluralForm(n, language, forms.length) : 0;
  return (forms[form] ?? message).trim().replaceAll(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : (value ?? hole);
  });
}

function pluralForm(n: number, language: string, forms: number): number {
  const rules = new Intl.PluralRules(language);
  const order = ['one', 'few', 'many', 'other'].filter((name) =>
    rules.resolvedOptions().pluralCategories.some((category) => category === name),
  );
  // Russian has a fourth category, for fractions, which nothing here counts in.
  return Math.min(order.indexOf(rules.select(n)), forms - 1);
}
