import { computed, shallowRef, type ComputedRef } from 'vue';

export interface DialogButton {
  id: string;
  text: string;
  destructive?: boolean;
}

export interface Question {
  title?: string;
  message: string;
  /** A picture to look at before deciding, by its address. */
  picture?: string;
  buttons: DialogButton[];
  /** Asks for a line of text; the answer is that text. */
  input?: boolean;
}

/** Undefined when the person closed the dialog without choosing. */
export type Answer = string | undefined;

export interface Questions {
  current: ComputedRef<Question | undefined>;
  answer: (answer: Answer) => void;
  /** Shows a dialog of Telegram's own once those before it are answered. */
  ask: (question: Question) => Promise<Answer>;
}

/** Dialogs that wait for each other. */
export function useQuestions(): Questions {
  const waiting = shallowRef<{ question: Question; resolve: (answer: Answer) => void }[]>([]);

  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve) => (waiting.value = [...waiting.value, { question, resolve }]));

  const answer = (given: Answer): void => {
    const [first, ...rest] = waiting.value;
    waiting.value = rest;
    first?.resolve(given);
  };

  return { current: computed(() => waiting.value[0]?.question), answer, ask };
}
