import { randomBytes } from 'node:crypto';
import { integerOf, flagOf, recordOf, recordsOf, textOf, type Fields } from './fields.ts';
import { readPhoto } from './files.ts';
import { checkAppUrl, readMarkup } from './keyboards.ts';
import { badRequest, type Content } from './telegram.ts';
import { captionContent, textContent } from './sending.ts';
import { readLinkPreview } from './texts.ts';
import { findPerson, now } from './world.ts';
import type { Bot, InlineQuery, InlineOffer, CallbackAnswer } from './model.ts';

const mostResults = 50;
/** How long Telegram waits for an answer to a query, in milliseconds. */
const queryLife = 60_000;
const preparedLife = 600;

const tooOld = 'query is too old and response timeout expired or query ID is invalid';

/** Source: https://core.telegram.org/bots/api#answerinlinequery */
export function answerInlineQuery(bot: Bot, fields: Fields): true {
  const id = textOf(fields, 'inline_query_id');
  const query = bot.inlineQueries.get(id);
  if (!query || Date.now() - query.askedAt > queryLife) return badRequest(tooOld);
  const results = recordsOf(fields, 'results') ?? [];
  if (results.length > mostResults) badRequest('RESULTS_TOO_MUCH');
  const ids = results.map((result) => checkResult(result));
  if (new Set(ids).size < ids.length) badRequest('RESULT_ID_DUPLICATE');
  const next_offset = textOf(fields, 'next_offset');
  if (Buffer.byteLength(next_offset) > 64) badRequest('NEXT_OFFSET_INVALID');
  const button = readButton(fields);

  const offer: InlineOffer = { results, next_offset, ...(button && { button }) };
  const seconds = integerOf(fields, 'cache_time') ?? 300;
  const who = flagOf(fields, 'is_personal') ? query.personId : 0;
  bot.inlineCache.set(cacheKey(query, who), { until: Date.now() + seconds * 1000, offer });
  bot.inlineQueries.delete(id);
  query.answer(offer);
  return true;
}

/** What was answered before to the same words, to this person or to anybody, while it may be used again. */
export function findCached(bot: Bot, query: Omit<InlineQuery, 'answer' | 'askedAt'>): InlineOffer | undefined {
  const cached = [query.personId, 0].map((who) => bot.inlineCache.get(cacheKey(query, who)));
  return cached.find((one) => one && one.until > Date.now())?.offer;
}

function cacheKey({ query, offset }: { query: string; offset: string }, personId: number): string {
  return JSON.stringify([personId, query, offset]);
}

function readButton(fields: Fields): Fields | undefined {
  const button = recordOf(fields, 'button');
  if (!button) return undefined;
  if (textOf(button, 'text') === '') badRequest('inline query results button text is empty');
  const app = recordOf(button, 'web_app');
  if (app) checkAppUrl(textOf(app, 'url'), 'inline query results button');
  else if (!/^[\w-]{1,64}$/.test(textOf(button, 'start_parameter'))) badRequest('START_PARAM_INVALID');
  return button;
}

/** Checks one card and answers its id. The simulator knows articles and photos. */
function checkResult(result: Fields): string {
  const problem = "can't parse inline query result: ";
  const id = textOf(result, 'id');
  if (id === '') badRequest(`${problem}Can't find field "id"`);
  if (Buffer.byteLength(id) > 64) badRequest('RESULT_ID_INVALID');
  const type = textOf(result, 'type');
  if (type === 'article') {
    if (textOf(result, 'title') === '') badRequest(`${problem}Can't find field "title"`);
    if (!recordOf(result, 'input_message_content')) badRequest(`${problem}Can't find field "input_message_content"`);
  } else if (type === 'photo') {
    const cached = textOf(result, 'photo_file_id');
    if (!cached && !textOf(result, 'photo_url')) badRequest(`${problem}Can't find field "photo_url"`);
    if (!cached && !textOf(result, 'thumbnail_url')) badRequest('PHOTO_THUMB_URL_EMPTY');
  } else {
    badRequest('RESULT_TYPE_INVALID');
  }
  const message = recordOf(result, 'input_message_content');
  if (message) textContent({ ...message, text: message.message_text, entities: message.entities });
  else captionContent(result);
  readMarkup(result, 'inline');
  return id;
}

/** What is sent when somebody chooses a card. */
export async function contentOf(bot: Bot, result: Fields): Promise<Content> {
  const markup = readMarkup(result, 'inline');
  const keyboard = markup && { reply_markup: markup };
  const message = recordOf(result, 'input_message_content');
  if (message) {
    const text = textContent({ ...message, text: message.message_text });
    return { ...text, ...readLinkPreview(message), ...keyboard };
  }
  const name = textOf(result, 'photo_file_id') ? 'photo_file_id' : 'photo_url';
  return { photo: await readPhoto(bot, result, name), ...captionContent(result), ...keyboard };
}

/** Source: https://core.telegram.org/bots/api#savepreparedinlinemessage */
export function savePreparedInlineMessage(bot: Bot, fields: Fields): object {
  const personId = integerOf(fields, 'user_id') ?? 0;
  if (!findPerson(bot, personId)) badRequest('user not found');
  const result = recordOf(fields, 'result') ?? badRequest("can't parse inline query result: result is empty");
  checkResult(result);
  const chats = ['allow_user_chats', 'allow_bot_chats', 'allow_group_chats', 'allow_channel_chats'];
  if (!chats.some((name) => flagOf(fields, name))) badRequest('PEER_TYPES_INVALID');
  const id = randomBytes(12).toString('base64url');
  const expiresAt = now() + preparedLife;
  bot.prepared.set(id, { personId, result, expiresAt });
  return { id, expiration_date: expiresAt };
}

/** Source: https://core.telegram.org/bots/api#answercallbackquery */
export function answerCallbackQuery(bot: Bot, fields: Fields): CallbackAnswer {
  const callback = bot.callbacks.get(textOf(fields, 'callback_query_id'));
  if (!callback || callback.answered || Date.now() - callback.pressedAt > queryLife) return badRequest(tooOld);
  const [text, url] = [textOf(fields, 'text'), textOf(fields, 'url')];
  if (text.length > 200) badRequest('MESSAGE_TOO_LONG');
  if (url && !/^(?:https:\/\/t\.me\/|tg:\/\/)/.test(url)) badRequest('URL_INVALID');
  const show_alert = flagOf(fields, 'show_alert');
  return Object.assign(callback, { answered: true, ...(text && { text, show_alert }), ...(url && { url }) });
}
