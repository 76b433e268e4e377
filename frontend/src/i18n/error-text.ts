import { ApiError } from '@wishlins/contract/client';
import type { I18n, MessageKey } from './i18n.ts';

/** What went wrong in a sentence for people; a code without a text in the locales does not compile. */
export function errorText(error: unknown, t: I18n['t']): string {
  if (!(error instanceof ApiError)) return t('errors.internal');
  const key: MessageKey = `errors.${error.code}`;
  const { limit = 0, retryAfter = 0 } = error.details;
  return t(key, { limit, seconds: retryAfter });
}
