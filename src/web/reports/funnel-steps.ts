import type { FunnelQuestion } from '../../shared/reports/funnel.ts';

type Step = FunnelQuestion['steps'][number];

const DAY_MS = 86_400_000;

/** Units of the time limit, largest first. */
export const WINDOW_UNITS = { day: DAY_MS, hour: 3_600_000, minute: 60_000 } as const;
export type WindowUnit = keyof typeof WINDOW_UNITS;

/** The largest unit that says a window in a whole number; `20 h` stays hours. */
export function splitWindow(windowMs: number): { amount: number; unit: WindowUnit } {
  if (windowMs % DAY_MS === 0) return { amount: windowMs / DAY_MS, unit: 'day' };
  if (windowMs % WINDOW_UNITS.hour === 0) return { amount: windowMs / WINDOW_UNITS.hour, unit: 'hour' };
  return { amount: windowMs / WINDOW_UNITS.minute, unit: 'minute' };
}

export const MAX_WINDOW_MS = 366 * DAY_MS;

export function joinWindow(amount: number, unit: WindowUnit): number {
  return Math.min(MAX_WINDOW_MS, Math.max(1, Math.round(amount * WINDOW_UNITS[unit])));
}

/** Takes the step at `from` out and puts it in at `to`; nothing moves beyond the ends. */
export function moveStep(steps: readonly Step[], from: number, to: number): Step[] {
  const moved = steps[from];
  if (!moved || to < 0 || to >= steps.length) return [...steps];
  const rest = steps.filter((_, index) => index !== from);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

const SHOP_STEPS = ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'];
const FALLBACK_STEPS = 3;

/** What to ask first: the shop's usual way where its events exist, else its most frequent events. */
export function firstQuestion(events: readonly { name: string }[]): FunnelQuestion | null {
  const names = new Set(events.map((event) => event.name));
  const usual = SHOP_STEPS.filter((name) => names.has(name));
  const chosen = usual.length > 1 ? usual : events.slice(0, FALLBACK_STEPS).map((event) => event.name);
  if (chosen.length === 0) return null;
  return {
    steps: chosen.map((event) => ({ anyOf: [{ event }] })),
    windowMs: 14 * DAY_MS,
    breakdown: 'none',
  };
}

export function nameStep(step: Step): string {
  return step.label ?? step.anyOf.map((one) => one.event).join(' / ');
}
