import type { Conversation } from '@wishlins/contract/bot';
import type { Call } from '@wishlins/contract/client';
import type { Me } from '@wishlins/contract/users';
import type { Context } from 'grammy';
import type { AppLinks } from './app-links.ts';
import type { Texts } from './texts.ts';

/** What the faces of the bot know besides the update itself. */
interface Known extends Texts {
  /** Calls the API as the sender of this update. */
  call: Call;
  /** The sender. */
  viewer: Me;
  /** Where the conversation with them stands. */
  conversation: Conversation;
  /** Moves it on. */
  converse: (changes: Partial<Conversation>) => Promise<void>;
  app: AppLinks;
}

/** An update that is being handled. */
export type Turn = Context & Known;

/** How one speaks to the sender, and of them. */
export function firstNameOf({ viewer }: Turn): string {
  return viewer.name.split(' ')[0] ?? viewer.name;
}
