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
