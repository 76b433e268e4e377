import { recordsOf, textOf, type Payload } from './protocol.ts';
import { texts } from './texts.ts';
import type { Bridge } from './useBridge.ts';
import { useQuestions, type DialogButton, type Questions } from './useQuestions.ts';

/** Telegram's own dialogs, one at a time, among them the popups of the app. */
export function useDialogs(bridge: Bridge): Questions {
  const questions = useQuestions();

  bridge.on('web_app_open_popup', async (payload) => {
    const button = await questions.ask({
      title: textOf(payload, 'title'),
      message: textOf(payload, 'message'),
      buttons: recordsOf(payload, 'buttons').slice(0, 3).map(readButton),
    });
    bridge.send('popup_closed', button === undefined ? {} : { button_id: button });
  });

  return questions;
}

function readButton(payload: Payload): DialogButton {
  const type = textOf(payload, 'type');
  const own = { ok: texts.ok, close: texts.close, cancel: texts.cancel };
  const text = type === 'ok' || type === 'close' || type === 'cancel' ? own[type] : textOf(payload, 'text');
  return { id: textOf(payload, 'id'), text, destructive: type === 'destructive' };
}
