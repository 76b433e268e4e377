import { ref, type Ref } from 'vue';
import type { CallbackAnswer } from '../src/bot-api/model.ts';
import type { Button, Message } from '../src/bot-api/telegram.ts';
import { readLink } from './links.ts';
import type { TelegramClient } from './telegram-client.ts';
import { texts } from './texts.ts';
import { pickContact, type ChatOpening, type Contact } from './useLinks.ts';
import type { Questions } from './useQuestions.ts';

interface Around {
  client: TelegramClient;
  botUsername: string;
  contacts: readonly Contact[];
  peer: Ref<number | undefined>;
  questions: Questions;
  tell: (sentence: string) => void;
  /** Opens the app by a link. */
  launch: (startParam: string) => void;
  /** Opens the app at an address. */
  openApp: (address: string) => void;
}

/** What somebody does in a chat: writes, presses, follows, sends on. */
export function useConversation(around: Around) {
  const { client, botUsername, contacts, peer, questions, tell } = around;
  /** What is typed and not sent. */
  const draft = ref('');
  /** What START will say; undefined when it is not offered. */
  const startParam = ref<string>();

  function open(which: number, opening: ChatOpening = {}): void {
    peer.value = which;
    draft.value = opening.draft ?? '';
    startParam.value = opening.startParam;
  }

  /** Does something with the open chat, and says what Telegram refused. */
  async function act(deed: (which: number) => Promise<unknown>): Promise<void> {
    if (peer.value === undefined) return;
    await deed(peer.value).catch((error: Error) => tell(error.message));
  }

  /** Says something, in reply to a message if one is named. */
  const send = (text: string, to?: Message): Promise<void> =>
    act((which) => client.write(which, { text, ...(to && { reply_to_message_id: to.message_id }) }));

  async function sendPhoto(file: File): Promise<void> {
    const photo = await readDataUrl(file);
    const caption = draft.value;
    draft.value = '';
    await act((which) => client.write(which, { photo, ...(caption && { caption }) }));
  }

  async function start(): Promise<void> {
    const text = ['/start', startParam.value].filter(Boolean).join(' ');
    startParam.value = undefined;
    await send(text);
  }

  async function follow(link: string): Promise<void> {
    const destination = readLink(link, botUsername);
    switch (destination?.to) {
      case 'app':
        return around.launch(destination.startParam);
      case 'bot':
        return open(client.botId, destination);
      case 'share': {
        const contact = await pickContact(questions, contacts, destination.text);
        if (!contact) return;
        open(contact.user.id);
        return await send(destination.text);
      }
      case 'web':
        window.open(destination.address, '_blank', 'noreferrer');
        return;
      default:
        tell(texts.wouldOpen(destination?.address ?? link));
    }
  }

  async function press(message: Message, button: Button): Promise<void> {
    const { callback_data: data, url, web_app: app, copy_text: copied } = button;
    if (data !== undefined) return await act((which) => client.press(which, message.message_id, data));
    if (url !== undefined) return await follow(url);
    if (app) return around.openApp(app.url);
    if (copied) {
      await navigator.clipboard.writeText(copied.text);
      return tell(texts.copied);
    }
    const here = button.switch_inline_query_current_chat;
    if (here !== undefined) return void (draft.value = `@${botUsername} ${here}`);
    const query = button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query ?? '';
    const words = `@${botUsername} ${query}`;
    const contact = await pickContact(questions, contacts, words);
    if (contact) open(contact.user.id, { draft: words });
  }

  async function forward(message: Message): Promise<void> {
    const from = peer.value;
    const bot: Contact = { id: 'bot', name: texts.app, user: { id: client.botId } };
    const contact = await pickContact(questions, [bot, ...contacts], texts.forwardTo);
    if (!contact || from === undefined) return;
    open(contact.user.id);
    await act((which) => client.write(which, { forward: { with: from, messageId: message.message_id } }));
  }

  /** Shows what the bot answered to a pressed button. */
  async function answered({ text, show_alert: alert, url }: CallbackAnswer): Promise<void> {
    if (url) return await follow(url);
    if (!text) return;
    if (alert) await questions.ask({ message: text, buttons: [{ id: 'ok', text: texts.ok }] });
    else tell(text);
  }

  return { draft, startParam, open, send, sendPhoto, start, follow, press, forward, answered, act };
}

function readDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error(file.name)));
    reader.readAsDataURL(file);
  });
}
