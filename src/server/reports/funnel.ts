import { z } from 'zod';
import type {
  FunnelAnswer,
  FunnelPart,
  FunnelQuestion,
  FunnelStep,
  FunnelStepAnswer,
} from '../../shared/reports/funnel.ts';
import { journeysOf } from '../journeys/source.ts';
import { callFunnel } from '../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, i64, u8, u16 } from '../platform/sql.ts';
import { BadQuestion } from './bad-question.ts';
import { channelName, readChannel } from './channel-names.ts';
import { compileSelectors, type EventCondition } from './event-conditions.ts';
import { drawHistogram, FINE_EDGES } from './histogram-edges.ts';
import { amountOf } from './money-events.ts';
import { ALL_TIME, spanOf } from './period.ts';
import type { WorkspaceFacts } from './workspace-facts.ts';

/** A funnel with everything looked up that its SQL needs. */
export interface FunnelPlan {
  question: FunnelQuestion;
  unknownEvents: string[];
  /** one row per person that reached step 1: person, run, at, amount, touch */
  runs: ChSql;
}

/** Throws BadQuestion for a condition or day that is none. */
export function planFunnel(workspace: number, question: FunnelQuestion, facts: WorkspaceFacts): FunnelPlan {
  const selectors = question.steps.map((step) => step.anyOf);
  const { conditions, flags, unknownEvents } = compileSelectors(workspace, selectors, facts.eventCodes);
  const span = spanOf(question.period, facts.timeZone);
  const run = callFunnel(
    { windowMs: question.windowMs, entry: question.period === undefined ? null : span, steps: conditions },
    ch`flags`,
  );
  const firstCodes = (conditions[0] ?? []).map(({ code }) => code);
  const touch = question.breakdown === 'channel' ? firstTouch(conditions, span.fromMs) : ch`toUInt8(0)`;
  const columns = ch`person, identified, at, code, channel, amount, seq`;
  const runs = ch`SELECT person, at, amount, ${touch} AS touch, ${run} AS run
    FROM (
      SELECT person, at, code, channel, amount, ${flags} AS flags
      FROM (${journeysOf(workspace, columns, ch`identified = 1 AND hasAny(code, ${arrayOf('UInt16', firstCodes)})`)})
    )
    WHERE notEmpty(run)`;
  return { question, unknownEvents, runs };
}

/**
 * Channel of the first of the person's events that satisfies any step, from the period's beginning on; events that
 * named no channel are passed over; 0 where all are such (specs "Reports" 6: first non-null value over all step events).
 */
function firstTouch(conditions: readonly (readonly EventCondition[])[], fromMs: number): ChSql {
  const all = conditions.flat();
  const free = [...new Set(all.filter(({ flag }) => flag === null).map(({ code }) => code))];
  const bound = new Map<number, number>();
  for (const { code, flag } of all) {
    if (flag !== null && !free.includes(code)) bound.set(code, ((bound.get(code) ?? 0) | (1 << flag)) >>> 0);
  }
  const isFree = ch`has(${arrayOf('UInt16', free)}, c)`;
  const inTime = fromMs === ALL_TIME.fromMs ? ch`1` : ch`t >= ${i64(fromMs)}`;
  if (bound.size === 0)
    return ch`arrayFirst((x, c, t) -> x != 0 AND ${isFree} AND ${inTime}, channel, code, at)`;
  const mask = ch`transform(c, ${arrayOf('UInt16', [...bound.keys()])}, ${arrayOf('UInt32', [...bound.values()])}, toUInt32(0))`;
  return ch`arrayFirst((x, c, t, f) -> x != 0 AND (${isFree} OR bitAnd(f, ${mask}) != 0) AND ${inTime}, channel, code, at, flags)`;
}

/** Numbers of all series in one pass over the journeys. */
export function funnelNumbers({ question, runs }: FunnelPlan): ChSql {
  const steps = u16(question.steps.length);
  const isBrokenDown = question.breakdown === 'channel';
  const series = isBrokenDown ? ch`touch, grouping(touch) = 1 AS is_total` : ch`0 AS touch, true AS is_total`;
  const groups = isBrokenDown ? ch`GROUP BY GROUPING SETS ((), (touch))` : ch``;
  // -ForEach aggregates by place in the array: place k = step k (times: from step k to step k + 1)
  return ch`SELECT ${series}, countForEach(run) AS people,
      quantilesExactInclusiveForEach(0.5, 0.9)(times) AS quantiles, avgForEach(times) AS means, sumForEach(amounts) AS revenue,
      quantilesExactInclusiveIf(0.5, 0.9)(whole, converted) AS whole_quantiles, avgIf(whole, converted) AS whole_mean,
      sumMapIf([roundDown(whole, ${arrayOf('Int64', FINE_EDGES)})], [toUInt64(1)], converted) AS bars
    FROM (
      SELECT touch, run, arrayMap(i -> at[i], run) AS served,
        arrayMap((later, earlier) -> later - earlier, arrayPopFront(served), arrayPopBack(served)) AS times,
        arrayMap(i -> amount[i], run) AS amounts,
        length(run) = ${steps} AS converted, served[-1] - served[1] AS whole
      FROM (${runs})
    )
    ${groups}`;
}

const count = z.coerce.number().int();
const ms = z.number().nullable();
export const funnelRow = z.object({
  touch: count,
  is_total: z.coerce.boolean(),
  people: z.array(count),
  quantiles: z.array(z.tuple([ms, ms])),
  means: z.array(ms),
  revenue: z.array(z.string()),
  whole_quantiles: z.tuple([ms, ms]),
  whole_mean: ms,
  bars: z.tuple([z.array(count), z.array(count)]),
});
type FunnelRow = z.infer<typeof funnelRow>;

/** Rows of `funnelNumbers` as the answer; channels with most people first. */
export function writeFunnelAnswer(plan: FunnelPlan, rows: readonly FunnelRow[]): FunnelAnswer {
  const { question, unknownEvents } = plan;
  const total = rows.find((row) => row.is_total);
  const people = total?.people[question.steps.length - 1] ?? 0;
  const bars = new Map(total?.bars[0].map((edge, index) => [edge, total.bars[1][index] ?? 0]));
  return {
    total: { channel: null, steps: writeSteps(question.steps, total) },
    breakdown: rows
      .filter((row) => !row.is_total)
      .toSorted((a, b) => (b.people[0] ?? 0) - (a.people[0] ?? 0) || a.touch - b.touch)
      .map((row) => ({ channel: channelName(row.touch), steps: writeSteps(question.steps, row) })),
    timeToConvert: {
      people,
      medianMs: people > 0 ? (total?.whole_quantiles[0] ?? null) : null,
      p90Ms: people > 0 ? (total?.whole_quantiles[1] ?? null) : null,
      meanMs: people > 0 ? (total?.whole_mean ?? null) : null,
      histogram: drawHistogram(bars),
    },
    unknownEvents,
  };
}

function writeSteps(steps: readonly FunnelStep[], row: FunnelRow | undefined): FunnelStepAnswer[] {
  const peopleAt = (index: number) => row?.people[index] ?? 0;
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return steps.map((step, index) => {
    const people = peopleAt(index);
    const before = index === 0 ? people : peopleAt(index - 1);
    // times and quantiles begin with step 2
    const [median = null, p90 = null] = row?.quantiles[index - 1] ?? [];
    return {
      label: step.label ?? step.anyOf.map(({ event }) => event).join(' or '),
      people,
      left: before - people,
      conversionFromFirst: share(people, peopleAt(0)),
      conversionFromPrevious: share(people, before),
      medianMsFromPrevious: median,
      p90MsFromPrevious: p90,
      meanMsFromPrevious: row?.means[index - 1] ?? null,
      revenue: amountOf(row?.revenue[index] ?? 0),
    };
  });
}

/** The people behind one number: one `person` per row, from the funnel's own runs. */
export function funnelMembers({ question, runs }: FunnelPlan, part: FunnelPart): ChSql {
  if (part.step > question.steps.length) {
    throw new BadQuestion(`The funnel has ${question.steps.length} steps, so it has no step ${part.step}.`);
  }
  if (part.channel !== undefined && question.breakdown !== 'channel') {
    throw new BadQuestion('The funnel is not broken down by channel; ask with breakdown: "channel".');
  }
  const reached = part.kind === 'reached' ? ch`>=` : ch`=`;
  const ofChannel = part.channel === undefined ? ch`` : ch` AND touch = ${u8(readChannel(part.channel))}`;
  return ch`SELECT person FROM (${runs}) WHERE length(run) ${reached} ${u16(part.step)}${ofChannel}`;
}
