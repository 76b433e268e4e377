import { api } from '@wishlins/contract';
import { createClient, type Call } from '@wishlins/contract/client';
import type { CreatedWish } from '@wishlins/contract/wishes';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { cast, type Persona } from '../../../simulator/src/cast.ts';
import { signInitData } from '../../../simulator/src/init-data.ts';
import type { Server } from './server.ts';

/** Somebody who has opened the mini app. */
export interface Person {
  id: string;
  name: string;
  token: string;
  call: Call;
}

/** Opens the mini app as somebody of the cast. */
export async function open(server: Server, id: string): Promise<Person> {
  return signIn(server, personaOf(id));
}

/** Somebody of the cast. */
export function personaOf(id: string): Persona {
  return cast.find((one) => one.id === id) as Persona;
}

let newcomers = 0;

/** Somebody who opens it for the first time. */
export async function newcomer(server: Server): Promise<Person> {
  newcomers += 1;
  const name = `Newcomer ${newcomers}`;
  const user = { id: 1000 + newcomers, first_name: name, language_code: 'en' };
  return signIn(server, { id: name, name, role: '', user });
}

async function signIn(server: Server, persona: Persona): Promise<Person> {
  const initData = signInitData({ botToken: server.botToken, persona });
  const anonymous = createClient({ origin: server.origin, token: () => undefined });
  const { token, viewer } = await anonymous(api.session.create, { body: { initData } });
  return { id: viewer.id, name: viewer.name, token, call: createClient({ origin: server.origin, token: () => token }) };
}

/** A list of theirs with a wish on it, open to whoever has the link unless it is for friends. */
export async function makeList(
  owner: Person,
  visibility: 'link' | 'friends' = 'link',
): Promise<{ list: OwnWishlist; wish: CreatedWish }> {
  const list = await owner.call(api.wishlists.create, { body: { title: 'День рождения', visibility } });
  const wish = await owner.call(api.wishes.create, {
    params: { wishlistId: list.id },
    body: { title: 'Наушники', quantity: null },
  });
  return { list, wish };
}

/** Writes to the bot, as somebody does in their chat with it. */
export async function writeToBot(server: Server, id: string, text: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ text, from: personaOf(id).user });
  const { status } = await fetch(`${chatOf(server, id)}/messages`, { method: 'POST', headers, body });
  if (status !== 200) throw new Error(`The simulated Telegram answers ${status}.`);
}

/** How many messages of the bot they have. */
export async function heardFromBot(server: Server, id: string): Promise<number> {
  const { messages } = (await (await fetch(chatOf(server, id))).json()) as {
    messages: { from: { is_bot: boolean } }[];
  };
  return messages.filter(({ from }) => from.is_bot).length;
}

/** The chat of somebody with the bot, in the simulated Telegram. */
function chatOf(server: Server, id: string): string {
  return `${server.telegram}/chats/${server.botToken.split(':')[0]}/${personaOf(id).user.id}`;
}
