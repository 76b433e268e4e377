import { createHash } from 'node:crypto';
import type { TelegramUser } from '../telegram/init-data.ts';
import type { Reply } from './http.ts';
import type { Actor } from './world.ts';

/** Two givers whom an owner has no other way to hear of, with everything about them unlike anything else. */
export const canaries = {
  kenar: {
    id: 7_313_371_001,
    first_name: 'Кенарион',
    last_name: 'Желтопёров',
    username: 'kenar_sings',
    photo_url: '/pictures/canary/kenar.webp',
  },
  mina: {
    id: 7_313_371_002,
    first_name: 'Minadora',
    last_name: 'Goldfinch',
    username: 'mina_in_the_mine',
    photo_url: '/pictures/canary/mina.webp',
  },
} satisfies Record<string, TelegramUser>;

/** What gives a person away: name, username, photo and ids, as they are, encoded, and hashed. */
export function tracesOf({ telegram, me }: Actor): string[] {
  const { id, first_name, last_name = '', username = '', photo_url = '' } = telegram;
  const uuid = Buffer.from(me.id.replaceAll('-', ''), 'hex');
  const facts = [first_name, last_name, username, photo_url, me.photoUrl ?? '', String(id), me.id].filter(Boolean);
  return [
    ...facts.flatMap((fact) => [
      fact,
      encodeURIComponent(fact),
      escaped(fact),
      ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(fact).toString(form).replace(/=+$/, '')),
      ...['md5', 'sha1', 'sha256'].flatMap((name) =>
        (['hex', 'base64', 'base64url'] as const).map((form) => createHash(name).update(fact).digest(form)),
      ),
    ]),
    id.toString(16),
    id.toString(36),
    uuid.toString('hex'),
    uuid.toString('base64url'),
  ].map((trace) => trace.toLowerCase());
}

function escaped(text: string): string {
  return text.replaceAll(/[^ -~]/g, (char) => String.raw`\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The traces that a reply carries, in its body or in its headers. */
export function findTraces(reply: Reply, traces: readonly string[]): string[] {
  const text = `${reply.body}\n${JSON.stringify(reply.headers)}`.toLowerCase();
  return traces.filter((trace) => text.includes(trace));
}

const vocabulary = /reserv|claim|giver|holder|taken|availab|wait|stock|bought|stage|mine|others|hide/i;

/** The keys of a reply that speak of reservations. */
export function findTellingKeys({ body }: Reply): string[] {
  return Array.from(body.matchAll(/"([^"\\]+)":/g), ([, key = '']) => key).filter((key) => vocabulary.test(key));
}

/** A reply with its ids, tokens and moments made alike, so that two of twins can be compared byte by byte. */
export function masked(reply: Reply): Reply {
  const text = JSON.stringify(reply)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/((?:shareT|t)oken\\":\\")[\w-]+/g, '$1<token>')
    .replaceAll(/(\/pictures\/photos\/)[\w-]{22}/g, '$1<name>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<moment>');
  return JSON.parse(text) as Reply;
}
