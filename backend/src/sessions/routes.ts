import { api } from '@wishlins/contract';
import { mount, mountOpen, type Door } from '../http/mount.ts';
import { createInitDataVerifier } from '../telegram/init-data.ts';
import { endSession, startSession } from './service.ts';

/** Signing in and out. */
export function mountSessions(door: Door): void {
  const { config, botUsername } = door.context;
  const verify = createInitDataVerifier({ botToken: config.telegramBotToken, maxAge: config.initDataMaxAge });

  mountOpen(door, api.session.create, async ({ db, body }) => {
    const session = await startSession(db, verify, body.initData);
    return { ...session, telegram: { botUsername: botUsername() } };
  });
  mountOpen(door, api.session.telegram, async () => ({ botUsername: botUsername() }));
  mount(door, api.session.end, ({ db, token }) => endSession(db, token));
}
