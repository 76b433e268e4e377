import { describe, expect, it } from 'vitest';
import { isVersionAtLeast, parseMessage } from './protocol.ts';

describe('the Web App protocol', () => {
  it('compares versions by number, so that 6.10 is newer than 6.9', () => {
    expect(isVersionAtLeast('6.10', '6.9')).toBe(true);
    expect(isVersionAtLeast('6.9', '6.10')).toBe(false);
    expect(isVersionAtLeast('10.3', '9.1')).toBe(true);
    expect(isVersionAtLeast('8.0', '8.0')).toBe(true);
  });

  it('reads a message with and without data', () => {
    expect(parseMessage('{"eventType":"web_app_close","eventData":{"return_back":true}}')).toEqual({
      name: 'web_app_close',
      payload: { return_back: true },
    });
    // Telegram's own script sends an empty text where there is nothing to say.
    expect(parseMessage('{"eventType":"web_app_ready","eventData":""}')).toEqual({
      name: 'web_app_ready',
      payload: {},
    });
  });

  it.each([undefined, { eventType: 'web_app_ready' }, 'not JSON', 'null', '[]', '{"eventType":1}'])(
    'ignores %j',
    (raw) => {
      expect(parseMessage(raw)).toBeUndefined();
    },
  );
});
