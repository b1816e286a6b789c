const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof UNIT_MS;
const DURATION = /^([0-9]+(?:\.[0-9]+)?)([smhdw])$/;

/**
 * Milliseconds of a duration as text: a number and one of s, m (minutes), h, d (24 hours), w (7 days). Null where the text
 * is none or is longer than a hundred years.
 *
 * parseDuration('30d') // -> 2592000000
 * parseDuration('1.5h') // -> 5400000
 */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (!match) return null;
  const ms = Math.round(Number(match[1]) * UNIT_MS[match[2] as Unit]); // the pattern admits these five letters only
  return ms <= 100 * 366 * UNIT_MS.d ? ms : null;
}

/**
 * The same in the largest unit that divides it exactly; below a second as a fraction. `parseDuration(formatDuration(ms))`
 * is `ms` for every whole number of milliseconds.
 *
 * formatDuration(2592000000) // -> '30d'
 */
export function formatDuration(ms: number): string {
  for (const unit of ['w', 'd', 'h', 'm'] as const) {
    // 14 days read better than 2 weeks in a journey; weeks only from four on
    if (unit === 'w' && ms < 4 * UNIT_MS.w) continue;
    if (ms > 0 && ms % UNIT_MS[unit] === 0 && !(unit === 'w' && ms % (30 * UNIT_MS.d) === 0)) {
      return `${ms / UNIT_MS[unit]}${unit}`;
    }
  }
  return `${ms / UNIT_MS.s}s`;
}
