import { openMemory } from './memory.ts';
import { recordOf, textOf, type Payload } from './protocol.ts';
import type { TelegramClient } from './telegram-client.ts';
import { texts } from './texts.ts';
import type { Bridge } from './useBridge.ts';
import { pickContact, type Contact } from './useLinks.ts';
import type { Questions } from './useQuestions.ts';

const yes = 'yes';

/** Who is asked, and for what they answer. */
interface Asked {
  persona: { id: string };
  contacts: readonly Contact[];
  client: TelegramClient;
}

/** What the app asks the person for through Telegram: permissions, sharing, payments, a scanned code. */
export function useRequests(bridge: Bridge, dialogs: Questions, { persona, contacts, client }: Asked): void {
  const granted = openMemory(persona.id, 'granted');

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
    const { allowed, blocked } = await client.chat(client.botId);
    const before = allowed && !blocked;
    const agreed = before || (await agrees(texts.writeAccess, texts.allow, { refuse: texts.dontAllow }));
    if (agreed && !before) await client.allow();
    const status = agreed ? 'allowed' : 'cancelled';
    bridge.send('write_access_requested', { status });
  });

  bridge.on('web_app_request_phone', async () => {
    bridge.send('phone_requested', { status: (await agrees(texts.phone, texts.share)) ? 'sent' : 'cancelled' });
  });

  bridge.on('web_app_send_prepared_message', async (payload) => {
    const id = textOf(payload, 'id');
    const failed = (error: 'USER_DECLINED' | 'MESSAGE_EXPIRED' | 'SEND_FAILED'): void =>
      bridge.send('prepared_message_failed', { error });
    const card = await client.prepared(id).catch(() => undefined);
    if (!card) return failed('MESSAGE_EXPIRED');
    const contact = await pickContact(dialogs, contacts, ...previewOf(card));
    if (!contact) return failed('USER_DECLINED');
    const sent = await client.sendPrepared(id, contact.user.id).catch(() => undefined);
    if (sent) bridge.send('prepared_message_sent');
    else failed('SEND_FAILED');
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
    const name = textOf(payload, 'file_name');
    const agreed = await agrees(texts.download(name), texts.downloadYes);
    bridge.send('file_download_requested', { status: agreed ? 'downloading' : 'cancelled' });
    if (agreed) saveFile(textOf(payload, 'url'), name);
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

/** What a card says, as far as it can be seen before it is sent. */
function previewOf(card: Payload): [message: string, picture?: string] {
  const message = textOf(recordOf(card, 'input_message_content'), 'message_text') || textOf(card, 'caption');
  const picture = textOf(card, 'photo_url') || textOf(card, 'thumbnail_url');
  const plain = new DOMParser().parseFromString(message, 'text/html').body.textContent.trim();
  return [plain || textOf(card, 'title'), ...(picture ? [picture] : [])] as [string, string?];
}

/** Lets the browser save a file, as the phone would. */
function saveFile(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
