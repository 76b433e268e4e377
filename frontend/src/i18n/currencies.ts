/** The currencies offered first; any that `Intl` knows is accepted by the API. */
const usual = [
  'RUB',
  'USD',
  'EUR',
  'KZT',
  'BYN',
  'UAH',
  'GEL',
  'AMD',
  'TRY',
  'RSD',
  'AED',
  'GBP',
  'ILS',
  'UZS',
  'CNY',
  'JPY',
  'KWD',
];

/** Currencies to choose from with their names; `chosen` is always among them. */
export function currencyOptions(language: string, chosen: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' });
  const codes = usual.includes(chosen) ? usual : [chosen, ...usual];
  return codes.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}

/** The same, as short as a field beside a price needs it: code and sign. */
export function shortCurrencyOptions(language: string, chosen: string): { value: string; label: string }[] {
  return currencyOptions(language, chosen).map(({ value }) => {
    const sign = currencySign(value, language);
    return { value, label: sign === value ? value : `${value} ${sign}` };
  });
}

/** `₽` for `RUB`, and the code itself where a currency has no sign. */
export function currencySign(currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
}
