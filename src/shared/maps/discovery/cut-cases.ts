import type { Case, UnitEvent } from './observed.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Silence after which the next event begins another case. */
export const CASE_IDLE_MS = 45 * DAY_MS;
/** An event so soon after the goal belongs to it, whatever it is. */
const AFTERMATH_MS = 30 * MINUTE_MS;
/** What mostly comes before a goal begins the next case when it comes after one. */
const BEGINS_FROM = 0.6;

/**
 * Cuts journeys into cases: after `CASE_IDLE_MS` of silence, and where somebody who has reached the goal begins anew, that
 * is with a unit of which most happen before a goal. `isGoal` by unit; null = no goal, so only silence cuts.
 */
export function cutCases(
  journeys: readonly (readonly UnitEvent[])[],
  units: number,
  isGoal: ((unit: number) => boolean) | null,
): Case[] {
  const begins = isGoal ? beginners(journeys, units, isGoal) : [];
  const cases: Case[] = [];
  for (const journey of journeys) {
    let open: UnitEvent[] = [];
    let goalAt: number | null = null;
    let lastAt = 0;
    for (const event of journey) {
      const isSilent = open.length > 0 && event.at - lastAt > CASE_IDLE_MS;
      const isNew = goalAt !== null && event.at - goalAt > AFTERMATH_MS && begins[event.unit] === true;
      if (isSilent || isNew) {
        cases.push(open);
        open = [];
        goalAt = null;
      }
      open.push(event);
      lastAt = event.at;
      if (goalAt === null && isGoal?.(event.unit)) goalAt = event.at;
    }
    if (open.length > 0) cases.push(open);
  }
  return cases;
}

/** By unit: whether most of its events, where a goal is near, have it ahead of them and not behind. */
function beginners(
  journeys: readonly (readonly UnitEvent[])[],
  units: number,
  isGoal: (unit: number) => boolean,
): boolean[] {
  const ahead = new Array<number>(units).fill(0);
  const near = new Array<number>(units).fill(0);
  for (const journey of journeys) {
    const goals = journey.filter(({ unit }) => isGoal(unit)).map(({ at }) => at);
    if (goals.length === 0) continue;
    let next = 0;
    for (const { unit, at } of journey) {
      while (next < goals.length && (goals[next] ?? 0) < at) next++;
      const aheadMs = (goals[next] ?? Number.POSITIVE_INFINITY) - at;
      const behindMs = at - (goals[next - 1] ?? Number.NEGATIVE_INFINITY);
      if (Math.min(aheadMs, behindMs) > CASE_IDLE_MS || isGoal(unit)) continue;
      near[unit] = (near[unit] ?? 0) + 1;
      if (aheadMs <= behindMs) ahead[unit] = (ahead[unit] ?? 0) + 1;
    }
  }
  return near.map((count, unit) => count > 0 && (ahead[unit] ?? 0) / count >= BEGINS_FROM);
}
