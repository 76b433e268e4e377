import { openMemory } from './memory.ts';
import { textOf } from './protocol.ts';
import { texts } from './texts.ts';
import type { Bridge } from './useBridge.ts';
import type { Dialogs } from './useDialogs.ts';

const yes = 'yes';

/** What the app asks the person for through Telegram: permissions, sharing, payments, a scanned code. */
export function useRequests(bridge: Bridge, dialogs: Dialogs, personaId: string, writeAccess: boolean): void {
  const granted = openMemory(personaId, 'granted');

  async function agrees(
    message: string,
    agree: string,
    more: { refuse?: string; picture?: string } = {},
  ): Promise<boolean> {
    const { refuse = texts.cancel, picture } = more;
    const buttons = [
      { id: 'no', text: refuse },
      { id: yes, text: agree },
    ];
    return (await dialogs.ask({ message, picture, buttons })) === yes;
  }

  bridge.on('web_app_request_write_access', async () => {
    const allowed = writeAccess || granted.get('write') === yes;
    const status =
      allowed || (await agrees(texts.writeAccess, texts.allow, { refuse: texts.dontAllow })) ? 'allowed' : 'cancelled';
    if (status === 'allowed') granted.set('write', yes);
    bridge.send('write_access_requested', { status });
  });

  bridge.on('web_app_request_phone', async () => {
    bridge.send('phone_requested', { status: (await agrees(texts.phone, texts.share)) ? 'sent' : 'cancelled' });
  });

  bridge.on('web_app_send_prepared_message', async (payload) => {
    if (await agrees(texts.preparedMessage(textOf(payload, 'id')), texts.send)) bridge.send('prepared_message_sent');
    else bridge.send('prepared_message_failed', { error: 'USER_DECLINED' });
  });

  bridge.on('web_app_request_chat', async (payload) => {
    const req_id = textOf(payload, 'req_id');
    if (await agrees(texts.chat, texts.choose)) bridge.send('requested_chat_sent', { req_id });
    else bridge.send('requested_chat_failed', { req_id, error: 'USER_DECLINED' });
  });

  // Telegram does not say whether a story was posted.
  bridge.on('web_app_share_to_story', async (payload) => {
    const caption = textOf(payload, 'text');
    await agrees(caption || texts.story, texts.post, { picture: textOf(payload, 'media_url') });
  });

  bridge.on('web_app_add_to_home_screen', async () => {
    if (!(await agrees(texts.homeScreen, texts.add)))
      return bridge.send('home_screen_failed', { error: 'UNSUPPORTED' });
    granted.set('home', yes);
    bridge.send('home_screen_added');
  });
  bridge.on('web_app_check_home_screen', () => {
    bridge.send('home_screen_checked', { status: granted.get('home') === yes ? 'added' : 'missed' });
  });

  bridge.on('web_app_request_file_download', async (payload) => {
    const agreed = await agrees(texts.download(textOf(payload, 'file_name')), texts.downloadYes);
    bridge.send('file_download_requested', { status: agreed ? 'downloading' : 'cancelled' });
  });

  bridge.on('web_app_open_invoice', async (payload) => {
    const slug = textOf(payload, 'slug');
    bridge.send('invoice_closed', {
      slug,
      status: (await agrees(texts.invoice(slug), texts.pay)) ? 'paid' : 'cancelled',
    });
  });

  let scanning = false;
  bridge.on('web_app_open_scan_qr_popup', async (payload) => {
    scanning = true;
    const message = textOf(payload, 'text') || texts.scan;
    const data = await dialogs.ask({ message, input: true, buttons: [{ id: yes, text: texts.scanned }] });
    scanning = false;
    if (data) bridge.send('qr_text_received', { data });
    bridge.send('scan_qr_popup_closed');
  });
  bridge.on('web_app_close_scan_qr_popup', () => {
    if (scanning) dialogs.answer(undefined);
  });

  // Telegram's web client gives nothing from the clipboard, has no biometry and knows no place.
  bridge.on('web_app_read_text_from_clipboard', (payload) => {
    bridge.send('clipboard_text_received', { req_id: textOf(payload, 'req_id'), data: null });
  });
  bridge.on('web_app_biometry_get_info', () => bridge.send('biometry_info_received', { available: false }));
  bridge.on('web_app_check_location', () => bridge.send('location_checked', { available: false }));
}
