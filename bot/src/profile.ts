import type { Api } from 'grammy';
import type { BotCommand, BotCommandScope, LanguageCode } from 'grammy/types';
import { textsIn, type Texts } from './texts.ts';

const privateCommands = ['start', 'lists', 'reserved', 'friends', 'settings', 'help'] as const;
const groupCommands = ['wishlists'] as const;
/** What Telegram shows in these languages; in all others English. See `guessLanguage`. */
const inRussian: readonly LanguageCode[] = ['ru', 'be', 'kk', 'ky', 'tg', 'uz'];

/** Tells Telegram what the bot is like – commands, descriptions, the menu button – where it does not know it yet. */
export async function introduce(api: Api, publicUrl: string): Promise<void> {
  for (const [texts, languages] of [
    [textsIn('en'), [undefined]],
    [textsIn('ru'), inRussian],
  ] as const) {
    for (const language of languages) await introduceIn(api, texts, language);
  }
  const button = { type: 'web_app', text: 'Wishlins', web_app: { url: `${publicUrl}/` } } as const;
  const known = await api.getChatMenuButton();
  if (known.type !== 'web_app' || known.web_app.url !== button.web_app.url) {
    await api.setChatMenuButton({ menu_button: button });
  }
}

async function introduceIn(api: Api, texts: Texts, language: LanguageCode | undefined): Promise<void> {
  const of = language === undefined ? {} : { language_code: language };
  const scopes: [BotCommandScope, readonly (typeof privateCommands | typeof groupCommands)[number][]][] = [
    [{ type: 'all_private_chats' }, privateCommands],
    [{ type: 'all_group_chats' }, groupCommands],
  ];
  for (const [scope, names] of scopes) {
    const wanted = names.map((command) => ({ command, description: texts.t(`commands.${command}`) }));
    if (!isSame(await api.getMyCommands({ scope, ...of }), wanted)) await api.setMyCommands(wanted, { scope, ...of });
  }
  const [description, short] = [texts.t('profile.description'), texts.t('profile.short')];
  if ((await api.getMyDescription(of)).description !== description) await api.setMyDescription(description, of);
  if ((await api.getMyShortDescription(of)).short_description !== short) await api.setMyShortDescription(short, of);
}

function isSame(known: readonly BotCommand[], wanted: readonly BotCommand[]): boolean {
  const lines = (commands: readonly BotCommand[]) =>
    commands.map(({ command, description }) => `${command} ${description}`).join('\n');
  return lines(known) === lines(wanted);
}
