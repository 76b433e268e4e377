import { onScopeDispose, ref } from 'vue';
import { textOf, textsOf } from './protocol.ts';
import { texts } from './texts.ts';
import type { Bridge } from './useBridge.ts';
import type { Dialogs } from './useDialogs.ts';

const noticeFor = 4000;

interface Surroundings {
  botUsername: string;
  /** Who can be sent a link. */
  contacts: readonly { id: string; name: string }[];
  /** A link to the app was opened in this phone. */
  launch: (startParam: string) => void;
  /** A link to the app was sent to somebody. */
  deliver: (personaId: string, startParam: string) => void;
}

/** Links that leave the app, and messages that would leave this Telegram. */
export function useLinks(bridge: Bridge, dialogs: Dialogs, around: Surroundings) {
  const notice = ref('');
  let timer: number | undefined;

  function tell(text: string): void {
    notice.value = text;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (notice.value = ''), noticeFor);
  }
  onScopeDispose(() => window.clearTimeout(timer));

  bridge.on('web_app_open_link', (payload) => {
    const url = webAddress(textOf(payload, 'url'));
    if (url) window.open(url, '_blank', 'noreferrer');
  });

  bridge.on('web_app_open_tg_link', async (payload) => {
    const link = new URL(textOf(payload, 'path_full'), 'https://t.me');
    const startParam = startParamOf(link, around.botUsername);
    if (startParam !== undefined) around.launch(startParam);
    else if (link.pathname === '/share/url' || link.pathname === '/share') await share(link);
    else tell(texts.wouldOpen(`t.me${link.pathname}${link.search}`));
  });

  async function share(link: URL): Promise<void> {
    const shared = link.searchParams.get('url') ?? '';
    const message = [link.searchParams.get('text'), shared].filter(Boolean).join('\n');
    const buttons = around.contacts.map(({ id, name }) => ({ id, text: name }));
    const chosen = await dialogs.ask({ title: texts.shareWith, message, buttons });
    const contact = around.contacts.find(({ id }) => id === chosen);
    if (!contact) return;
    tell(texts.sent(contact.name));
    const startParam = URL.canParse(shared) ? startParamOf(new URL(shared), around.botUsername) : undefined;
    if (startParam !== undefined) around.deliver(contact.id, startParam);
  }

  bridge.on('web_app_switch_inline_query', (payload) => {
    tell(
      texts.inlineQuery(
        [`@${around.botUsername}`, textOf(payload, 'query'), ...textsOf(payload, 'chat_types')].join(' '),
      ),
    );
  });
  bridge.on('web_app_data_send', (payload) => tell(texts.botData(textOf(payload, 'data').length)));

  return notice;
}

/** The start parameter of a link to our bot or its app; `undefined` for any other link. */
export function startParamOf(link: URL, botUsername: string): string | undefined {
  if (link.hostname !== 't.me') return undefined;
  const [bot] = link.pathname.slice(1).split('/');
  if (bot?.toLowerCase() !== botUsername.toLowerCase()) return undefined;
  return link.searchParams.get('startapp') ?? undefined;
}

function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}
