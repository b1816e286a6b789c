/** Heat where everybody on the map has a pain of the greatest severity. */
const GREATEST_HEAT = 5;

/**
 * How strongly a heat is tinted, 0 to 1; the root, since most heats are small: a pain of severity 5 for one in twenty is
 * seen.
 *
 * tintOf(0.25) // -> 0.22
 */
export function tintOf(heat: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, heat) / GREATEST_HEAT));
}
