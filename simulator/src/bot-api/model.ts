import type { EventEmitter } from 'node:events';
import type { Fields } from './fields.ts';
import type { Birthdate, Chat, Message, PhotoSize, Update, User } from './telegram.ts';

/** Somebody as Telegram knows them. */
export interface Person {
  user: User;
  /** Where it may be seen by bots. */
  birthdate?: Birthdate;
  /** The address of a portrait on this server. */
  portrait?: string;
  /** They have let the bot write to them. */
  allowed: boolean;
  blocked: boolean;
}

export interface Group {
  chat: Chat;
  members: Set<number>;
  /** What the bot is there. */
  bot: 'member' | 'left' | 'kicked';
  /** The supergroup that took its place. */
  migratedTo?: number;
}

/** A message where it lies. */
export interface Stored {
  message: Message;
  place: Place;
  /** How the bot calls a message that was sent through it into a chat it is not in. */
  inlineId?: string;
}

/** Where people talk: with the bot, in a group, or two of them by themselves. */
export type Place = { kind: 'bot'; personId: number } | { kind: 'group'; id: number } | { kind: 'pair'; ids: number[] };

/** What a phone is told as it happens. `with` is whom the chat is with: the bot, a person or a group. */
export type PhoneEvent =
  | { type: 'message'; with: number; message: Message }
  | { type: 'deleted'; with: number; messageId: number }
  | { type: 'answer'; answer: CallbackAnswer }
  | { type: 'typing'; with: number }
  | { type: 'bot' }
  | { type: 'person' };

/** Everything Telegram knows of one bot. Nothing here is shared with another. */
export interface Bot {
  id: number;
  /** The first token that was used for it; no other one is accepted. */
  token: string | undefined;
  me: User;
  people: Map<number, Person>;
  groups: Map<number, Group>;
  /** By place, each in their order. */
  messages: Map<string, Stored[]>;
  /** Those sent through the bot into chats it is not in, by the name it has for them. */
  inlineMessages: Map<string, Stored>;
  files: Map<string, StoredFile>;
  /** The portraits asked for so far, by person. */
  portraits: Map<number, PhotoSize[][]>;
  profile: BotProfile;
  updates: Update[];
  /** Those of them that came late, and were not given yet: an offset forgets only what it has seen. */
  late: Set<Update>;
  /** The next ids to be given. */
  next: { update: number; message: number; query: number; group: number; call: number };
  allowedUpdates: string[] | undefined;
  /** The request that waits for updates, and how to end it. */
  poll: { end: (updates: Update[]) => void; refuse: () => void } | undefined;
  webhook: Webhook | undefined;
  inlineQueries: Map<string, InlineQuery>;
  inlineCache: Map<string, { until: number; offer: InlineOffer }>;
  /** What each person was offered last. */
  offers: Map<number, InlineOffer>;
  prepared: Map<string, Prepared>;
  callbacks: Map<string, CallbackAnswer>;
  faults: Fault[];
  /** What faults that spare have struck: chat and text. */
  struck: Set<string>;
  calls: Call[];
  pace: Pace | undefined;
  /** Tells phones what happens, by the id of their holder. */
  phones: EventEmitter<Record<`${number}`, [PhoneEvent]> & { any: [holder: number, event: PhoneEvent] }>;
}

/** Every bot of one simulator. */
export interface World {
  bots: Map<number, Bot>;
  /** Ends what waits: polls, webhooks, phones. */
  closing: AbortController;
}

export interface StoredFile {
  id: string;
  uniqueId: string;
  path: string;
  /** As in `image/png`. */
  type: string;
  content: Buffer;
}

/** What somebody typed after the bot's name, until it is answered. */
export interface InlineQuery {
  personId: number;
  query: string;
  offset: string;
  askedAt: number;
  answer: (offer: InlineOffer) => void;
}

/** The cards a bot offers. */
export interface InlineOffer {
  results: Fields[];
  next_offset: string;
  button?: Fields;
}

/** A card that a mini app will ask the person to send. */
export interface Prepared {
  personId: number;
  result: Fields;
  /** In seconds since 1970. */
  expiresAt: number;
}

/** A pressed button, and what the bot answered. */
export interface CallbackAnswer {
  id: string;
  personId: number;
  data: string;
  pressedAt: number;
  answered: boolean;
  text?: string;
  show_alert?: boolean;
  url?: string;
}

export interface Command {
  command: string;
  description: string;
}

/** What a bot says about itself. */
export interface BotProfile {
  /** By scope and language. */
  commands: Map<string, Command[]>;
  /** Name and descriptions, by kind and language. */
  texts: Map<string, string>;
  /** By chat; 0 is everybody's. */
  menuButtons: Map<number, Fields>;
}

/** How much a bot may send before it is told to wait. */
export interface PaceLimits {
  perSecond: number;
  perChatPerSecond: number;
  perGroupPerMinute: number;
}

/** The limits, when the bot sent what, and until when it has been told to wait. */
export interface Pace {
  limits: PaceLimits;
  sent: Map<number, number[]>;
  waiting: Map<number, number>;
}

/** Where updates are brought to. */
export interface Webhook {
  url: string;
  secret: string;
  connections: number;
  lastError?: { date: number; message: string };
  /** The chats and people whose updates are on the way. */
  lines: Set<string>;
  stopped: AbortController;
}

export const faultKinds = [
  '400',
  '401',
  '403',
  '429',
  '500',
  '502-html',
  'migrated',
  'malformed',
  'timeout',
  'reset',
  'slow',
] as const;

/** A misbehaviour to come. */
export interface Fault {
  fault: (typeof faultKinds)[number];
  /** The method it strikes; without one, every method but getUpdates. */
  method?: string;
  chatId?: number;
  /** How often it strikes; without it, until the faults are set anew. */
  times?: number;
  /** Strikes only each so many matching calls. */
  every?: number;
  /** Seconds, of a 429. */
  retryAfter?: number;
  /** The supergroup's id, of a group that has become one. */
  migrateTo?: number;
  /** Milliseconds: how long a slow answer takes, and after which a time-out breaks off. */
  delay?: number;
  /** In place of Telegram's own words. */
  description?: string;
  /** What was asked is done, only the answer is lost. A slow answer always follows a deed. */
  done?: boolean;
  /** Strikes no message that was struck already by this fault or by another one of which this is said. */
  spares?: boolean;
}

/** One call of the Bot API, as it was answered. */
export interface Call {
  /** In the order of the answers, from 1. */
  n: number;
  /** When it came, in milliseconds since 1970. */
  time: number;
  method: string;
  payload: Fields;
  /** The HTTP status of the answer; 0 when there was none. */
  status: number;
  description?: string;
  fault?: Fault['fault'];
  /** Whether what it asked for was done, whatever was answered. */
  done: boolean;
  /** When it was answered, in milliseconds since 1970. */
  answered: number;
}
