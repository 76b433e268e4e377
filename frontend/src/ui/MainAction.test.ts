import { waitFor } from '@testing-library/vue';
import { expect, it, vi } from 'vitest';
import { createFakeTelegram } from '../testing/fake-telegram.ts';
import { renderPart } from '../testing/render.ts';
import MainAction from './MainAction.vue';

it('is Telegram’s own button where there is one', async () => {
  const onPress = vi.fn<() => void>();
  const telegram = createFakeTelegram('6.0');
  const { queryByRole } = await renderPart(MainAction, { text: 'Сохранить', onPress }, { telegram });
  await waitFor(() => expect(telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Сохранить' }));
  expect(queryByRole('button')).toBeNull();
  telegram.happen('main_button_pressed');
  expect(onPress).toHaveBeenCalledOnce();
});

it('is a button at the foot of the page where Telegram has none', async () => {
  const onPress = vi.fn<() => void>();
  const telegram = createFakeTelegram('7.9');
  const props = { text: 'Поделиться', kind: 'secondary', onPress };
  const { user, getByRole } = await renderPart(MainAction, props, { telegram });
  await user.click(getByRole('button', { name: 'Поделиться' }));
  expect(onPress).toHaveBeenCalledOnce();
});

it.each([{ enabled: false }, { busy: true }])('cannot be pressed while %o', async (state) => {
  const { getByRole } = await renderPart(MainAction, { text: 'Сохранить', ...state });
  expect(getByRole<HTMLButtonElement>('button').disabled).toBe(true);
});
