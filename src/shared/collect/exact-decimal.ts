/**
 * Exact decimal arithmetic for money: a whole number of units and how many decimals they have, `{units: 255n, scale: 2}`
 * = 2.55. Sums of a million amounts stay exact, which binary floating point cannot promise.
 */
export interface ExactDecimal {
  units: bigint;
  /** number of decimals, from 0 */
  scale: number;
}

export const ZERO: ExactDecimal = { units: 0n, scale: 0 };

/** How a file writes the point between whole and fraction; the other sign may group thousands. */
export type DecimalSign = '.' | ',';

const PLAIN = /^([+-]?)(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,2}))?$/;
const MAX_EXPONENT = 30;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/**
 * The number that a text stands for: digits, one sign in front, at most one decimal sign, thousands in threes. Null for
 * everything else. An exponent of up to 30, which programs write for very small numbers, is taken too.
 * `parseDecimal('1,234.50')` = 1234.50; `parseDecimal('1.234,5', ',')` = 1234.5; `parseDecimal('4.4e-16')` is exact.
 */
export function parseDecimal(text: string, sign: DecimalSign = '.'): ExactDecimal | null {
  let plain = text.trim();
  if (sign === ',') plain = plain.replace(/[.,]/g, (mark) => (mark === ',' ? '.' : ','));
  if (GROUPED.test(plain)) plain = plain.replaceAll(',', '');
  const parts = PLAIN.exec(plain);
  if (parts === null) return null;
  const [, minus, whole = '', fraction = '', exponentText = '0'] = parts;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const scale = fraction.length - exponent;
  const units = BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -scale));
  return { units: minus === '-' ? -units : units, scale: Math.max(0, scale) };
}

export function addDecimals(left: ExactDecimal, right: ExactDecimal): ExactDecimal {
  const scale = Math.max(left.scale, right.scale);
  return { units: atScale(left, scale) + atScale(right, scale), scale };
}

export function multiplyDecimals(left: ExactDecimal, right: ExactDecimal): ExactDecimal {
  return { units: left.units * right.units, scale: left.scale + right.scale };
}

export function negateDecimal(value: ExactDecimal): ExactDecimal {
  return { units: -value.units, scale: value.scale };
}

/** Below, at or above zero when left is less than, equal to or more than right. */
export function compareDecimals(left: ExactDecimal, right: ExactDecimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = atScale(left, scale) - atScale(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Rounded to so many decimals, half away from zero, as tills do it: 0.125 -> 0.13, -0.125 -> -0.13. */
export function roundDecimal(value: ExactDecimal, decimals: number): ExactDecimal {
  if (value.scale <= decimals) return value;
  const divisor = 10n ** BigInt(value.scale - decimals);
  const size = value.units < 0n ? -value.units : value.units;
  const rounded = (size + divisor / 2n) / divisor;
  return { units: value.units < 0n ? -rounded : rounded, scale: decimals };
}

/** Plain digits without superfluous zeros: `139.12`, `-0.5`, `0`. */
export function printDecimal(value: ExactDecimal): string {
  const digits = (value.units < 0n ? -value.units : value.units).toString().padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale).replace(/0+$/, '');
  return `${value.units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * As a JSON number that prints the same digits again, or null where it would not: up to 15 significant digits survive
 * the way through a double (IEEE 754).
 */
export function decimalToNumber(value: ExactDecimal): number | null {
  const text = printDecimal(value);
  return text.replace(/[-.]/g, '').replace(/^0+/, '').length > 15 ? null : Number(text);
}

function atScale(value: ExactDecimal, scale: number): bigint {
  return scale === value.scale ? value.units : value.units * 10n ** BigInt(scale - value.scale);
}
