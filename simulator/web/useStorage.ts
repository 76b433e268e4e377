import { openMemory, type Memory } from './memory.ts';
import { recordOf, textOf, textsOf, type Payload } from './protocol.ts';
import type { Bridge } from './useBridge.ts';

const maxCloudKeys = 1024;
const maxCloudValue = 4096;

/** The cloud, device and secure storage that Telegram lends to an app, for one person. */
export function useStorage(bridge: Bridge, personaId: string): void {
  const cloud = openMemory(personaId, 'cloud');
  const device = openMemory(personaId, 'device');
  const secure = openMemory(personaId, 'secure');

  bridge.on('web_app_invoke_custom_method', (payload) => {
    const answer = callCloud(cloud, textOf(payload, 'method'), recordOf(payload, 'params'));
    bridge.send('custom_method_invoked', { req_id: textOf(payload, 'req_id'), ...answer });
  });

  bridge.on('web_app_device_storage_save_key', (payload) => {
    const req_id = textOf(payload, 'req_id');
    if (save(device, payload)) bridge.send('device_storage_key_saved', { req_id });
    else bridge.send('device_storage_failed', { req_id, error: 'KEY_INVALID' });
  });
  bridge.on('web_app_device_storage_get_key', (payload) => {
    bridge.send('device_storage_key_received', {
      req_id: textOf(payload, 'req_id'),
      value: device.get(textOf(payload, 'key')),
    });
  });
  bridge.on('web_app_device_storage_clear', (payload) => {
    clear(device);
    bridge.send('device_storage_cleared', { req_id: textOf(payload, 'req_id') });
  });

  bridge.on('web_app_secure_storage_save_key', (payload) => {
    const req_id = textOf(payload, 'req_id');
    if (save(secure, payload)) bridge.send('secure_storage_key_saved', { req_id });
    else bridge.send('secure_storage_failed', { req_id, error: 'KEY_INVALID' });
  });
  bridge.on('web_app_secure_storage_get_key', (payload) => {
    const value = secure.get(textOf(payload, 'key'));
    bridge.send('secure_storage_key_received', { req_id: textOf(payload, 'req_id'), value, can_restore: false });
  });
  bridge.on('web_app_secure_storage_restore_key', (payload) => {
    bridge.send('secure_storage_failed', { req_id: textOf(payload, 'req_id'), error: 'RESTORE_UNAVAILABLE' });
  });
  bridge.on('web_app_secure_storage_clear', (payload) => {
    clear(secure);
    bridge.send('secure_storage_cleared', { req_id: textOf(payload, 'req_id') });
  });
}

// Limits: https://core.telegram.org/bots/webapps#cloudstorage
function callCloud(cloud: Memory, method: string, params: Payload): { result: unknown } | { error: string } {
  const keys = textsOf(params, 'keys');
  switch (method) {
    case 'saveStorageValue': {
      const key = textOf(params, 'key');
      const value = textOf(params, 'value');
      if (!/^[\w-]{1,128}$/.test(key)) return { error: 'KEY_INVALID' };
      if (value.length > maxCloudValue) return { error: 'VALUE_TOO_LONG' };
      if (cloud.get(key) === null && cloud.keys().length >= maxCloudKeys) return { error: 'QUOTA_EXCEEDED' };
      cloud.set(key, value);
      return { result: true };
    }
    case 'getStorageValues':
      return { result: Object.fromEntries(keys.map((key) => [key, cloud.get(key) ?? ''])) };
    case 'deleteStorageValues':
      keys.forEach((key) => cloud.set(key, null));
      return { result: true };
    case 'getStorageKeys':
      return { result: cloud.keys() };
    default:
      return { error: 'METHOD_INVALID' };
  }
}

function save(memory: Memory, payload: Payload): boolean {
  const key = textOf(payload, 'key');
  if (!key) return false;
  memory.set(key, typeof payload.value === 'string' ? payload.value : null);
  return true;
}

function clear(memory: Memory): void {
  memory.keys().forEach((key) => memory.set(key, null));
}
