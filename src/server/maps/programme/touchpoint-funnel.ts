import { z } from 'zod';
import {
  type EventBinding,
  type Metric,
  type Touchpoint,
  touchpointsOf,
} from '../../../shared/maps/journey-map.ts';
import { BARE_METRIC } from '../../../shared/maps/programme/bare-metric.ts';
import { targetActionsAt } from '../../../shared/maps/programme/number-funnels.ts';
import type { TouchpointFunnel } from '../../../shared/maps/programme-contract.ts';
import { type ChSql, ch } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { derivedCodesOf } from '../../reports/workspace-facts.ts';
import { kpiMembers } from '../kpi.ts';
import type { MapQuestion } from '../map-question.ts';
import { touchpointMembers } from '../touchpoints.ts';

/** Who does nothing more for so long has turned to something else: the gap that ends a session. */
const ENGAGED_WITHIN_MS = 30 * 60_000;

const countsRow = z.object({
  seen: z.coerce.number(),
  engaged: z.coerce.number(),
  acted: z.coerce.number(),
});

/** Seen, engaged, target action of one touchpoint (rule: `touchpointFunnel` of the contract). */
export async function measureTouchpointFunnel(question: MapQuestion, id: string): Promise<TouchpointFunnel> {
  const { context, options, map } = question;
  const touchpoint = findTouchpoint(question, id);
  const actions = targetActionsAt(map, id);
  const names = actions.map(({ action }) => action);
  if (touchpoint.events.length === 0)
    return { touchpoint: id, seen: null, engaged: null, acted: null, actions: names };
  const { isEngaged, isActing } = await groupsAt(question, touchpoint);
  const [row] = await context.clickhouse.query(
    ch`SELECT count() AS seen, countIf(${isEngaged}) AS engaged, countIf(${isActing}) AS acted
      FROM (SELECT DISTINCT person FROM (${touchpointMembers(question, id)}))`,
    countsRow,
    options,
  );
  return {
    touchpoint: id,
    seen: row?.seen ?? 0,
    engaged: row?.engaged ?? 0,
    acted: actions.length === 0 ? null : (row?.acted ?? 0),
    actions: names,
  };
}

/** The people behind a number of that funnel. */
export async function touchpointGroup(
  question: MapQuestion,
  id: string,
  group: 'seen' | 'engaged' | 'acted',
): Promise<ChSql> {
  const seen = touchpointMembers(question, id);
  if (group === 'seen') return seen;
  const { isEngaged, isActing } = await groupsAt(question, findTouchpoint(question, id));
  return ch`SELECT DISTINCT person FROM (${seen}) WHERE ${group === 'engaged' ? isEngaged : isActing}`;
}

function findTouchpoint({ map }: MapQuestion, id: string): Touchpoint {
  const found = touchpointsOf(map).find(({ touchpoint }) => touchpoint.id === id);
  if (!found) throw new BadQuestion(`The map "${map.id}" has no touchpoint "${id}".`);
  return found.touchpoint;
}

/** Conditions on `person`, over the people who were at the touchpoint. */
async function groupsAt(question: MapQuestion, touchpoint: Touchpoint) {
  const { map, facts } = question;
  const derived = new Set(derivedCodesOf(facts.eventCodes));
  const { place } = touchpoint;
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
  const targets = targetActionsAt(map, touchpoint.id).flatMap(({ events }) => events);
  const none = ch`SELECT toUInt64(0) AS person WHERE 0`;
  const reached = async (metric: Metric): Promise<ChSql> =>
    (metric.to.length > 0 && (await kpiMembers(question, metric, 'reached'))) || none;
  const isActing = ch`person IN (${await reached(pair(targets, map.case.windowMs))})`;
  const goesOn = ch`person IN (${await reached(pair(everything, ENGAGED_WITHIN_MS))})`;
  return { isEngaged: ch`(${goesOn} OR ${isActing})`, isActing };
}
