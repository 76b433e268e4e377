import { readLink, startParamOf } from './links.ts';
import { textOf, textsOf } from './protocol.ts';
import type { TelegramClient } from './telegram-client.ts';
import { texts } from './texts.ts';
import type { Bridge } from './useBridge.ts';
import { useNotice } from './useNotice.ts';
import type { Questions } from './useQuestions.ts';

/** Somebody who can be sent something. */
export interface Contact {
  id: string;
  name: string;
  user: { id: number };
}

interface Surroundings {
  botUsername: string;
  /** Who can be sent a link. */
  contacts: readonly Contact[];
  client: TelegramClient;
  /** A link to the app was opened in this phone. */
  launch: (startParam: string) => void;
  /** A link to the app was sent to somebody. */
  deliver: (personaId: string, startParam: string) => void;
  /** The app leads into a chat, with words to begin with. */
  chat: (peer: number, opening: ChatOpening) => void;
}

/** How a chat is opened: with words already typed, or with what START will say. */
export interface ChatOpening {
  draft?: string;
  startParam?: string;
}

/** Links that leave the app, and messages that go into a chat. */
export function useLinks(bridge: Bridge, dialogs: Questions, around: Surroundings) {
  const { notice, tell } = useNotice();
  const { client, contacts } = around;

  bridge.on('web_app_open_link', (payload) => {
    const link = readLink(textOf(payload, 'url'), around.botUsername);
    if (link?.to === 'web') window.open(link.address, '_blank', 'noreferrer');
  });

  bridge.on('web_app_open_tg_link', async (payload) => {
    const link = readLink(`https://t.me${textOf(payload, 'path_full')}`, around.botUsername);
    switch (link?.to) {
      case 'app':
        return around.launch(link.startParam);
      case 'bot':
        return around.chat(client.botId, link);
      case 'share':
        return await share(link);
      default:
        return link && tell(texts.wouldOpen(link.address));
    }
  });

  async function share({ text, url }: { text: string; url: string }): Promise<void> {
    const contact = await pickContact(dialogs, contacts, text);
    if (!contact) return;
    await client.write(contact.user.id, { text });
    tell(texts.sent(contact.name));
    const startParam = URL.canParse(url) ? startParamOf(new URL(url), around.botUsername) : undefined;
    if (startParam !== undefined) around.deliver(contact.id, startParam);
  }

  bridge.on('web_app_switch_inline_query', async (payload) => {
    const draft = `@${around.botUsername} ${textOf(payload, 'query')}`;
    // Without kinds of chats to choose from, it is asked in the chat with the bot.
    if (textsOf(payload, 'chat_types').length === 0) return around.chat(client.botId, { draft });
    const contact = await pickContact(dialogs, contacts, draft);
    if (contact) around.chat(contact.user.id, { draft });
  });
  bridge.on('web_app_data_send', (payload) => tell(texts.botData(textOf(payload, 'data').length)));

  return notice;
}

/** Lets somebody say whom something is for. */
export async function pickContact(
  dialogs: Questions,
  contacts: readonly Contact[],
  message: string,
  picture?: string,
): Promise<Contact | undefined> {
  const buttons = contacts.map(({ id, name }) => ({ id, text: name }));
  const chosen = await dialogs.ask({ title: texts.shareWith, message, buttons, ...(picture && { picture }) });
  return contacts.find(({ id }) => id === chosen);
}
