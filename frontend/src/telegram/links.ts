import { useTelegram } from './telegram.ts';

/** Opens links the way Telegram wants it: chats inside, the web outside, the mini app left running. */
export function useLinks() {
  const { post } = useTelegram();

  function openLink(url: string): void {
    if (!post('6.1', 'web_app_open_link', { url })) window.open(url, '_blank', 'noopener');
  }

  function openTelegramLink(url: string): void {
    const { pathname, search } = new URL(url);
    if (!post('6.1', 'web_app_open_tg_link', { path_full: pathname + search })) window.open(url, '_blank', 'noopener');
  }

  /** Lets the person choose a chat to send the link to. */
  function shareInTelegram(url: string, text: string): void {
    openTelegramLink(`https://t.me/share/url?${new URLSearchParams({ url, text })}`);
  }

  return { openLink, openTelegramLink, shareInTelegram };
}
