/**
 * The language a mini app and Telegram's web clients speak: JSON text `{ eventType, eventData }`, posted between the
 * frame and its host.
 * Source: https://core.telegram.org/api/web-events and https://core.telegram.org/bots/webapps
 */

/** What an app may ask of Telegram, with the version that learned it. */
export const methodSince = {
  iframe_ready: '6.0',
  iframe_will_reload: '6.0',
  web_app_ready: '6.0',
  web_app_expand: '6.0',
  web_app_close: '6.0',
  web_app_data_send: '6.0',
  web_app_open_link: '6.0',
  web_app_request_theme: '6.0',
  web_app_request_viewport: '6.0',
  web_app_setup_main_button: '6.0',
  // On the web these links have always gone through the host.
  web_app_open_tg_link: '6.0',
  web_app_open_invoice: '6.1',
  web_app_set_background_color: '6.1',
  web_app_set_header_color: '6.1',
  web_app_setup_back_button: '6.1',
  web_app_trigger_haptic_feedback: '6.1',
  web_app_open_popup: '6.2',
  web_app_setup_closing_behavior: '6.2',
  web_app_close_scan_qr_popup: '6.4',
  web_app_open_scan_qr_popup: '6.4',
  web_app_read_text_from_clipboard: '6.4',
  web_app_switch_inline_query: '6.7',
  web_app_invoke_custom_method: '6.9',
  web_app_request_phone: '6.9',
  web_app_request_write_access: '6.9',
  web_app_setup_settings_button: '6.10',
  web_app_biometry_get_info: '7.2',
  web_app_setup_swipe_behavior: '7.7',
  web_app_share_to_story: '7.8',
  web_app_set_bottom_bar_color: '7.10',
  web_app_setup_secondary_button: '7.10',
  web_app_add_to_home_screen: '8.0',
  web_app_check_home_screen: '8.0',
  web_app_check_location: '8.0',
  web_app_exit_fullscreen: '8.0',
  web_app_request_content_safe_area: '8.0',
  web_app_request_file_download: '8.0',
  web_app_request_fullscreen: '8.0',
  web_app_request_safe_area: '8.0',
  web_app_send_prepared_message: '8.0',
  web_app_device_storage_clear: '9.0',
  web_app_device_storage_get_key: '9.0',
  web_app_device_storage_save_key: '9.0',
  web_app_secure_storage_clear: '9.0',
  web_app_secure_storage_get_key: '9.0',
  web_app_secure_storage_restore_key: '9.0',
  web_app_secure_storage_save_key: '9.0',
  web_app_hide_keyboard: '9.1',
  web_app_request_chat: '9.6',
} as const;

export type MethodName = keyof typeof methodSince;

export interface Insets {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

type Reply<Fields = unknown> = { req_id: string } & Fields;
type Nothing = undefined;

/** What Telegram tells an app. `Nothing` travels without `eventData`. */
export interface HostEvents {
  back_button_pressed: Nothing;
  biometry_info_received: { available: false };
  clipboard_text_received: Reply<{ data: null }>;
  content_safe_area_changed: Insets;
  custom_method_invoked: Reply<{ result: unknown } | { error: string }>;
  device_storage_cleared: Reply;
  device_storage_failed: Reply<{ error: string }>;
  device_storage_key_received: Reply<{ value: string | null }>;
  device_storage_key_saved: Reply;
  file_download_requested: { status: 'downloading' | 'cancelled' };
  fullscreen_changed: { is_fullscreen: boolean };
  fullscreen_failed: { error: 'UNSUPPORTED' | 'ALREADY_FULLSCREEN' };
  home_screen_added: Nothing;
  home_screen_checked: { status: 'added' | 'missed' };
  home_screen_failed: { error: 'UNSUPPORTED' };
  invoice_closed: { slug: string; status: 'paid' | 'cancelled' };
  location_checked: { available: false };
  main_button_pressed: Nothing;
  phone_requested: { status: 'sent' | 'cancelled' };
  popup_closed: { button_id?: string };
  prepared_message_failed: { error: 'USER_DECLINED' | 'MESSAGE_EXPIRED' | 'SEND_FAILED' };
  prepared_message_sent: Nothing;
  qr_text_received: { data: string };
  reload_iframe: Nothing;
  requested_chat_failed: Reply<{ error: 'USER_DECLINED' }>;
  requested_chat_sent: Reply;
  safe_area_changed: Insets;
  scan_qr_popup_closed: Nothing;
  secondary_button_pressed: Nothing;
  secure_storage_cleared: Reply;
  secure_storage_failed: Reply<{ error: string }>;
  secure_storage_key_received: Reply<{ value: string | null; can_restore: false }>;
  secure_storage_key_saved: Reply;
  set_custom_style: string;
  settings_button_pressed: Nothing;
  theme_changed: { theme_params: Record<string, string> };
  viewport_changed: { height: number; width: number; is_expanded: boolean; is_state_stable: boolean };
  visibility_changed: { is_visible: boolean };
  write_access_requested: { status: 'allowed' | 'cancelled' };
}

export type HostEventName = keyof HostEvents;

/** What an app sent along; anything may be missing or of the wrong type. */
export type Payload = Record<string, unknown>;

/** Events that Telegram sends unasked, with the version that learned them; the others only answer a method. */
export const eventSince: Partial<Record<HostEventName, string>> = {
  content_safe_area_changed: '8.0',
  fullscreen_changed: '8.0',
  safe_area_changed: '8.0',
  visibility_changed: '8.0',
};

/** Reads one message of an app; `undefined` when it is not of this protocol. */
export function parseMessage(raw: unknown): { name: string; payload: Payload } | undefined {
  if (typeof raw !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(raw);
    if (!isRecord(message) || typeof message.eventType !== 'string') return undefined;
    return { name: message.eventType, payload: isRecord(message.eventData) ? message.eventData : {} };
  } catch {
    return undefined;
  }
}

/** Tells whether a name is one of the methods above. */
export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methodSince, name);
}

/** Compares versions by number, part by part: 6.10 is newer than 6.9. */
export function isVersionAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major === leastMajor ? minor >= leastMinor : major > leastMajor;
}

/** The text under a key, or nothing. */
export function textOf(payload: Payload, key: string): string {
  const value = payload[key];
  return typeof value === 'string' ? value : '';
}

/** Tells whether the value under a key is true. */
export function flagOf(payload: Payload, key: string): boolean {
  return payload[key] === true;
}

/** The texts in a list under a key; Telegram takes a single text for a list of one. */
export function textsOf(payload: Payload, key: string): string[] {
  const value = payload[key];
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

/** The object under a key, or an empty one. */
export function recordOf(payload: Payload, key: string): Payload {
  const value = payload[key];
  return isRecord(value) ? value : {};
}

/** The objects in a list under a key. */
export function recordsOf(payload: Payload, key: string): Payload[] {
  const value = payload[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
