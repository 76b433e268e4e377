import { computed, shallowRef, type ComputedRef } from 'vue';
import { recordsOf, textOf, type Payload } from './protocol.ts';
import { texts } from './texts.ts';
import type { Bridge } from './useBridge.ts';

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

export interface Dialogs {
  current: ComputedRef<Question | undefined>;
  answer: (answer: Answer) => void;
  /** Shows a dialog of Telegram's own once those before it are answered. */
  ask: (question: Question) => Promise<Answer>;
}

/** Telegram's own dialogs, one at a time, among them the popups of the app. */
export function useDialogs(bridge: Bridge): Dialogs {
  const waiting = shallowRef<{ question: Question; resolve: (answer: Answer) => void }[]>([]);

  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve) => (waiting.value = [...waiting.value, { question, resolve }]));

  const answer = (given: Answer): void => {
    const [first, ...rest] = waiting.value;
    waiting.value = rest;
    first?.resolve(given);
  };

  bridge.on('web_app_open_popup', async (payload) => {
    const button = await ask({
      title: textOf(payload, 'title'),
      message: textOf(payload, 'message'),
      buttons: recordsOf(payload, 'buttons').slice(0, 3).map(readButton),
    });
    bridge.send('popup_closed', button === undefined ? {} : { button_id: button });
  });

  return { current: computed(() => waiting.value[0]?.question), answer, ask };
}

function readButton(payload: Payload): DialogButton {
  const type = textOf(payload, 'type');
  const own = { ok: texts.ok, close: texts.close, cancel: texts.cancel };
  const text = type === 'ok' || type === 'close' || type === 'cancel' ? own[type] : textOf(payload, 'text');
  return { id: textOf(payload, 'id'), text, destructive: type === 'destructive' };
}
