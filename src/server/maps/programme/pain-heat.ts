import { z } from 'zod';
import type { PainsAnswer } from '../../../shared/maps/contract.ts';
import {
  type EventBinding,
  type JourneyMap,
  type PlacedPain,
  painsOfStep,
  type Stage,
} from '../../../shared/maps/journey-map.ts';
import { differenceInterval, scaleEstimate } from '../../../shared/maps/programme/proportion.ts';
import { DEFAULT_MIN_SAMPLE } from '../../../shared/maps/read-metric.ts';
import { journeysOf } from '../../journeys/source.ts';
import { arrayOf, type ChSql, ch, i64, joinCh } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { compileMasks, MAX_GROUPS } from '../binding-masks.ts';
import type { MapQuestion } from '../map-question.ts';
import { orderAt } from './money-measures.ts';

export type PainGroup = 'affected' | 'ordered' | 'lost';

interface BoundPain extends PlacedPain {
  stage: Stage;
}

/** Bits of the mask of an event: an order; something that puts a person on the map; then two for every pain. */
const ORDER = 0;
const ON_MAP = 1;
const FIRST_PAIN = 2;
const HURT = i64(FIRST_PAIN);
const PAINS_AT_ONCE = (MAX_GROUPS - FIRST_PAIN) / 2;
/** Stands for "no order follows": before every time that an event can have. */
const NEVER = i64(-9_000_000_000_000_000);

const people = z.coerce.number().int();
const countsRow = z.object({
  people,
  affected: z.array(people),
  ordered: z.array(people),
  comparison: z.array(people),
  comparisonOrdered: z.array(people),
});

/** Whom the pains of a map hurt, and what that costs (rule: `painsAnswer` of the contract). */
export async function measurePains(
  question: MapQuestion,
  readAverageOrder: () => Promise<number | null>,
): Promise<PainsAnswer> {
  const pains = painsOf(question.map);
  const bound = pains.filter(isBound);
  if (bound.length === 0) return { people: 0, pains: pains.map(unbound) };
  const [averageOrder, ...parts] = await Promise.all([
    readAverageOrder(),
    ...chunksOf(bound).map((some) => countPains(question, bound, some)),
  ]);
  const all = parts[0]?.people ?? 0;
  const counted = new Map(parts.flatMap(({ counts }) => counts.map((one) => [one.key, one] as const)));
  return {
    people: all,
    pains: pains.map((placed) => {
      const counts = counted.get(placed.key);
      if (!counts) return unbound(placed);
      const { affected, ordered, comparison, comparisonOrdered } = counts;
      const { severity } = placed.pain;
      return {
        pain: placed.key,
        severity,
        affected,
        ordered,
        comparison,
        comparisonOrdered,
        averageOrder,
        heat: severity === null || all === 0 ? null : (severity * affected) / all,
        ...costOf(counts, averageOrder),
      };
    }),
  };
}

/** The people behind a number of a pain, by the same look at their journeys. */
export function painMembers(question: MapQuestion, key: string, group: PainGroup): ChSql {
  const bound = painsOf(question.map);
  const pain = bound.find((one) => one.key === key);
  if (!pain) throw new BadQuestion(`The map "${question.map.id}" has no pain "${key}".`);
  const isIn: Record<PainGroup, ChSql> = {
    affected: ch`bitTest(met, ${HURT})`,
    ordered: ch`bitTest(met, ${HURT}) AND bitTest(with_order, ${HURT})`,
    lost: ch`bitTest(met, ${HURT}) AND NOT bitTest(with_order, ${HURT})`,
  };
  return ch`SELECT person FROM (${peopleWithPains(question, [pain], [pain])}) WHERE ${isIn[group]}`;
}

/** Whether anybody can be counted. */
export function hasBoundPains(map: JourneyMap): boolean {
  return painsOf(map).some(isBound);
}

const isBound = ({ pain }: PlacedPain) => pain.events.length > 0;

function painsOf(map: JourneyMap): BoundPain[] {
  return map.stages.flatMap((stage) =>
    stage.steps.flatMap((step) => painsOfStep(step).map((placed) => ({ ...placed, stage }))),
  );
}

function unbound({ key, pain }: PlacedPain): PainsAnswer['pains'][number] {
  const nothing = { affected: null, ordered: null, comparison: null, comparisonOrdered: null };
  const none = { heat: null, averageOrder: null, money: null, reason: 'not_bound' as const };
  return { pain: key, severity: pain.severity, ...nothing, ...none };
}

function chunksOf(pains: readonly BoundPain[]): BoundPain[][] {
  const count = Math.ceil(pains.length / PAINS_AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    pains.slice(index * PAINS_AT_ONCE, (index + 1) * PAINS_AT_ONCE),
  );
}

/** Where others have their chance to be hurt too: at its touchpoint, else at its step, else in its stage. */
function placeOf({ touchpoint, step, stage }: BoundPain): EventBinding[] {
  if (touchpoint && touchpoint.events.length > 0) return touchpoint.events;
  const ofStep = step.touchpoints.flatMap(({ events }) => events);
  return ofStep.length > 0 ? ofStep : stage.enter;
}

async function countPains(question: MapQuestion, all: readonly BoundPain[], some: readonly BoundPain[]) {
  const bits = some.map((_, index) => FIRST_PAIN + 2 * index);
  const hurt = arrayOf('UInt8', bits);
  const sumOver = (condition: ChSql) => ch`sumForEach(arrayMap(b -> toUInt64(${condition}), ${hurt}))`;
  const [row] = await question.context.clickhouse.query(
    ch`SELECT countIf(bitTest(met, ${i64(ON_MAP)})) AS people,
        ${sumOver(ch`bitTest(met, b)`)} AS affected,
        ${sumOver(ch`bitTest(met, b) AND bitTest(with_order, b)`)} AS ordered,
        ${sumOver(ch`bitTest(met, b + 1) AND NOT bitTest(met, b)`)} AS comparison,
        ${sumOver(ch`bitTest(with_order, b + 1) AND NOT bitTest(met, b)`)} AS comparisonOrdered
      FROM (${peopleWithPains(question, all, some)})`,
    countsRow,
    question.options,
  );
  return {
    people: row?.people ?? 0,
    counts: some.map(({ key }, index) => ({
      key,
      affected: row?.affected[index] ?? 0,
      ordered: row?.ordered[index] ?? 0,
      comparison: row?.comparison[index] ?? 0,
      comparisonOrdered: row?.comparisonOrdered[index] ?? 0,
    })),
  };
}

/**
 * One row per known person: `met`, what they had in the period, as bits; `with_order`, those of them that an order
 * followed within the map's window. Pairs are made as those of a conversion are (`pairMoments`): an order at the same
 * instant or later, and one event never is both ends.
 */
function peopleWithPains(
  question: MapQuestion,
  all: readonly BoundPain[],
  some: readonly BoundPain[],
): ChSql {
  const { map, span, workspace } = question;
  const groups = [
    [orderAt({ line: 1, column: 1 })],
    [...map.stages.flatMap(({ enter }) => enter), ...all.flatMap(({ pain }) => pain.events)],
    ...some.flatMap((one) => [one.pain.events, placeOf(one)]),
  ];
  const { masks, codes } = compileMasks(question, groups, span.fromMs);
  // a journey is in order: who has no event in the period need not be looked through
  const whole = journeysOf(
    workspace,
    ch`person, at, code, channel, amount, seq`,
    ch`identified = 1 AND at[-1] >= ${i64(span.fromMs)} AND at[1] < ${i64(span.toMs)} AND hasAny(code, ${arrayOf('UInt16', codes)})`,
  );
  const isEach = groups.flat().every(({ count }) => count === 'all');
  const journeys = isEach ? endsOfJourneys(whole, span.fromMs) : whole;
  const isOrder = ch`bitTest(x.2, ${i64(ORDER)})`;
  const inSpan = ch`x.1 >= ${i64(span.fromMs)} AND x.1 < ${i64(span.toMs)}`;
  return ch`SELECT person,
      arrayReduce('groupBitOr', arrayMap(x -> if(${inSpan}, x.2, toUInt64(0)), ends)) AS met,
      arrayReduce('groupBitOr', arrayMap((x, n) -> if(${inSpan} AND n != ${NEVER} AND n - x.1 <= ${i64(map.case.windowMs)}, x.2, toUInt64(0)), ends, nexts)) AS with_order
    FROM (
      SELECT person, ends,
        arrayReverseFill(t -> t != ${NEVER}, arrayMap(x -> if(${isOrder}, x.1, ${NEVER}), ends)) AS filled,
        arraySlice(arrayPushBack(arrayPopFront(filled), ${NEVER}), 1, length(ends)) AS nexts
      FROM (
        SELECT person, arraySort(x -> (x.1, ${isOrder}), arrayFilter(x -> x.2 != 0, arrayZip(at, ${masks}))) AS ends
        FROM (${journeys})
      )
    ) WHERE met != 0`;
}

/** Without the events before an instant: handing them over costs more than all else. */
function endsOfJourneys(journeys: ChSql, fromMs: number): ChSql {
  const ends = [ch`at`, ch`code`, ch`channel`, ch`amount`, ch`seq`].map(
    (name) => ch`arraySlice(${name}, first) AS ${name}`,
  );
  return ch`SELECT person, ${joinCh(ends, ch`, `)}
    FROM (SELECT *, arrayFirstIndex(t -> t >= ${i64(fromMs)}, at) AS first FROM (${journeys}))`;
}

interface Counts {
  affected: number;
  ordered: number;
  comparison: number;
  comparisonOrdered: number;
}

function costOf(
  { affected, ordered, comparison, comparisonOrdered }: Counts,
  averageOrder: number | null,
): Pick<PainsAnswer['pains'][number], 'money' | 'reason'> {
  if (comparison === 0) return { money: null, reason: 'no_comparison' };
  if (Math.min(affected, comparison) < DEFAULT_MIN_SAMPLE) return { money: null, reason: 'too_few' };
  if (averageOrder === null) return { money: null, reason: 'no_orders' };
  const gap = differenceInterval(
    { share: comparisonOrdered / comparison, sample: comparison },
    { share: ordered / affected, sample: affected },
  );
  const cost = scaleEstimate(gap, affected * averageOrder);
  const positive = (value: number) => Math.max(0, value);
  return {
    money: { value: positive(cost.value), low: positive(cost.low), high: positive(cost.high) },
    reason: null,
  };
}
