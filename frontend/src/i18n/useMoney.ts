import type { Money } from '@wishlins/contract/common';
import { useI18n } from './i18n.ts';
import { formatMoney } from '@wishlins/contract/money';

/** Prices in the language of the page. */
export function useMoney() {
  const { language } = useI18n();

  function priceOf(price: Money | null): string | undefined {
    return price ? formatMoney(price, language.value) : undefined;
  }

  return { priceOf };
}
