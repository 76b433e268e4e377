import { fieldOf } from './event.ts';
import type { Telegram } from './telegram.ts';

/**
 * Answers `true` the first time it is asked about this, and never again on any phone of the person: what is offered once.
 * Telegram's cloud remembers it, and where there is none, this device.
 */
export async function isFirstTime(telegram: Telegram, what: string): Promise<boolean> {
  const key = `once-${what}`;
  if (localStorage.getItem(key)) return false;
  localStorage.setItem(key, 'yes');
  const kept = await askCloud(telegram, 'getStorageValues', { keys: [key] });
  if (fieldOf(kept, key)) return false;
  void askCloud(telegram, 'saveStorageValue', { key, value: 'yes' });
  return true;
}

let lastRequest = 0;

/** Calls CloudStorage; `undefined` from a client without one. Who gets no answer waits, and offers nothing. */
async function askCloud({ post, on }: Telegram, method: string, params: object): Promise<unknown> {
  const req_id = `cloud-${(lastRequest += 1)}`;
  if (!post('6.9', 'web_app_invoke_custom_method', { req_id, method, params })) return undefined;
  return new Promise((resolve) => {
    on('custom_method_invoked', (event) => {
      if (fieldOf(event, 'req_id') === req_id) resolve(fieldOf(event, 'result'));
    });
  });
}
