import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { afterEach, expect, it, vi } from 'vitest';
import { anya } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

afterEach(() => vi.restoreAllMocks());

async function openOwnData(telegram = createFakeTelegram()) {
  const server = createFakeServer();
  server.on(api.ownData.prepare, ({ body }) => ({ token: `for-${body.format}` }));
  const screen = await renderAt('/settings/data', { server, viewer: anya, telegram });
  await screen.findByRole('heading', { name: 'Мои данные' });
  return screen;
}

it.each([
  ['Скачать таблицу', 'csv'],
  ['Скачать всё', 'json'],
])('%s: Telegram saves the file from an address of its own', async (button, format) => {
  const screen = await openOwnData();
  await screen.user.click(screen.getByRole('button', { name: button }));
  await waitFor(() =>
    expect(screen.telegram.last('web_app_request_file_download')).toEqual({
      url: `${location.origin}/api/downloads/for-${format}/wishlins.${format}`,
      file_name: `wishlins.${format}`,
    }),
  );
});

it('a Telegram that saves no files opens it in the browser, which does', async () => {
  const screen = await openOwnData(createFakeTelegram('7.10'));
  await screen.user.click(screen.getByRole('button', { name: 'Скачать таблицу' }));
  const url = `${location.origin}/api/downloads/for-csv/wishlins.csv`;
  await waitFor(() => expect(screen.telegram.last('web_app_open_link')).toEqual({ url }));
});

it('a browser without Telegram saves it itself', async () => {
  const open = vi.spyOn(window, 'open').mockReturnValue(null);
  const screen = await openOwnData(createFakeTelegram(null));
  await screen.user.click(screen.getByRole('button', { name: 'Скачать всё' }));
  const url = `${location.origin}/api/downloads/for-json/wishlins.json`;
  await waitFor(() => expect(open).toHaveBeenCalledWith(url, '_blank', 'noopener'));
});

it('says why a file could not be prepared, and lets one try again', async () => {
  const screen = await openOwnData();
  screen.server.on(api.ownData.prepare, refusal('unavailable'));
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Скачать всё' });
  await screen.user.click(button);
  await screen.findByText(/Сервис отдыхает/);
  expect(screen.telegram.last('web_app_request_file_download')).toBeUndefined();
  expect(button.disabled).toBe(false);
});
