/**
 * The parts of Telegram's vocabulary that the simulator speaks, in Telegram's own words.
 * Source: https://core.telegram.org/bots/api#available-types
 */
export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
  is_premium?: true;
}

export interface Birthdate {
  day: number;
  month: number;
  year?: number;
}

export interface Chat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  first_name?: string;
  last_name?: string;
  username?: string;
}

/** A stretch of a text, in UTF-16 units. */
export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  user?: User;
  language?: string;
  custom_emoji_id?: string;
}

export interface PhotoSize {
  file_id: string;
  file_unique_id: string;
  width: number;
  height: number;
  file_size: number;
}

export interface Button {
  text: string;
  callback_data?: string;
  url?: string;
  web_app?: { url: string };
  copy_text?: { text: string };
  switch_inline_query?: string;
  switch_inline_query_current_chat?: string;
  switch_inline_query_chosen_chat?: { query?: string };
  style?: string;
}

export interface Markup {
  inline_keyboard?: Button[][];
  keyboard?: (Button | string)[][];
  remove_keyboard?: true;
  force_reply?: true;
  input_field_placeholder?: string;
}

export interface ForwardOrigin {
  type: string;
  date: number;
  sender_user?: User;
  sender_user_name?: string;
  chat?: { id: number; type: string; title?: string; username?: string };
  message_id?: number;
}

/** What a message says, apart from who says it where. */
export interface Content {
  text?: string;
  entities?: Entity[];
  caption?: string;
  caption_entities?: Entity[];
  photo?: PhotoSize[];
  reply_markup?: Markup;
  link_preview_options?: object;
}

export interface Message extends Content {
  message_id: number;
  date: number;
  edit_date?: number;
  from: User;
  chat: Chat;
  via_bot?: User;
  forward_origin?: ForwardOrigin;
  reply_to_message?: Message;
  media_group_id?: string;
  new_chat_members?: User[];
  left_chat_member?: User;
  migrate_to_chat_id?: number;
  migrate_from_chat_id?: number;
  write_access_allowed?: { from_request: true };
}

export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

/** A refusal that the Bot API answers with. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined;

  constructor(code: number, description: string, parameters?: Refusal['parameters']) {
    super(description);
    this.name = 'Refusal';
    this.code = code;
    this.parameters = parameters;
  }
}

/** Refuses a request as the Bot API does; the reason comes without its "Bad Request". */
export function badRequest(reason: string): never {
  throw new Refusal(400, `Bad Request: ${reason}`);
}
