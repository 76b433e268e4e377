import { flagOf, recordOf, textOf, type Fields } from './fields.ts';
import { badRequest, type Button, type Chat, type Markup } from './telegram.ts';

const mostButtons = 100;
const actions = [
  'callback_data',
  'url',
  'web_app',
  'copy_text',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
];

/** Where a keyboard is going to be; a card sent by inline mode may come anywhere. */
export type Place = Chat['type'] | 'inline';

/** The keyboard of a message, or a refusal in Telegram's words; absent when none was given. */
export function readMarkup(fields: Fields, place: Place): Markup | undefined {
  const markup = recordOf(fields, 'reply_markup');
  if (!markup) return undefined;
  for (const name of ['remove_keyboard', 'force_reply', 'resize_keyboard', 'one_time_keyboard', 'is_persistent']) {
    flagOf(markup, name);
  }
  if (markup.inline_keyboard !== undefined) return readInlineKeyboard(markup, place);
  if (place === 'inline') return undefined;
  if (markup.keyboard !== undefined) {
    for (const button of rowsOf(markup, 'keyboard').flat()) checkReplyButton(button, place);
  }
  return markup;
}

/** An inline keyboard; one without buttons is as good as none. */
export function readInlineKeyboard(markup: Fields, place: Place): Markup | undefined {
  const rows = rowsOf(markup, 'inline_keyboard').filter((row) => row.length > 0);
  if (rows.flat().length > mostButtons) badRequest('REPLY_MARKUP_TOO_LONG');
  return rows.length === 0
    ? undefined
    : { inline_keyboard: rows.map((row) => row.map((each) => readButton(each, place))) };
}

function rowsOf(markup: Fields, name: string): unknown[][] {
  const rows = markup[name];
  if (!Array.isArray(rows)) return badRequest(`field "${name}" must be of type Array`);
  return rows.map((row) => (Array.isArray(row) ? row : badRequest(`field "${name}" must be an Array of Arrays`)));
}

function readButton(given: unknown, place: Place): Button {
  const problem = "can't parse inline keyboard button: ";
  if (typeof given !== 'object' || given === null) return badRequest(`${problem}expected an Object`);
  const button = given as Fields;
  if (button.text === undefined) badRequest(`${problem}Can't find field "text"`);
  if (typeof button.text !== 'string') badRequest(`${problem}Field "text" must be of type String`);
  if (textOf(button, 'text').trim() === '') badRequest('BUTTON_TEXT_INVALID');
  if (!actions.some((name) => isGiven(button, name))) {
    badRequest(`${problem}Text buttons are unallowed in the inline keyboard`);
  }
  if (Buffer.byteLength(textOf(button, 'callback_data')) > 64) badRequest('BUTTON_DATA_INVALID');
  if (button.url !== undefined) checkUrl(textOf(button, 'url'), 'inline keyboard button URL');
  const app = recordOf(button, 'web_app');
  if (app) {
    checkAppUrl(textOf(app, 'url'), 'inline keyboard button');
    if (place !== 'private') badRequest('BUTTON_TYPE_INVALID');
  }
  const copied = recordOf(button, 'copy_text');
  if (copied && !/^[^]{1,256}$/.test(textOf(copied, 'text'))) badRequest('BUTTON_COPY_TEXT_INVALID');
  return button as unknown as Button;
}

// An empty query is a query; an empty command or address is nothing.
function isGiven(button: Fields, name: string): boolean {
  return name.startsWith('switch') ? button[name] !== undefined : Boolean(button[name]);
}

function checkReplyButton(given: unknown, place: Place): void {
  if (typeof given === 'string') return;
  const button = given as Fields;
  if (textOf(button, 'text').trim() === '') badRequest('BUTTON_TEXT_INVALID');
  const app = recordOf(button, 'web_app');
  if (!app) return;
  checkAppUrl(textOf(app, 'url'), 'keyboard button');
  if (place !== 'private') badRequest('BUTTON_TYPE_INVALID');
}

function checkUrl(address: string, what: string): void {
  if (/^(?:tg|ton):\/\//.test(address)) return;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    badRequest(`${what} '${address}' is invalid: Unsupported URL protocol`);
  }
  const url = URL.parse(scheme ? address : `http://${address}`);
  if (address === '') badRequest(`${what} '' is invalid: URL host is empty`);
  if (!url || !(url.hostname.includes('.') || isThisMachine(url))) {
    badRequest(`${what} '${address}' is invalid: Wrong HTTP URL`);
  }
}

/**
 * Checks where a button opens an app. This machine may be reached without TLS, as in Telegram's test environment.
 * Source: https://core.telegram.org/bots/webapps#using-bots-in-the-test-environment
 */
export function checkAppUrl(address: string, what: string): void {
  const url = URL.parse(address);
  const allowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url));
  if (!allowed) badRequest(`${what} Web App URL '${address}' is invalid: Only HTTPS links are allowed`);
}

/** Whether an address leads back to the machine it is written on. */
export function isThisMachine({ hostname }: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
