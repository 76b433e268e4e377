import { computed, onScopeDispose, reactive, ref, shallowRef, watch, type Ref } from 'vue';
import type { CallbackAnswer, PhoneEvent } from '../src/bot-api/model.ts';
import type { ChatListEntry, ShownChat } from '../src/bot-api/people.ts';
import type { Message } from '../src/bot-api/telegram.ts';
import type { PhoneEvents, TelegramClient } from './telegram-client.ts';
import type { Contact } from './useLinks.ts';

/** How long somebody is seen typing, in milliseconds. */
const typingFor = 5000;

/** A chat in the list, also one in which nothing has been said yet. */
export interface ChatRow {
  peer: number;
  title: string;
  last: Message | undefined;
  unread: number;
}

export interface ChatsOptions {
  client: TelegramClient;
  events: Pick<PhoneEvents, 'hear'>;
  botTitle: string;
  contacts: readonly Contact[];
  /** Whether the chats are seen at all, or are behind the app. */
  visible: Ref<boolean>;
  /** Whose chat is open; nobody's while the list is. */
  peer: Ref<number | undefined>;
  /** The bot answered a pressed button. */
  answered: (answer: CallbackAnswer) => void;
}

/** What somebody's chats hold, kept as it happens. */
export function useChats({ client, events, botTitle, contacts, visible, peer, answered }: ChatsOptions) {
  const list = shallowRef<ChatListEntry[]>([]);
  const chat = shallowRef<ShownChat>();
  const typing = ref(false);
  const unread = reactive(new Map<number, number>());
  /** The last message that came while its chat was not seen. */
  const news = shallowRef<{ peer: number; message: Message }>();
  let typingTimer: number | undefined;

  const rows = computed<ChatRow[]>(() => {
    const talked = list.value.map((entry) => ({ peer: entry.with, title: entry.title, last: entry.last }));
    const names = [
      { peer: client.botId, title: botTitle },
      ...contacts.map(({ user, name }) => ({ peer: user.id, title: name })),
    ];
    const others = names.filter((one) => !talked.some((row) => row.peer === one.peer));
    return [...talked, ...others.map((one) => ({ ...one, last: undefined }))].map((row) => ({
      ...row,
      unread: unread.get(row.peer) ?? 0,
    }));
  });

  let reading = false;
  let again = false;
  /** Reads what is shown; what happens meanwhile is read once more, not once each. */
  async function read(): Promise<void> {
    again = true;
    if (reading || !visible.value) return;
    reading = true;
    while (again) {
      again = false;
      // While the server is away, what was read stays.
      await readOnce().catch(() => {});
    }
    reading = false;
  }

  async function readOnce(): Promise<void> {
    const open = peer.value;
    if (open === undefined) {
      list.value = await client.chats();
      return;
    }
    const shown = await client.chat(open);
    if (peer.value === open) chat.value = shown;
  }

  function isSeen(which: number): boolean {
    return visible.value && peer.value === which;
  }

  function hear(event: PhoneEvent): void {
    if (event.type === 'answer') answered(event.answer);
    else if (event.type === 'typing') showTyping(event.with);
    else if (event.type === 'message') note(event.with, event.message);
    void read();
  }

  function showTyping(which: number): void {
    if (!isSeen(which)) return;
    typing.value = true;
    window.clearTimeout(typingTimer);
    typingTimer = window.setTimeout(() => (typing.value = false), typingFor);
  }

  function note(which: number, message: Message): void {
    typing.value = false;
    if (message.from.id === client.personId || message.edit_date || isSeen(which)) return;
    unread.set(which, (unread.get(which) ?? 0) + 1);
    news.value = { peer: which, message };
  }

  onScopeDispose(events.hear(client.personId, hear));
  onScopeDispose(() => window.clearTimeout(typingTimer));
  watch(
    [visible, peer],
    () => {
      if (peer.value !== undefined && visible.value) unread.delete(peer.value);
      if (news.value && isSeen(news.value.peer)) news.value = undefined;
      typing.value = false;
      if (chat.value && peer.value === undefined) chat.value = undefined;
      void read();
    },
    { immediate: true },
  );

  return { rows, chat, typing, news, read };
}
