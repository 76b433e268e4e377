import { ApiError } from '@wishlins/contract/client';
import { errorText } from './i18n/error-text.ts';
import { useI18n } from './i18n/i18n.ts';
import { useHaptic } from './telegram/haptic.ts';
import { useToasts } from './ui/toasts.ts';

export interface Refused {
  /** Takes back what was shown in advance. */
  undo?: () => void;
  /** Explains a refusal in its own way; `true` when it did, so that nobody else does. */
  explain?: (error: ApiError) => boolean;
}

export type Attempt = <T>(send: () => Promise<T>, refused?: Refused) => Promise<{ reply: T } | undefined>;

/**
 * Sends a change that the page already shows. When the server refuses, the change is taken back and the person told why,
 * in words and by touch; the answer is then `undefined`.
 */
export function useAttempt(): Attempt {
  const toasts = useToasts();
  const haptic = useHaptic();
  const { t } = useI18n();

  return async (send, { undo, explain } = {}) => {
    try {
      return { reply: await send() };
    } catch (error) {
      undo?.();
      haptic('error');
      const explained = error instanceof ApiError && explain?.(error);
      if (!explained) toasts.show({ text: errorText(error, t) });
      return undefined;
    }
  };
}
