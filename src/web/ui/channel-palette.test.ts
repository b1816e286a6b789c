import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHANNEL_NAMES } from '../../shared/channels.ts';
import { CHANNEL_ICONS } from './channel-icons.ts';

type Rgb = [number, number, number];

const tokens = readFileSync(new URL('../platform/tokens.css', import.meta.url), 'utf8');

function linear(hex: string): Rgb {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function colours(token: string): { light: Rgb; dark: Rgb } {
  const found = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  if (!found?.[1] || !found[2]) throw new Error(`no colour ${token}`);
  return { light: linear(found[1]), dark: linear(found[2]) };
}

/** Machado, Oliveira, Fernandes 2009: full protanopia, deuteranopia, tritanopia on linear RGB. */
const EYES = {
  all: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function see(rgb: Rgb, eyes: readonly number[]): Rgb {
  const row = (at: number) => {
    const [a = 0, b = 0, c = 0] = eyes.slice(at, at + 3);
    return Math.min(1, Math.max(0, a * rgb[0] + b * rgb[1] + c * rgb[2]));
  };
  return [row(0), row(3), row(6)];
}

/** OKLab (Ottosson 2020); a distance of about 0.02 is just seen. */
function okLab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function closestPair(theme: 'light' | 'dark', eyes: readonly number[]): { pair: string; distance: number } {
  const seen = CHANNEL_NAMES.map((name) => okLab(see(colours(`channel-${name}`)[theme], eyes)));
  let closest = { pair: '', distance: Number.POSITIVE_INFINITY };
  seen.forEach((a, i) => {
    seen.slice(0, i).forEach((b, j) => {
      const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
      if (distance < closest.distance)
        closest = { pair: `${CHANNEL_NAMES[i]} and ${CHANNEL_NAMES[j]}`, distance };
    });
  });
  return closest;
}

function contrast(a: Rgb, b: Rgb): number {
  const light = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  return Math.max(light(a), light(b)) / Math.min(light(a), light(b));
}

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  test.each(Object.entries(EYES))('every two channels can be told apart: %s', (_, eyes) => {
    const closest = closestPair(theme, eyes);
    expect(closest.distance, closest.pair).toBeGreaterThan(0.033);
  });
  test('icons stand out on every mark (WCAG: 3 for graphics)', () => {
    const ink = colours('mark-ink')[theme];
    for (const name of CHANNEL_NAMES)
      expect(contrast(colours(`channel-${name}`)[theme], ink), name).toBeGreaterThan(3);
  });
  test('texts stand out on paper and cards (WCAG: 4.5 for text)', () => {
    for (const text of ['ink', 'mute', 'green', 'amber', 'red'])
      for (const ground of ['paper', 'card', 'sunk'])
        expect(
          contrast(colours(text)[theme], colours(ground)[theme]),
          `${text} on ${ground}`,
        ).toBeGreaterThan(4.5);
  });
});

test('no two channels share an icon', () => {
  expect(new Set(Object.values(CHANNEL_ICONS)).size).toBe(CHANNEL_NAMES.length);
});
