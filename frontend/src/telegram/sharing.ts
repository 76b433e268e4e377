import { fieldOf } from './event.ts';
import type { Telegram } from './telegram.ts';

/** What became of a message that was offered to the person to send. */
export type Sent = 'sent' | 'declined' | 'failed';

/** Lets the person choose chats for a message that the server has prepared. */
export async function sendPrepared({ post, on }: Telegram, id: string): Promise<Sent> {
  if (!post('8.0', 'web_app_send_prepared_message', { id })) return 'failed';
  return new Promise((resolve) => {
    on('prepared_message_sent', () => resolve('sent'));
    on('prepared_message_failed', (event) =>
      resolve(fieldOf(event, 'error') === 'USER_DECLINED' ? 'declined' : 'failed'),
    );
  });
}

/** Whether there can be stories: Telegram fetches their pictures itself, and from the open web only. */
export function canPostStory({ supports }: Telegram): boolean {
  return supports('7.8') && location.protocol === 'https:';
}

/** Opens the editor of stories with a picture; the link stands in stories of Premium only. */
export function postStory(
  { post }: Telegram,
  picture: string,
  text: string,
  link: { url: string; name: string },
): void {
  // As long as Telegram takes them: https://core.telegram.org/bots/webapps#storyshareparams
  const [caption, name] = [cut(text, 200), cut(link.name, 48)];
  post('7.8', 'web_app_share_to_story', { media_url: picture, text: caption, widget_link: { url: link.url, name } });
}

/** Answers whether the app can be put on the home screen and, as far as Telegram knows, is not there. */
export async function isHomeScreenFree({ post, on }: Telegram): Promise<boolean> {
  if (!post('8.0', 'web_app_check_home_screen')) return false;
  const status = await new Promise((resolve) => {
    on('home_screen_checked', (event) => resolve(fieldOf(event, 'status')));
  });
  return status === 'missed' || status === 'unknown';
}

export function addToHomeScreen({ post }: Telegram): void {
  post('8.0', 'web_app_add_to_home_screen');
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}
