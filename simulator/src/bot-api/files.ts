import { readFile } from 'node:fs/promises';
import { imageSize } from 'image-size';
import { textOf, uploadOf, type Fields } from './fields.ts';
import { badRequest, Refusal, type PhotoSize } from './telegram.ts';
import type { Person, Bot } from './model.ts';

const mostBytes = 10_000_000;
const mostFetchedBytes = 5_000_000;
const smallSide = 320;
const mimeTypes: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif' };
const pictures = new URL('../../pictures/', import.meta.url);

/** The photo that a call names: sent along, known by its id, or to be fetched. */
export async function readPhoto(bot: Bot, fields: Fields, name: string): Promise<PhotoSize[]> {
  const upload = uploadOf(fields, name);
  if (upload) return keepPhoto(bot, upload.content);
  const named = textOf(fields, name);
  if (named === '') badRequest('there is no photo in the request');
  if (/^https?:\/\//.test(named)) return keepPhoto(bot, await fetchPhoto(named));
  const known = bot.files.get(named);
  return known ? keepPhoto(bot, known.content) : badRequest('wrong file identifier/HTTP URL specified');
}

/** Keeps a photo, as Telegram does, in two sizes; the smaller one differs by its figures only. */
export function keepPhoto(bot: Bot, content: Buffer): PhotoSize[] {
  if (content.length > mostBytes) throw new Refusal(413, 'Request Entity Too Large');
  const { width, height, type } = measure(content);
  if (width + height > 10_000 || Math.max(width, height) > 20 * Math.min(width, height)) {
    badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  const number = bot.files.size + 1;
  const scale = Math.min(1, smallSide / Math.max(width, height));
  return [scale, 1].map((factor, index) => {
    const file = {
      id: `AgACAgIAAxkBAAI${number}s${index}`,
      uniqueId: `AQADs${number}s${index}`,
      path: `photos/file_${number}_${index}.jpg`,
      type,
      content,
    };
    bot.files.set(file.id, file);
    return {
      file_id: file.id,
      file_unique_id: file.uniqueId,
      width: Math.round(width * factor),
      height: Math.round(height * factor),
      file_size: content.length,
    };
  });
}

function measure(content: Buffer): { width: number; height: number; type: string } {
  try {
    const { width, height, type } = imageSize(content);
    if (type && type in mimeTypes) return { width, height, type: mimeTypes[type] ?? '' };
  } catch {
    // Not a picture at all: refused below.
  }
  return badRequest('IMAGE_PROCESS_FAILED');
}

async function fetchPhoto(url: string): Promise<Buffer> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const content = Buffer.from(await reply.arrayBuffer());
    if (reply.ok && content.length <= mostFetchedBytes) {
      return reply.headers.get('content-type')?.startsWith('image/')
        ? content
        : badRequest('wrong type of the web page content');
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
  }
  return badRequest('failed to get HTTP URL content');
}

export function getFile(bot: Bot, fields: Fields): object {
  const file = bot.files.get(textOf(fields, 'file_id'));
  if (!file) return badRequest('invalid file_id');
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.content.length, file_path: file.path };
}

/** The portraits of somebody; the simulator knows one at most. */
export async function getPortraits(bot: Bot, person: Person): Promise<PhotoSize[][]> {
  const { portrait, user } = person;
  if (!portrait) return [];
  const kept = bot.portraits.get(user.id);
  if (kept) return kept;
  const name = portrait.split('/').at(-1) ?? '';
  const photos = [keepPhoto(bot, await readFile(new URL(name, pictures)))];
  bot.portraits.set(user.id, photos);
  return photos;
}
