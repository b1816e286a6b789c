import { parseDuration } from '../platform/duration.ts';
import type { MetricUnit, Target } from './journey-map.ts';

const TARGET = /^(>=|<=|>|<) ?(-?[0-9.]+) ?(%|[smhdw]|[A-Z]{3})?$/;
const AMOUNT = /^(-?[0-9.]+) ?(%|[smhdw]|[A-Z]{3})?$/;

/**
 * A target as operator and number in the unit of its metric (ratio 0 to 1, durations in ms); a string says why it is none.
 *
 * readTarget('>= 45%', 'ratio') // -> { operator: '>=', value: 0.45 }
 * readTarget('<= 4d', 'ms') // -> { operator: '<=', value: 345600000 }
 * readTarget('<= 4', 'ms') // -> 'a duration needs a unit: s, m, h, d or w'
 */
export function readTarget(text: string, unit: MetricUnit): Target | string {
  const match = TARGET.exec(text);
  if (!match) return 'it is no target such as ">= 45%", "<= 4d" or "> 4.3"';
  const value = toUnit(match[2] ?? '', match[3], unit);
  if (typeof value === 'string') return value;
  return { operator: match[1] as Target['operator'], value }; // the pattern admits these four only
}

/** A number with or without unit (`warn`, `baseline`) in the unit of the metric; a string says why it is none. */
export function readAmount(written: number | string, unit: MetricUnit): number | string {
  if (typeof written === 'number') return toUnit(String(written), undefined, unit);
  const match = AMOUNT.exec(written);
  return match ? toUnit(match[1] ?? '', match[2], unit) : 'it is no number such as 0.4, 40% or 3d';
}

function toUnit(number: string, suffix: string | undefined, unit: MetricUnit): number | string {
  const value = Number(number);
  if (number === '' || !Number.isFinite(value)) return `${number} is no number`;
  if (suffix === undefined) {
    return unit === 'ms' && value !== 0 ? 'a duration needs a unit: s, m, h, d or w' : value;
  }
  if (suffix === '%') {
    if (unit === 'score') return value;
    return unit === 'ratio' ? round(value / 100) : 'a percentage needs a metric that is a ratio';
  }
  if (suffix.length === 1) {
    const ms = parseDuration(`${Math.abs(value)}${suffix}`);
    if (unit !== 'ms' || ms === null) return 'a duration needs a metric of kind duration';
    return value < 0 ? -ms : ms;
  }
  return unit === 'money' ? value : 'a currency needs a metric that is money';
}

/** 45 / 100 is 0.45, also where binary fractions say 0.45000000000000001. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** Whether a value meets a target. */
export function meetsTarget(value: number, target: Target): boolean {
  switch (target.operator) {
    case '>=':
      return value >= target.value;
    case '<=':
      return value <= target.value;
    case '>':
      return value > target.value;
    case '<':
      return value < target.value;
  }
}
