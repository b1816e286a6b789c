import { cutText } from '../../platform/cut-text.ts';
import type { FunnelQuestion, FunnelStep } from '../../reports/funnel.ts';
import type { EventBinding, JourneyMap, Stage, TargetAction } from '../journey-map.ts';

/** Longest window of the funnel report. */
export const MAX_WINDOW_MS = 366 * 86_400_000;
/** Limits of a step of the funnel report. */
const MAX_SELECTORS = 50;
const MAX_LABEL = 200;

/**
 * A stage as a question to the funnel report: its enter events, then each of its target actions that has events, in the
 * order of the map (stage, steps, touchpoints), within the map's window. null = no event enters it.
 *
 * funnelOfStage(map, stage) // -> { steps: [{ label: 'Cart', anyOf: [{ event: 'Product Added' }] }, ...], windowMs, ... }
 */
export function funnelOfStage(map: Pick<JourneyMap, 'case'>, stage: Stage): FunnelQuestion | null {
  if (stage.enter.length === 0) return null;
  const actions = [
    ...stage.targetActions,
    ...stage.steps.flatMap((step) => [
      ...step.targetActions,
      ...step.touchpoints.flatMap((touchpoint) => touchpoint.targetActions),
    ]),
  ].filter(({ events }) => events.length > 0);
  const steps = [stepOf(stage.title, stage.enter)];
  const known = new Set<string>();
  for (const { action, events } of actions satisfies TargetAction[]) {
    const step = stepOf(action, events);
    const key = JSON.stringify(step.anyOf);
    if (!known.has(key)) steps.push(step);
    known.add(key);
  }
  return { steps, windowMs: Math.min(MAX_WINDOW_MS, map.case.windowMs), breakdown: 'none' };
}

/** What counts as a step, with the name it has on the map. */
export function stepOf(label: string, events: readonly EventBinding[]): FunnelStep {
  return {
    ...(label === '' ? {} : { label: cutText(label, MAX_LABEL) }),
    anyOf: events
      .slice(0, MAX_SELECTORS)
      .map(({ event, where }) => (where === undefined ? { event } : { event, where })),
  };
}
