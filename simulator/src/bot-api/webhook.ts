import { flagOf, integerOf, textOf, type Fields } from './fields.ts';
import { isThisMachine } from './keyboards.ts';
import { badRequest } from './telegram.ts';
import { deliver } from './delivery.ts';
import { setAllowedUpdates } from './updates.ts';
import type { Bot } from './model.ts';

/** Source: https://core.telegram.org/bots/api#setwebhook. As a local Bot API server, it reaches this machine by HTTP. */
export function setWebhook(bot: Bot, fields: Fields): true {
  const address = textOf(fields, 'url');
  if (address === '') return deleteWebhook(bot, fields);
  const url = URL.parse(address);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url)))) {
    badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  const secret = textOf(fields, 'secret_token');
  if (!/^[\w-]{0,256}$/.test(secret)) badRequest('secret token contains unallowed characters');
  forget(bot, fields);
  setAllowedUpdates(bot, fields);
  const connections = integerOf(fields, 'max_connections') ?? 40;
  bot.poll?.refuse();
  bot.webhook = { url: address, secret, connections, lines: new Set(), stopped: new AbortController() };
  deliver(bot);
  return true;
}

export function deleteWebhook(bot: Bot, fields: Fields): true {
  forget(bot, fields);
  return true;
}

function forget(bot: Bot, fields: Fields): void {
  bot.webhook?.stopped.abort();
  bot.webhook = undefined;
  if (flagOf(fields, 'drop_pending_updates')) bot.updates = [];
}

export function getWebhookInfo({ webhook, updates, allowedUpdates }: Bot): object {
  const { lastError } = webhook ?? {};
  return {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: updates.length,
    ...(webhook && { max_connections: webhook.connections }),
    ...(allowedUpdates && { allowed_updates: allowedUpdates }),
    ...(lastError && { last_error_date: lastError.date, last_error_message: lastError.message }),
  };
}
