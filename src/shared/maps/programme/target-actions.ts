import {
  type EventBinding,
  type JourneyMap,
  type Metric,
  type Stage,
  type Step,
  type TargetAction,
  type Touchpoint,
  valueUnder,
} from '../journey-map.ts';
import { DEFAULT_MIN_SAMPLE } from '../read-metric.ts';
import { BARE_METRIC } from './bare-metric.ts';

/** A target action with where it stands; `step` and `touchpoint` null = above them. */
export interface PlacedAction {
  /** names it among the target actions of a map: `stage/step/touchpoint/action` */
  key: string;
  stage: Stage;
  step: Step | null;
  touchpoint: Touchpoint | null;
  action: TargetAction;
}

/** The target actions of a stage, of its steps and of their touchpoints, in the order of the map. */
export function targetActionsOf(stage: Stage): PlacedAction[] {
  const seen = new Map<string, number>();
  const place = (step: Step | null, touchpoint: Touchpoint | null) => (action: TargetAction) => {
    const name = [stage.id, step?.id ?? '', touchpoint?.id ?? '', action.action].join('/');
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { key: before === 0 ? name : `${name}#${before + 1}`, stage, step, touchpoint, action };
  };
  return [
    ...stage.targetActions.map(place(null, null)),
    ...stage.steps.flatMap((step) => [
      ...step.targetActions.map(place(step, null)),
      ...step.touchpoints.flatMap((touchpoint) => touchpoint.targetActions.map(place(step, touchpoint))),
    ]),
  ];
}

/**
 * What measures a target action; null = nothing does.
 *
 * - Its key figure, where it names one; a target of its own, in per cent, is judged instead of that of the figure.
 * - Else the share of the known people at its place that do it afterwards within the map's window, as `acted` of a
 *   touchpoint's funnel counts them. Its place: the events of its touchpoint, else of its step's touchpoints, else what
 *   enters its stage. The action's own events are no place to come from, or whoever did it once would be expected to do it
 *   again.
 * - Where nothing else is left to come from, the people who do it; a share is then not judged.
 *
 * metricOfAction(map, placed) // -> { kind: 'conversion', from: [Product Viewed], to: [Product Added], withinMs, target, ... }
 */
export function metricOfAction(
  map: Pick<JourneyMap, 'case' | 'metrics'>,
  placed: PlacedAction,
): Metric | null {
  const { key, action } = placed;
  if (action.events.length === 0) {
    const metric = action.metric === null ? undefined : valueUnder(map.metrics, action.metric);
    if (metric === undefined) return null;
    if (action.target === null || metric.unit !== 'ratio') return metric;
    return { ...metric, id: key, target: action.target, warn: null };
  }
  const bare: Metric = {
    ...BARE_METRIC,
    id: key,
    title: action.action,
    minSample: DEFAULT_MIN_SAMPLE,
    place: action.place,
  };
  const from = placesOf(placed).find((events) => events.length > 0);
  if (from === undefined) return { ...bare, kind: 'uniques', unit: 'count', event: action.events };
  return { ...bare, from, to: action.events, withinMs: map.case.windowMs, target: action.target };
}

/** What brings people there, nearest first, without the action itself or a narrower form of it. */
function placesOf({ stage, step, touchpoint, action }: PlacedAction): EventBinding[][] {
  const isOwn = (one: EventBinding) =>
    action.events.some(
      ({ event, where, count }) =>
        event === one.event && count === one.count && (where === undefined || where === one.where),
    );
  const others = (events: readonly EventBinding[]) => events.filter((one) => !isOwn(one));
  return [
    others(touchpoint?.events ?? []),
    others(step?.touchpoints.flatMap(({ events }) => events) ?? []),
    others(stage.enter),
  ];
}
