import { useTelegram } from './telegram.ts';

/** A question with two answers; `danger` paints the confirming one red. */
export interface Question {
  text: string;
  confirm: string;
  cancel: string;
  danger?: boolean;
}

/** Asks in Telegram's own popup; the answer is `undefined` where the client has none. */
export function useNativeConfirm(): (question: Question) => Promise<boolean> | undefined {
  const { post, on } = useTelegram();
  let answer: ((confirmed: boolean) => void) | undefined;
  on('popup_closed', (event) => {
    answer?.(typeof event === 'object' && event !== null && 'button_id' in event && event.button_id === 'confirm');
    answer = undefined;
  });

  return ({ text, confirm, cancel, danger }) => {
    const buttons = [
      { id: 'confirm', type: danger ? 'destructive' : 'default', text: confirm },
      { id: 'cancel', type: 'default', text: cancel },
    ];
    if (!post('6.2', 'web_app_open_popup', { title: '', message: text, buttons })) return undefined;
    return new Promise((resolve) => (answer = resolve));
  };
}
