import type { Color } from '@wishlins/contract/wishlists';

const tones = ['rose', 'coral', 'amber', 'lime', 'mint', 'sky', 'indigo', 'violet', 'plum'] as const satisfies Color[];

/** The colour of a person, the same everywhere. */
export function toneOf(name: string): Color {
  const sum = Array.from(name, (char) => char.codePointAt(0) ?? 0).reduce((total, code) => total + code, 0);
  return tones[sum % tones.length] ?? 'violet';
}
