import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { InlineOffer } from '../src/bot-api/model.ts';
import type { TelegramClient } from './telegram-client.ts';

// Telegram asks when somebody pauses, not at every letter.
const pause = 250;

/** What the bot offers for the words after its name, while they are typed. */
export function useInline(
  client: TelegramClient,
  botUsername: string,
  peer: Ref<number | undefined>,
  draft: Ref<string>,
) {
  const offer = shallowRef<InlineOffer>();
  let timer: number | undefined;

  watch(draft, (text) => {
    window.clearTimeout(timer);
    const query = queryIn(text, botUsername);
    if (query === undefined) {
      offer.value = undefined;
      return;
    }
    timer = window.setTimeout(() => void ask(text, query), pause);
  });

  async function ask(text: string, query: string): Promise<void> {
    if (peer.value === undefined) return;
    const found = await client.inline(peer.value, query).catch(() => undefined);
    // Something else may have been typed meanwhile.
    if (draft.value === text) offer.value = found;
  }

  /** Adds the next page of what is offered. */
  async function more(): Promise<void> {
    const text = draft.value;
    const [before, query] = [offer.value, queryIn(text, botUsername)];
    if (peer.value === undefined || !before?.next_offset || query === undefined) return;
    const found = await client.inline(peer.value, query, before.next_offset).catch(() => undefined);
    if (found && draft.value === text) offer.value = { ...found, results: [...before.results, ...found.results] };
  }

  onScopeDispose(() => window.clearTimeout(timer));

  async function choose(resultId: string): Promise<void> {
    if (peer.value === undefined) return;
    draft.value = '';
    await client.choose(resultId, peer.value);
  }

  return { offer, choose, more };
}

function queryIn(text: string, botUsername: string): string | undefined {
  const [name = '', ...words] = text.split(' ');
  return words.length > 0 && name.toLowerCase() === `@${botUsername.toLowerCase()}` ? words.join(' ') : undefined;
}
