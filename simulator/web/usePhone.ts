import { toRef, type Ref } from 'vue';
import type { Persona } from '../src/cast.ts';
import type { PhoneSettings } from './settings.ts';
import type { TelegramClient } from './telegram-client.ts';
import { useBottomButtons } from './useBottomButtons.ts';
import { useBridge, type Line } from './useBridge.ts';
import { useColors } from './useColors.ts';
import { useDialogs } from './useDialogs.ts';
import { useHaptics } from './useHaptics.ts';
import { useLifecycle } from './useLifecycle.ts';
import { useLinks, type ChatOpening } from './useLinks.ts';
import { useRequests } from './useRequests.ts';
import { useStorage } from './useStorage.ts';
import { useViewport } from './useViewport.ts';

/** What a phone shows, as the properties of a component. */
export interface Phone {
  /** What the frame loads. */
  url: string;
  settings: PhoneSettings;
  persona: Persona;
  contacts: Persona[];
  botUsername: string;
  client: TelegramClient;
}

/** What the phone does that others must know of. */
export interface PhoneEvents {
  note: (line: Line) => void;
  launch: (startParam: string) => void;
  deliver: (personaId: string, startParam: string) => void;
  closed: () => void;
  relaunch: () => void;
  chat: (peer: number, opening: ChatOpening) => void;
}

/** The Telegram around one opening of the app. Its state begins and ends with that opening. */
export function usePhone(phone: Phone, frame: Readonly<Ref<HTMLIFrameElement | null>>, events: PhoneEvents) {
  const { persona, settings } = phone;
  const bridge = useBridge(() => frame.value?.contentWindow, settings.version, events.note);
  const dialogs = useDialogs(bridge);
  const buttons = useBottomButtons(bridge);
  const viewport = useViewport(bridge, {
    frame,
    safe: toRef(() => phone.settings.safe),
    hasBottomBar: () => buttons.main.visible || buttons.secondary.visible,
  });
  useStorage(bridge, persona.id);
  useRequests(bridge, dialogs, phone);
  return {
    dialogs,
    buttons,
    viewport,
    lifecycle: useLifecycle(bridge, dialogs, events),
    colors: useColors(
      bridge,
      toRef(() => phone.settings.theme),
    ),
    haptic: useHaptics(bridge),
    notice: useLinks(bridge, dialogs, { ...phone, ...events }),
  };
}
