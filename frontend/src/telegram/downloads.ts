import { useLinks } from './links.ts';
import { useTelegram } from './telegram.ts';

/** Saves files: Telegram asks and saves them where it knows how, else the browser does. */
export function useDownloads() {
  const { post } = useTelegram();
  const { openLink } = useLinks();

  /** @param url opens without a session, and says that it is a file: https://core.telegram.org/bots/webapps#downloadfileparams */
  return function save(url: string, name: string): void {
    if (!post('8.0', 'web_app_request_file_download', { url, file_name: name })) openLink(url);
  };
}
