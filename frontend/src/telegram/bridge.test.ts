import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectBridge } from './bridge.ts';

afterEach(() => {
  vi.restoreAllMocks();
  delete window.TelegramWebviewProxy;
});

/** The page in a frame of Telegram's web client, which hears what is posted to it. */
function framedPage() {
  const heard: string[] = [];
  const parent = { postMessage: (message: string) => heard.push(message) };
  vi.spyOn(window, 'parent', 'get').mockReturnValue(parent as unknown as Window);
  const say = (data: unknown, source: unknown = parent) =>
    window.dispatchEvent(new MessageEvent('message', { data, source: source as Window }));
  return { heard, say };
}

describe('in Telegram’s web clients', () => {
  it('both sides speak by messages of JSON', () => {
    const { heard, say } = framedPage();
    const bridge = connectBridge(window);
    const pressed = vi.fn<() => void>();
    bridge?.on('main_button_pressed', pressed);
    bridge?.post('web_app_ready');
    say('{"eventType":"main_button_pressed"}');
    expect(heard).toEqual(['{"eventType":"web_app_ready","eventData":{}}']);
    expect(pressed).toHaveBeenCalledOnce();
  });

  it('only the frame around the page is listened to, and only in the protocol', () => {
    const { say } = framedPage();
    const bridge = connectBridge(window);
    const changed = vi.fn<(eventData: unknown) => void>();
    bridge?.on('theme_changed', changed);
    say('{"eventType":"theme_changed"}', window);
    say('not json');
    say({ eventType: 'theme_changed' });
    say('{"eventType":7}');
    say('null');
    expect(changed).not.toHaveBeenCalled();
  });

  it('who stops listening hears nothing more', () => {
    const { say } = framedPage();
    const changed = vi.fn<(eventData: unknown) => void>();
    connectBridge(window)?.on('theme_changed', changed)();
    say('{"eventType":"theme_changed"}');
    expect(changed).not.toHaveBeenCalled();
  });
});

it('on phones the page calls the proxy that Telegram puts into it, and is called by name', () => {
  const postEvent = vi.fn<(eventType: string, eventData: string) => void>();
  window.TelegramWebviewProxy = { postEvent };
  const bridge = connectBridge(window);
  bridge?.post('web_app_expand', { a: 1 });
  expect(postEvent).toHaveBeenCalledWith('web_app_expand', '{"a":1}');

  const changed = vi.fn<(eventData: unknown) => void>();
  bridge?.on('viewport_changed', changed);
  window.Telegram?.WebView.receiveEvent('viewport_changed', { height: 600 });
  expect(changed).toHaveBeenCalledWith({ height: 600 });
});

it('in an ordinary tab there is nobody to talk to', () => {
  expect(connectBridge(window)).toBeUndefined();
});
