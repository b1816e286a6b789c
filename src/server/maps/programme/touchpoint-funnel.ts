import { z } from 'zod';
import {
  type EventBinding,
  type JourneyMap,
  type Metric,
  touchpointsOf,
} from '../../../shared/maps/journey-map.ts';
import type { TouchpointFunnel } from '../../../shared/maps/programme-contract.ts';
import { type ChSql, ch } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { derivedCodesOf } from '../../reports/workspace-facts.ts';
import { kpiMembers } from '../kpi.ts';
import type { MapQuestion } from '../map-question.ts';
import { touchpointMembers } from '../touchpoints.ts';
import { BARE_METRIC } from './bare-metric.ts';

/** Who does nothing more for so long has turned to something else: the gap that ends a session. */
const ENGAGED_WITHIN_MS = 30 * 60_000;

const countsRow = z.object({
  seen: z.coerce.number(),
  engaged: z.coerce.number(),
  acted: z.coerce.number(),
});

/** Seen, engaged, target action of one touchpoint (rule: `touchpointFunnel` of the contract). */
export async function measureTouchpointFunnel(question: MapQuestion, id: string): Promise<TouchpointFunnel> {
  const { map, facts, context, options } = question;
  const found = touchpointsOf(map).find(({ touchpoint }) => touchpoint.id === id);
  if (!found) throw new BadQuestion(`The map "${map.id}" has no touchpoint "${id}".`);
  const { touchpoint } = found;
  const actions = actionsAt(map, id);
  const names = actions.map(({ action }) => action);
  if (touchpoint.events.length === 0)
    return { touchpoint: id, seen: null, engaged: null, acted: null, actions: names };
  const derived = new Set(derivedCodesOf(facts.eventCodes));
  const place = touchpoint.place;
  const everything = [...facts.eventCodes].flatMap(([event, code]): EventBinding[] =>
    derived.has(code) ? [] : [{ event, count: 'all', alias: null, place }],
  );
  const pair = (to: EventBinding[], withinMs: number): Metric => ({
    ...BARE_METRIC,
    id: 'touchpoint funnel',
    from: touchpoint.events,
    to,
    withinMs,
    place,
  });
  const targets = actions.flatMap(({ events }) => events);
  const none = ch`SELECT toUInt64(0) AS person WHERE 0`;
  const reached = async (metric: Metric): Promise<ChSql> =>
    (metric.to.length > 0 && (await kpiMembers(question, metric, 'reached'))) || none;
  const acted = ch`person IN (${await reached(pair(targets, map.case.windowMs))})`;
  const engaged = ch`person IN (${await reached(pair(everything, ENGAGED_WITHIN_MS))})`;
  const [row] = await context.clickhouse.query(
    ch`SELECT count() AS seen, countIf(${engaged} OR ${acted}) AS engaged, countIf(${acted}) AS acted
      FROM (SELECT DISTINCT person FROM (${touchpointMembers(question, id)}))`,
    countsRow,
    options,
  );
  return {
    touchpoint: id,
    seen: row?.seen ?? 0,
    engaged: row?.engaged ?? 0,
    acted: targets.length === 0 ? null : (row?.acted ?? 0),
    actions: names,
  };
}

/** The target actions with events that a touchpoint leads to: its own, else its step's, else its stage's. */
function actionsAt(map: JourneyMap, id: string) {
  const found = touchpointsOf(map).find(({ touchpoint }) => touchpoint.id === id);
  const levels = found ? [found.touchpoint, found.step, found.stage] : [];
  const bound = levels.map(({ targetActions }) => targetActions.filter(({ events }) => events.length > 0));
  return bound.find((actions) => actions.length > 0) ?? [];
}
