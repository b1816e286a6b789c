import type { FunnelQuestion } from '../../reports/funnel.ts';
import {
  type JourneyMap,
  type Metric,
  type PlacedPain,
  type TargetAction,
  touchpointsOf,
} from '../journey-map.ts';
import { MAX_WINDOW_MS, stepOf } from './stage-funnel.ts';

/** The order event of the shop vocabulary, where a pain's report ends. */
const ORDER = 'Order Completed';
/** Steps that the funnel report takes. */
const MAX_STEPS = 200;

/**
 * All stages of a map as a question to the funnel report, each by what brings people there, within the map's window. null =
 * no stage has events.
 */
export function funnelOfStages(map: Pick<JourneyMap, 'case' | 'stages'>): FunnelQuestion | null {
  const bound = map.stages.filter(({ enter }) => enter.length > 0).slice(0, MAX_STEPS);
  return asked(
    bound.map(({ title, enter }) => stepOf(title, enter)),
    map.case.windowMs,
  );
}

/** A touchpoint as a question to the funnel report: seen, then each target action; null = no event stands for it. */
export function funnelOfTouchpoint(map: JourneyMap, id: string): FunnelQuestion | null {
  const found = touchpointsOf(map).find(({ touchpoint }) => touchpoint.id === id);
  if (!found || found.touchpoint.events.length === 0) return null;
  const { title, events } = found.touchpoint;
  const actions = targetActionsAt(map, id).map((action) => stepOf(action.action, action.events));
  return asked([stepOf(title, events), ...actions], map.case.windowMs);
}

/** The target actions with events that a touchpoint leads to: its own, else its step's, else its stage's. */
export function targetActionsAt(map: JourneyMap, id: string): TargetAction[] {
  const found = touchpointsOf(map).find(({ touchpoint }) => touchpoint.id === id);
  const levels = found ? [found.touchpoint, found.step, found.stage] : [];
  const bound = levels.map(({ targetActions }) => targetActions.filter(({ events }) => events.length > 0));
  return bound.find((actions) => actions.length > 0) ?? [];
}

/** A pain as a question to the funnel report: whom it hurts, and who of them orders; null = it is bound to no event. */
export function funnelOfPain(
  map: Pick<JourneyMap, 'case'>,
  { pain }: Pick<PlacedPain, 'pain'>,
): FunnelQuestion | null {
  if (pain.events.length === 0) return null;
  return asked([stepOf(pain.text, pain.events), { anyOf: [{ event: ORDER }] }], map.case.windowMs);
}

/**
 * A key figure as a question to the funnel report: its two sides in order (for a ratio all of it, then the part), else its
 * event alone. null = it is bound to no event.
 *
 * funnelOfMetric(map.metrics.cart_to_order) // -> { steps: [{ anyOf: [Product Added] }, { anyOf: [Order Completed] }], ... }
 */
export function funnelOfMetric(metric: Metric): FunnelQuestion | null {
  const sides = [metric.from, metric.to, metric.den, metric.num, metric.event].filter(
    (events) => events.length > 0,
  );
  return asked(
    sides.map((events) => stepOf('', events)),
    metric.withinMs ?? MAX_WINDOW_MS,
  );
}

function asked(steps: FunnelQuestion['steps'], windowMs: number): FunnelQuestion | null {
  if (steps.length === 0) return null;
  return { steps, windowMs: Math.min(MAX_WINDOW_MS, windowMs), breakdown: 'none' };
}
