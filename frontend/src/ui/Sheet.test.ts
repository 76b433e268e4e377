import { waitFor } from '@testing-library/vue';
import { describe, expect, it, vi } from 'vitest';
import { h, shallowRef, type VNode } from 'vue';
import { createFakeTelegram } from '../testing/fake-telegram.ts';
import { renderPart } from '../testing/render.ts';
import MainAction from './MainAction.vue';
import Sheet from './Sheet.vue';

async function openSheet() {
  const onClose = vi.fn<() => void>();
  const telegram = createFakeTelegram();
  const part = () => h(Sheet, { title: 'Желание', onClose }, { default: () => h('p', 'Плед') });
  const screen = await renderPart(part, {}, { telegram });
  const dialog = screen.getByRole('dialog', { name: 'Желание' });
  return { ...screen, dialog, onClose, telegram };
}

describe('a sheet closes', () => {
  it('by its button', async () => {
    const { user, getByRole, onClose } = await openSheet();
    await user.click(getByRole('button', { name: 'Закрыть' }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('by a touch outside of it, but not inside', async () => {
    const { user, getByText, dialog, onClose } = await openSheet();
    await user.click(getByText('Плед'));
    expect(onClose).not.toHaveBeenCalled();
    await user.click(dialog);
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('by Escape', async () => {
    const { dialog, onClose } = await openSheet();
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('by Telegram’s back arrow', async () => {
    const { telegram, onClose } = await openSheet();
    await waitFor(() => expect(telegram.last('web_app_setup_back_button')).toEqual({ is_visible: true }));
    telegram.happen('back_button_pressed');
    expect(onClose).toHaveBeenCalledOnce();
  });

  it.each([
    ['far enough', 160, 1],
    ['a little', 30, 0],
  ])('when it is pulled down %s', async (_how, distance, times) => {
    const { getByRole, onClose } = await openSheet();
    const header = getByRole('heading', { name: 'Желание' });
    const pull = (type: string, clientY: number) =>
      header.dispatchEvent(new PointerEvent(type, { bubbles: true, clientY, pointerId: 1 }));
    Object.assign(header.parentElement ?? {}, { setPointerCapture: () => {} });
    pull('pointerdown', 100);
    pull('pointermove', 100 + distance);
    pull('pointerup', 100 + distance);
    expect(onClose).toHaveBeenCalledTimes(times);
  });
});

it('while it is open, a swipe down does not minimise the app', async () => {
  const { telegram, unmount } = await openSheet();
  expect(telegram.last('web_app_setup_swipe_behavior')).toEqual({ allow_vertical_swipe: false });
  unmount();
  expect(telegram.last('web_app_setup_swipe_behavior')).toEqual({ allow_vertical_swipe: true });
});

it('a sheet takes the place of the page’s button: with its own, or with none', async () => {
  const telegram = createFakeTelegram();
  const page = (...content: VNode[]) => [h(MainAction, { text: 'Подарю' }), ...content];
  const inside = shallowRef<VNode[]>([]);
  await renderPart(() => page(...inside.value), {}, { telegram });
  const shown = (look: object) => waitFor(() => expect(telegram.last('web_app_setup_main_button')).toMatchObject(look));
  await shown({ text: 'Подарю' });
  inside.value = [h(Sheet, { title: 'Куда?' }, { default: () => h('p', 'Список') })];
  await shown({ is_visible: false });
  inside.value = [h(Sheet, { title: 'Куда?' }, { default: () => h(MainAction, { text: 'Готово' }) })];
  await shown({ text: 'Готово' });
  inside.value = [];
  await shown({ text: 'Подарю' });
});
