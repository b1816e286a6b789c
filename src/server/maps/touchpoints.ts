import { z } from 'zod';
import type { TouchpointsAnswer } from '../../shared/maps/contract.ts';
import { type EventBinding, type Touchpoint, touchpointsOf } from '../../shared/maps/journey-map.ts';
import { STALE_AFTER_MS } from '../../shared/maps/lint-map.ts';
import { journeysOf } from '../journeys/source.ts';
import { arrayOf, type ChSql, ch, i64 } from '../platform/sql.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { compileMasks, MAX_GROUPS } from './binding-masks.ts';
import type { MapQuestion } from './map-question.ts';

/**
 * Every touchpoint with its events in the period (known people or not) and the known people behind them. State:
 * `no_source` bound to nothing; `never_seen` none of its events ever came; `stale` the latest came more than 30 days
 * before the end of the period (or now, where that is earlier); else `ok`.
 */
export async function measureTouchpoints(question: MapQuestion): Promise<TouchpointsAnswer> {
  const touchpoints = touchpointsOf(question.map).map(({ touchpoint }) => touchpoint);
  const answers: TouchpointsAnswer['touchpoints'] = [];
  for (let start = 0; start < touchpoints.length; start += MAX_GROUPS) {
    answers.push(...(await measureSome(question, touchpoints.slice(start, start + MAX_GROUPS))));
  }
  return { touchpoints: answers };
}

/** The known people at one touchpoint in the period, from the same base query. */
export function touchpointMembers(question: MapQuestion, id: string): ChSql {
  const found = touchpointsOf(question.map).find(({ touchpoint }) => touchpoint.id === id);
  if (!found) throw new BadQuestion(`The map "${question.map.id}" has no touchpoint "${id}".`);
  return ch`SELECT person FROM (${peopleMasks(question, [found.touchpoint.events])}) WHERE bitTest(people_mask, 0)`;
}

const maskedEvents = z.object({ mask: z.string(), events: z.coerce.number(), latest: z.coerce.number() });
const maskedPeople = z.object({ people_mask: z.string(), people: z.coerce.number() });

async function measureSome(
  question: MapQuestion,
  touchpoints: readonly Touchpoint[],
): Promise<TouchpointsAnswer['touchpoints']> {
  const { clickhouse, clock } = question.context;
  const groups = touchpoints.map((touchpoint) => touchpoint.events);
  const [events, people] = await Promise.all([
    clickhouse.query(
      ch`SELECT m.1 AS mask, countIf(m.2 >= ${i64(question.span.fromMs)}) AS events, max(m.2) AS latest
        FROM (SELECT arrayJoin(arrayFilter(x -> x.1 != 0 AND x.2 < ${i64(question.span.toMs)}, arrayZip(masks, at))) AS m
          FROM (${masked(question, groups, ch`1`)}))
        GROUP BY mask`,
      maskedEvents,
      question.options,
    ),
    clickhouse.query(
      ch`SELECT people_mask, count() AS people FROM (${peopleMasks(question, groups)}) WHERE people_mask != 0 GROUP BY people_mask`,
      maskedPeople,
      question.options,
    ),
  ]);
  const endMs = Math.min(question.span.toMs, clock.now());
  return touchpoints.map((touchpoint, index) => {
    const has = (mask: string) => ((BigInt(mask) >> BigInt(index)) & 1n) === 1n;
    const own = events.filter((row) => has(row.mask));
    const latestMs = Math.max(...own.map((row) => row.latest));
    return {
      touchpoint: touchpoint.id,
      people: people.reduce((sum, row) => (has(row.people_mask) ? sum + row.people : sum), 0),
      events: own.reduce((sum, row) => sum + row.events, 0),
      state:
        touchpoint.events.length === 0
          ? ('no_source' as const)
          : own.length === 0
            ? ('never_seen' as const)
            : latestMs < endMs - STALE_AFTER_MS
              ? ('stale' as const)
              : ('ok' as const),
    };
  });
}

/** person, identified, at, masks of every journey that may have a matching event. */
function masked(question: MapQuestion, groups: readonly (readonly EventBinding[])[], who: ChSql): ChSql {
  const { masks, codes } = compileMasks(question, groups);
  const journeys = journeysOf(
    question.workspace,
    ch`person, identified, at, code, channel, amount, seq`,
    ch`${who} AND hasAny(code, ${arrayOf('UInt16', codes)})`,
  );
  return ch`SELECT person, identified, at, ${masks} AS masks FROM (${journeys})`;
}

/** One row per known person: the groups they have an event of in the period, as bits. */
function peopleMasks(question: MapQuestion, groups: readonly (readonly EventBinding[])[]): ChSql {
  const { fromMs, toMs } = question.span;
  return ch`SELECT person, arrayReduce('groupBitOr', arrayMap((m, t) -> if(t >= ${i64(fromMs)} AND t < ${i64(toMs)}, m, toUInt64(0)), masks, at)) AS people_mask
    FROM (${masked(question, groups, ch`identified = 1`)})`;
}
