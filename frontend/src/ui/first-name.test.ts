import { expect, it } from 'vitest';
import { firstNameOf } from './first-name.ts';

it.each([
  ['Борис Левин', 'Борис'],
  ['🌿 Noa', 'Noa'],
  ['נועה 🌿 בן-דוד', 'נועה'],
  ['🦊', '🦊'],
])('%s is spoken of as %s', (name, firstName) => {
  expect(firstNameOf(name)).toBe(firstName);
});
