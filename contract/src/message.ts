export type Values = Record<string, string | number>;

/** The keys of a tree of messages, as paths: `home.title`. */
export type KeysOf<Tree, Path extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? `${Path}${Key}` : KeysOf<Tree[Key], `${Path}${Key}.`>;
}[keyof Tree & string];

/** The message of a key, or the key itself where there is none. */
export function messageAt(messages: object, key: string): string {
  let found: unknown = messages;
  for (const name of key.split('.')) found = typeof found === 'object' && found ? Reflect.get(found, name) : undefined;
  return typeof found === 'string' ? found : key;
}

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

/** Rules cost more to make than to use. */
const plurals = new Map<string, { rules: Intl.PluralRules; order: string[] }>();

function pluralsOf(language: string) {
  const rules = new Intl.PluralRules(language);
  const order = ['one', 'few', 'many', 'other'].filter((name) =>
    rules.resolvedOptions().pluralCategories.some((category) => category === name),
  );
  return { rules, order };
}

function pluralForm(n: number, language: string, forms: number): number {
  const { rules, order } = plurals.get(language) ?? pluralsOf(language);
  plurals.set(language, { rules, order });
  // Russian has a fourth category, for fractions, which nothing here counts in.
  return Math.min(order.indexOf(rules.select(n)), forms - 1);
}
