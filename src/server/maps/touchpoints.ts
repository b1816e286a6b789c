import { z } from 'zod';
import type { TouchpointsAnswer } from '../../shared/maps/contract.ts';
import { type EventBinding, type Touchpoint, touchpointsOf } from '../../shared/maps/journey-map.ts';
import { STALE_AFTER_MS } from '../../shared/maps/lint-map.ts';
import { journeysOf } from '../journeys/source.ts';
import { TALLY_WHOLE } from '../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, i64 } from '../platform/sql.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { ORDER_EVENT } from '../reports/money-events.ts';
import { compileMasks, MAX_GROUPS } from './binding-masks.ts';
import { EARLIEST_MS, readLatestOfEach } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';
import type { TallyAnswer, TallyPlan } from './map-tally.ts';

/**
 * Every touchpoint with its events in the period (known people or not) and the known people behind them. State:
 * `no_source` bound to nothing; `never_seen` none of its events ever came; `stale` the latest came more than 30 days
 * before the end of the period (or now, where that is earlier); else `ok`.
 */
export async function measureTouchpoints(question: MapQuestion): Promise<TouchpointsAnswer> {
  return measureList(
    question,
    touchpointsOf(question.map).map(({ touchpoint }) => touchpoint),
  );
}

async function measureList(
  question: MapQuestion,
  touchpoints: readonly Touchpoint[],
): Promise<TouchpointsAnswer> {
  const answers: TouchpointsAnswer['touchpoints'] = [];
  for (let start = 0; start < touchpoints.length; start += MAX_GROUPS) {
    answers.push(...(await measureSome(question, touchpoints.slice(start, start + MAX_GROUPS))));
  }
  return { touchpoints: answers };
}

/** The same from a pass that several questions share. The rare touchpoints whose state it cannot tell are asked alone. */
export function planTouchpoints(question: MapQuestion, plan: TallyPlan) {
  const touchpoints = touchpointsOf(question.map).map(({ touchpoint }) => ({
    touchpoint,
    tally: plan.addTally(touchpoint.events, question.span.fromMs),
  }));
  return async (answer: TallyAnswer): Promise<TouchpointsAnswer> => {
    const endMs = Math.min(question.span.toMs, question.context.clock.now());
    const seen = touchpoints.map(({ touchpoint }) => {
      const every = touchpoint.events.filter(({ count }) => count === 'all');
      const latestMs = answer.seenLatest(every, false);
      // of the first and last events the pass does not tell when they were
      const isWhole = every.length === touchpoint.events.length;
      const isCertain =
        touchpoint.events.length === 0 ||
        (latestMs !== null && (isWhole || latestMs >= endMs - STALE_AFTER_MS));
      return { touchpoint, latestMs, isCertain };
    });
    const isHard = ({ events }: Touchpoint) =>
      events.some(
        ({ event, count }) => count !== 'all' || (question.repeatedOrders !== null && event === ORDER_EVENT),
      );
    const uncertain = seen.filter(({ isCertain }) => !isCertain).map(({ touchpoint }) => touchpoint);
    const older = uncertain.filter((one) => !isHard(one));
    const [olderMs, asked] = await Promise.all([
      readLatestOfEach(
        question,
        older.map(({ events }) => events),
        { fromMs: EARLIEST_MS, untilMs: answer.earliestMs },
      ),
      measureList(question, uncertain.filter(isHard)),
    ]);
    return {
      touchpoints: touchpoints.map(({ touchpoint, tally }, index) => {
        const alone = asked.touchpoints.find((one) => one.touchpoint === touchpoint.id);
        if (alone) return alone;
        const whole = answer.tally(tally).find(({ bucket }) => bucket === TALLY_WHOLE);
        const place = older.indexOf(touchpoint);
        const latestMs = (place < 0 ? seen[index]?.latestMs : olderMs[place]) ?? null;
        return {
          touchpoint: touchpoint.id,
          people: whole?.people ?? 0,
          events: whole?.events ?? 0,
          state: stateOf(touchpoint, latestMs, endMs),
        };
      }),
    };
  };
}

type TouchpointState = TouchpointsAnswer['touchpoints'][number]['state'];

function stateOf(touchpoint: Touchpoint, latestMs: number | null, endMs: number): TouchpointState {
  if (touchpoint.events.length === 0) return 'no_source';
  if (latestMs === null) return 'never_seen';
  return latestMs < endMs - STALE_AFTER_MS ? 'stale' : 'ok';
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
      state: stateOf(touchpoint, own.length === 0 ? null : latestMs, endMs),
    };
  });
}

/** person, identified, at, masks of every journey that may have a matching event. */
function masked(
  question: MapQuestion,
  groups: readonly (readonly EventBinding[])[],
  who: ChSql,
  fromMs?: number,
): ChSql {
  const { masks, codes } = compileMasks(question, groups, fromMs);
  const journeys = journeysOf(
    question.workspace,
    ch`person, identified, at, code, channel, amount, seq`,
    ch`${who} AND hasAny(code, ${arrayOf('UInt16', codes)})`,
  );
  return ch`SELECT person, identified, at, ${masks} AS masks FROM (${journeys})`;
}

/** One row per person (known ones, where not said otherwise): the groups they have an event of in the period, as bits. */
export function peopleMasks(
  question: MapQuestion,
  groups: readonly (readonly EventBinding[])[],
  who = ch`identified = 1`,
): ChSql {
  const { fromMs, toMs } = question.span;
  // a journey is in order: who has no event in between need not be looked through
  const isThere = ch`${who} AND at[-1] >= ${i64(fromMs)} AND at[1] < ${i64(toMs)}`;
  return ch`SELECT person, arrayReduce('groupBitOr', arrayMap((m, t) -> if(t >= ${i64(fromMs)} AND t < ${i64(toMs)}, m, toUInt64(0)), masks, at)) AS people_mask
    FROM (${masked(question, groups, isThere, fromMs)})`;
}
