import { describe, expect, it, vi } from 'vitest';
import type { Component } from 'vue';
import { renderPart } from '../testing/render.ts';
import Choice from './Choice.vue';
import Field from './Field.vue';
import Segments from './Segments.vue';
import Select from './Select.vue';
import Stepper from './Stepper.vue';
import Switch from './Switch.vue';
import TextArea from './TextArea.vue';

/** Shows a control with a value, and remembers what it was set to. */
async function withValue(control: Component, props: Record<string, unknown>) {
  const set = vi.fn<(value: unknown) => void>();
  const screen = await renderPart(control, { ...props, 'onUpdate:modelValue': set });
  return { ...screen, set };
}

const options = [
  { value: 'one', label: 'Одна' },
  { value: 'many', label: 'Много', hint: 'Сколько подарят' },
];

describe('everything that can be filled in is found by its label', () => {
  it('a field', async () => {
    const { user, getByLabelText, set } = await withValue(Field, { label: 'Цена', modelValue: '' });
    await user.type(getByLabelText('Цена'), '5');
    expect(set).toHaveBeenLastCalledWith('5');
  });

  it('a text of several lines', async () => {
    const { user, getByLabelText, set } = await withValue(TextArea, { label: 'Заметка', modelValue: '' });
    await user.type(getByLabelText('Заметка'), '{Enter}');
    expect(set).toHaveBeenLastCalledWith('\n');
  });

  it('a choice out of many', async () => {
    const { user, getByLabelText, set } = await withValue(Select, { label: 'Сколько', modelValue: 'one', options });
    await user.selectOptions(getByLabelText('Сколько'), 'Много');
    expect(set).toHaveBeenLastCalledWith('many');
  });

  it('a switch, with its explanation', async () => {
    const props = { label: 'Скрыть имя', hint: 'Гости не узнают', modelValue: false };
    const { user, getByRole, set } = await withValue(Switch, props);
    await user.click(getByRole('switch', { name: 'Скрыть имя', description: 'Гости не узнают' }));
    expect(set).toHaveBeenLastCalledWith(true);
  });

  it.each([
    ['with explanations', Choice],
    ['side by side', Segments],
  ])('a choice out of few, %s', async (_how, control) => {
    const { user, getByRole, set } = await withValue(control, { label: 'Сколько', modelValue: 'one', options });
    getByRole('group', { name: 'Сколько' });
    expect(getByRole<HTMLInputElement>('radio', { name: /^Одна/ }).checked).toBe(true);
    await user.click(getByRole('radio', { name: /^Много/ }));
    expect(set).toHaveBeenLastCalledWith('many');
  });
});

it('a problem takes the place of the hint and is spoken with the field', async () => {
  const props = { label: 'Цена', modelValue: 'дорого', hint: 'Можно примерно', problem: 'Не похоже на цену' };
  const { getByLabelText, queryByText } = await withValue(Field, props);
  const field = getByLabelText('Цена');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Не похоже на цену');
  expect(queryByText('Можно примерно')).toBeNull();
});

it.each([
  [1, true, false],
  [2, false, false],
  [3, false, true],
])('a number of %i stops at its ends', async (modelValue, noFewer, noMore) => {
  const { getByRole } = await withValue(Stepper, { label: 'Сколько', modelValue, most: 3 });
  expect(getByRole<HTMLButtonElement>('button', { name: 'Меньше' }).disabled).toBe(noFewer);
  expect(getByRole<HTMLButtonElement>('button', { name: 'Больше' }).disabled).toBe(noMore);
});
