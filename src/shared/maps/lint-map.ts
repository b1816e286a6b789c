import { isChannel } from '../channels.ts';
import { formatDuration } from '../platform/duration.ts';
import { nearestName } from '../platform/nearest-name.ts';
import type { MapProblem } from './contract.ts';
import { readFeelingScale } from './feeling-scale.ts';
import {
  type EventBinding,
  type JourneyMap,
  type Place,
  painsOfStep,
  type Stage,
  type Step,
  stepsOf,
  type TargetAction,
  touchpointsOf,
  valueUnder,
} from './journey-map.ts';
import { meetsTarget } from './target.ts';

/** What the workspace has collected: event names with the time of the latest (ISO 8601), as `reports.vocabulary` answers. */
export interface SeenVocabulary {
  events: readonly { name: string; lastAt: string }[];
}

/** An event that did not come for this long is probably no longer sent. */
export const STALE_AFTER_MS = 30 * 86_400_000;

/** An emotion this low needs a reason on the map. */
const LOW_EMOTION = -1;

type Warn = (code: string, place: Place, message: string, suggestion?: string) => void;

/**
 * What a careful reader would ask about a map that opens: warnings, in the order of the file. `seen: null` leaves the
 * rules on collected events out; `nowMs` decides whether a review is overdue and an event is stale.
 */
export function lintMap(map: JourneyMap, seen: SeenVocabulary | null, nowMs: number): MapProblem[] {
  const problems: MapProblem[] = [];
  const warn: Warn = (code, place, message, suggestion) => {
    problems.push({
      severity: 'warning',
      code,
      message,
      ...place,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  };
  lintHead(map, nowMs, warn);
  for (const stage of map.stages) lintStage(map, stage, warn);
  for (const { step } of stepsOf(map)) lintStep(map, step, warn);
  lintMetrics(map, warn);
  lintChannels(map, warn);
  if (seen) lintEvents(map, seen, nowMs, warn);
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

function lintHead(map: JourneyMap, nowMs: number, warn: Warn): void {
  const top = { line: 1, column: 1 };
  if (map.state === 'to-be' && map.basedOn === null) {
    warn('no_based_on', top, 'A to-be map names the as-is map that it changes: basedOn.');
  }
  for (const { code, message } of lintCase(map)) warn(code, map.case.place, message);
  const { review } = map;
  if (!review || review.everyMs === null || review.last === null) return;
  const last = Date.parse(review.last);
  if (last + review.everyMs < nowMs) {
    warn(
      'review_overdue',
      review.place,
      `Reviewed on ${review.last}, to be reviewed every ${formatDuration(review.everyMs)}.`,
    );
  }
}

/** What the file says about what a journey is (`case`) and nothing applies. */
export function lintCase({ case: { by, idleMs, place } }: Pick<JourneyMap, 'case'>): MapProblem[] {
  const warning = (code: string, message: string): MapProblem[] => [
    { severity: 'warning', code, message, ...place },
  ];
  if (by === 'account') {
    return warning(
      'case_not_applied',
      'case.by is account, but which account a person belongs to (the groupId of a group call) is not kept yet: journeys are followed by person until accounts come.',
    );
  }
  if (by === 'order' && idleMs !== null) {
    return warning(
      'case_idle_not_applied',
      'An order ends with its last event, however long that takes: case.restart.idle does not cut it and is not applied to journeys by order.',
    );
  }
  return [];
}

function lintStage(map: JourneyMap, stage: Stage, warn: Warn): void {
  const touchpoints = stage.steps.flatMap((step) => step.touchpoints);
  const kpis = [stage, ...stage.steps, ...touchpoints].flatMap((part) => part.kpis);
  if (kpis.length === 0) warn('stage_without_kpi', stage.place, `The stage "${stage.title}" has no KPI.`);
  if (stage.enter.length === 0) {
    warn(
      'stage_without_enter',
      stage.place,
      `Nothing puts anybody into the stage "${stage.title}": it names no event under enter.`,
    );
  }
  const actions = [stage, ...stage.steps, ...touchpoints].flatMap((part) => part.targetActions);
  if (!actions.some((action) => isMeasured(action, map))) {
    warn(
      'stage_without_target_action',
      stage.place,
      `The stage "${stage.title}" has no target action (cta) with an event or KPI.`,
    );
  }
}

function isMeasured(action: TargetAction, map: JourneyMap): boolean {
  return action.events.length > 0 || (action.metric !== null && Object.hasOwn(map.metrics, action.metric));
}

function lintStep(map: JourneyMap, step: Step, warn: Warn): void {
  const pains = [...step.pains, ...step.touchpoints.flatMap((touchpoint) => touchpoint.pains)];
  const [firstPain] = pains;
  if (firstPain && step.opportunities.length === 0) {
    warn(
      'pain_without_opportunity',
      firstPain.place,
      `The step "${step.title}" has a pain and no opportunity to ease it.`,
    );
  }
  const { emotion } = step;
  if (emotion && emotion.score <= LOW_EMOTION && pains.length === 0) {
    warn(
      'low_emotion_without_pain',
      emotion.place,
      `The step "${step.title}" feels like ${emotion.score} and no pain says why.`,
    );
  }
  const metric = emotion?.metric ? valueUnder(map.metrics, emotion.metric) : undefined;
  const scale = emotion && metric && metric.kind !== 'survey' ? readFeelingScale(emotion, metric) : null;
  if (emotion && metric && typeof scale === 'string') {
    warn(
      'emotion_without_scale',
      emotion.place,
      `"${metric.title}" asks nobody how they feel, so the emotion says which figure is bad and which is good: ${scale}.`,
    );
  }
  if (emotion?.source === 'measured' && emotion.metric === null) {
    warn(
      'emotion_without_metric',
      emotion.place,
      `The emotion of "${step.title}" is said to be measured, but names no metric.`,
    );
  }
  for (const touchpoint of step.touchpoints) {
    if (touchpoint.isObservable && touchpoint.events.length === 0) {
      warn(
        'touchpoint_without_event',
        touchpoint.place,
        `The touchpoint "${touchpoint.title}" is bound to no event.`,
      );
    }
  }
}

function lintMetrics(map: JourneyMap, warn: Warn): void {
  for (const metric of Object.values(map.metrics)) {
    if (metric.target === null)
      warn('kpi_without_target', metric.place, `The KPI "${metric.id}" has no target.`);
    if (metric.target !== null && metric.baseline !== null && meetsTarget(metric.baseline, metric.target))
      warn(
        'target_already_met',
        metric.place,
        `The KPI "${metric.id}" met its target at its baseline: nothing would have to change.`,
      );
    if (metric.by === 'accounts')
      warn(
        'kpi_by_accounts',
        metric.place,
        `The KPI "${metric.id}" counts accounts, but which account a person belongs to (the groupId of a group call) is not kept yet: it has no figure until accounts come. Count people instead (by: people).`,
      );
    if (metric.owner === null)
      warn('kpi_without_owner', metric.place, `The KPI "${metric.id}" has no owner.`);
  }
}

function lintChannels(map: JourneyMap, warn: Warn): void {
  for (const channel of map.channels) {
    if (!isChannel(channel.id)) {
      warn(
        'channel_not_collected',
        channel.place,
        `No event ever comes from a channel named "${channel.id}".`,
      );
    }
  }
}

/** Each event name once, at the first place that uses it. */
function lintEvents(map: JourneyMap, seen: SeenVocabulary, nowMs: number, warn: Warn): void {
  const lastAt = new Map(seen.events.map((event) => [event.name, Date.parse(event.lastAt)]));
  const checked = new Set<string>();
  const inOrder = bindingsOf(map).sort(
    (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
  );
  for (const { event, place } of inOrder) {
    if (checked.has(event)) continue;
    checked.add(event);
    const last = lastAt.get(event);
    if (last === undefined) {
      warn('unknown_event', place, `The event "${event}" was never seen.`, nearestName(event, lastAt.keys()));
    } else if (last < nowMs - STALE_AFTER_MS) {
      warn(
        'stale_event',
        place,
        `The event "${event}" was last seen on ${new Date(last).toISOString().slice(0, 10)}.`,
      );
    }
  }
}

/** Everything on the map that is bound to events: aliases, stages, touchpoints, pains, target actions, metrics, rules. */
export function bindingsOf(map: JourneyMap): EventBinding[] {
  const touchpoints = touchpointsOf(map).map(({ touchpoint }) => touchpoint);
  const parts = [...map.stages, ...stepsOf(map).map(({ step }) => step), ...touchpoints];
  return [
    ...Object.values(map.events),
    ...map.stages.flatMap((stage) => stage.enter),
    ...touchpoints.flatMap((touchpoint) => touchpoint.events),
    ...stepsOf(map).flatMap(({ step }) => painsOfStep(step).flatMap(({ pain }) => pain.events)),
    ...parts.flatMap((part) => part.targetActions.flatMap((action) => action.events)),
    ...Object.values(map.metrics).flatMap((metric) =>
      [metric.event, metric.from, metric.to, metric.num, metric.den].flat(),
    ),
    ...(map.path?.rules ?? []).flatMap((rule) => [...rule.from, ...rule.to]),
  ];
}
