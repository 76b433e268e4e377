type Rgb = readonly [number, number, number];

/** Relative luminance of `#rrggbb`, 0 to 1. Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
export function luminance(color: string): number {
  const [red, green, blue] = channels(color);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** `color`, taken towards black or white as little as WCAG AA asks (4.5 : 1) against `other`. */
export function readableOn(other: string, color: string): string {
  const target: Rgb = luminance(other) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  let readable = color;
  for (let step = 1; contrast(other, readable) < 4.5 && step <= 20; step += 1) readable = mix(color, target, step / 20);
  return readable;
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function mix(color: string, target: Rgb, share: number): string {
  const mixed = channels(color).map((channel, index) => Math.round(channel + ((target[index] ?? 0) - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function channels(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
