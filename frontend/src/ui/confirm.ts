import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { type Question, useNativeConfirm } from '../telegram/popup.ts';

interface Asked extends Question {
  answer: (confirmed: boolean) => void;
}

/** The question that the page itself asks, where Telegram has no popup. */
export type Asking = ShallowRef<Asked | undefined>;

export const askingKey: InjectionKey<Asking> = Symbol('asking');

export const createAsking = (): Asking => shallowRef();

/** Asks yes or no: by Telegram's popup, or by a dialog of ours. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const asking = inject(askingKey);
  const askNatively = useNativeConfirm();

  return (question) =>
    askNatively(question) ??
    new Promise((resolve) => {
      if (!asking) throw new Error('nobody shows questions in this app');
      asking.value = {
        ...question,
        answer(confirmed) {
          asking.value = undefined;
          resolve(confirmed);
        },
      };
    });
}
