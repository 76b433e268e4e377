import { waitFor } from '@testing-library/vue';
import { expect, it } from 'vitest';
import { defineComponent } from 'vue';
import { createFakeTelegram } from '../testing/fake-telegram.ts';
import { renderPart } from '../testing/render.ts';
import { useConfirm } from './confirm.ts';

/** Asks whether to delete, and remembers the answer. */
async function ask(version: string | null) {
  const telegram = createFakeTelegram(version);
  const asked: { answer?: Promise<boolean> } = {};
  const part = defineComponent(() => {
    const confirm = useConfirm();
    asked.answer = confirm({ text: 'Удалить?', confirm: 'Да', cancel: 'Нет', danger: true });
    return () => null;
  });
  const screen = await renderPart(part, {}, { telegram });
  return { ...screen, telegram, asked };
}

it.each([
  ['confirm', true],
  ['cancel', false],
  [undefined, false],
])('Telegram’s popup asks, and %s means %s', async (buttonId, confirmed) => {
  const { telegram, asked } = await ask('6.2');
  expect(telegram.last('web_app_open_popup')).toMatchObject({
    message: 'Удалить?',
    buttons: [{ type: 'destructive' }, {}],
  });
  telegram.happen('popup_closed', buttonId ? { button_id: buttonId } : {});
  expect(await asked.answer).toBe(confirmed);
});

it.each([
  ['Да', true],
  ['Нет', false],
  ['Закрыть', false],
])('an old Telegram has no popup: the page asks, and “%s” means %s', async (button, confirmed) => {
  const { user, findByRole, queryByRole, asked } = await ask('6.1');
  await findByRole('dialog', { name: 'Удалить?' });
  await user.click(await findByRole('button', { name: button }));
  expect(await asked.answer).toBe(confirmed);
  await waitFor(() => expect(queryByRole('dialog')).toBeNull());
});
