import { integerOf, recordOf, recordsOf, textOf, type Fields } from './fields.ts';
import { checkAppUrl } from './keyboards.ts';
import { badRequest } from './telegram.ts';
import { findPerson } from './world.ts';
import type { Bot, Command } from './model.ts';

/** In characters. Source: https://core.telegram.org/bots/api#setmyname and its neighbours */
const longest = { name: 64, description: 512, short_description: 120 };
type TextKind = keyof typeof longest;

const scopes = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
]);

/** Source: https://core.telegram.org/bots/api#setmycommands */
export function setMyCommands(bot: Bot, fields: Fields): true {
  const commands = (recordsOf(fields, 'commands') ?? []).map((given) => {
    const command = { command: textOf(given, 'command').replace(/^\//, ''), description: textOf(given, 'description') };
    if (!/^[a-z0-9_]{1,32}$/.test(command.command)) badRequest('BOT_COMMAND_INVALID');
    if (!/^[^]{1,256}$/.test(command.description)) badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return command;
  });
  if (commands.length > 100) badRequest('BOT_COMMANDS_TOO_MUCH');
  bot.profile.commands.set(commandsKey(fields), commands);
  return true;
}

export function getMyCommands(bot: Bot, fields: Fields): Command[] {
  return bot.profile.commands.get(commandsKey(fields)) ?? [];
}

export function deleteMyCommands(bot: Bot, fields: Fields): true {
  bot.profile.commands.delete(commandsKey(fields));
  return true;
}

function commandsKey(fields: Fields): string {
  const scope = recordOf(fields, 'scope') ?? {};
  const type = textOf(scope, 'type') || 'default';
  if (!scopes.has(type)) badRequest("can't parse BotCommandScope: unsupported type specified");
  return [type, ...['chat_id', 'user_id'].flatMap((name) => textOf(scope, name) || []), languageOf(fields)].join(' ');
}

function languageOf(fields: Fields): string {
  const language = textOf(fields, 'language_code');
  if (!/^(?:[a-z]{2})?$/.test(language)) badRequest('LANG_CODE_INVALID');
  return language;
}

/**
 * The commands that somebody is offered in the chat with the bot: the most particular ones that there are.
 * Source: https://core.telegram.org/bots/api#determining-list-of-commands
 */
export function commandsFor({ profile }: Bot, personId: number, language: string): Command[] {
  const particular = [`chat ${personId}`, 'all_private_chats', 'default'];
  const keys = particular.flatMap((scope) => [`${scope} ${language}`, `${scope} `]);
  return keys.map((key) => profile.commands.get(key)).find((commands) => commands && commands.length > 0) ?? [];
}

/** Sets the bot's name or a description in one language; an empty one takes it away. */
export function setMyText(kind: TextKind): (bot: Bot, fields: Fields) => true {
  return (bot, fields) => {
    const text = textOf(fields, kind);
    const invalid = {
      name: 'BOT_TITLE_INVALID',
      description: 'BOT_DESCRIPTION_TOO_LONG',
      short_description: 'ABOUT_TOO_LONG',
    };
    if (text.length > longest[kind]) badRequest(invalid[kind]);
    const key = `${kind} ${languageOf(fields)}`;
    if (text) bot.profile.texts.set(key, text);
    else bot.profile.texts.delete(key);
    if (kind === 'name' && text && !languageOf(fields)) bot.me = { ...bot.me, first_name: text };
    return true;
  };
}

/** What was set for a language, or else for everybody. */
export function getMyText(kind: TextKind): (bot: Bot, fields: Fields) => object {
  return (bot, fields) => ({ [kind]: textFor(bot, kind, languageOf(fields)) });
}

export function textFor({ profile, me }: Bot, kind: TextKind, language: string): string {
  const usual = kind === 'name' ? me.first_name : '';
  return profile.texts.get(`${kind} ${language}`) ?? profile.texts.get(`${kind} `) ?? usual;
}

/** Source: https://core.telegram.org/bots/api#setchatmenubutton */
export function setChatMenuButton(bot: Bot, fields: Fields): true {
  const button = recordOf(fields, 'menu_button') ?? { type: 'default' };
  const type = textOf(button, 'type');
  if (!['default', 'commands', 'web_app'].includes(type))
    badRequest("can't parse menu button: unsupported type specified");
  if (type === 'web_app') {
    if (textOf(button, 'text') === '') badRequest('menu button text is empty');
    checkAppUrl(textOf(recordOf(button, 'web_app') ?? {}, 'url'), 'menu button');
  }
  bot.profile.menuButtons.set(menuChat(bot, fields), button);
  return true;
}

export function getChatMenuButton(bot: Bot, fields: Fields): Fields {
  return menuButtonFor(bot, menuChat(bot, fields));
}

/** The menu button in the chat with somebody. */
export function menuButtonFor({ profile }: Bot, personId: number): Fields {
  return profile.menuButtons.get(personId) ?? profile.menuButtons.get(0) ?? { type: 'default' };
}

function menuChat(bot: Bot, fields: Fields): number {
  if (textOf(fields, 'chat_id') === '') return 0;
  const id = integerOf(fields, 'chat_id') ?? 0;
  return findPerson(bot, id) ? id : badRequest('chat not found');
}
