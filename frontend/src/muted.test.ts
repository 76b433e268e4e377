import { api } from '@wishlins/contract';
import { expect, it } from 'vitest';
import { anya, boris, faceOf, guestWish, profile, shareToken, sharedWishlist } from './testing/cast.ts';
import { createFakeServer, refusal } from './testing/fake-server.ts';
import { renderAt } from './testing/render.ts';

const nobody = { people: [], wishlists: [] };

async function meetAnya() {
  const server = createFakeServer();
  server.on(api.users.get, profile(anya, { following: true }));
  server.on(api.wishlists.ofUser, { wishlists: [] });
  server.on(api.notifications.muted, nobody);
  return renderAt(`/people/${anya.id}`, { server, viewer: boris });
}

it('somebody one follows can be muted on their page, and heard again', async () => {
  const screen = await meetAnya();
  screen.server.on(api.notifications.mutePerson, undefined);
  screen.server.on(api.notifications.unmutePerson, undefined);
  await screen.user.click(await screen.findByRole('button', { name: 'Не присылать новости' }));
  await screen.findByText('Уведомлений больше не будет');
  expect(screen.server.callsOf(api.notifications.mutePerson)[0]?.params).toEqual({ userId: anya.id });
  await screen.user.click(screen.getByRole('button', { name: 'Присылать новости' }));
  await screen.findByRole('button', { name: 'Не присылать новости' });
  expect(screen.server.callsOf(api.notifications.unmutePerson)).toHaveLength(1);
});

it('a mute that the server refuses is taken back with the reason', async () => {
  const screen = await meetAnya();
  screen.server.on(api.notifications.mutePerson, refusal('limit_reached', { limit: 500 }));
  await screen.user.click(await screen.findByRole('button', { name: 'Не присылать новости' }));
  await screen.findByText(/предел — 500/);
  screen.getByRole('button', { name: 'Не присылать новости' });
});

it('a list can be muted where it is shown', async () => {
  const server = createFakeServer();
  const list = sharedWishlist([guestWish()]);
  server.on(api.wishlists.shared, list);
  server.on(api.notifications.muted, nobody);
  server.on(api.notifications.muteWishlist, undefined);
  const screen = await renderAt(`/shared/${shareToken}`, { server, viewer: boris });
  await screen.user.click(await screen.findByRole('button', { name: 'Уведомления об этом списке' }));
  await screen.user.click(await screen.findByRole('button', { name: 'Не присылать об этом списке' }));
  await screen.findByRole('button', { name: 'Присылать об этом списке' });
  expect(server.callsOf(api.notifications.muteWishlist)[0]?.params).toEqual({ wishlistId: list.id });
  expect(list.owner).toEqual(faceOf(anya));
});
