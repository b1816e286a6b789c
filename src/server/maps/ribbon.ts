import { z } from 'zod';
import type { RibbonAnswer } from '../../shared/maps/contract.ts';
import { callRibbon, callStages } from '../platform/scan-calls.ts';
import { type ChSql, ch, i64, u8 } from '../platform/sql.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { casesOf, cutsOf, hasSeveralPerPerson, onCases } from './cases.ts';
import type { MapQuestion } from './map-question.ts';
import { stageEvents } from './stage-events.ts';

export type StageGroup = 'entered' | 'onward' | 'left' | 'returned' | 'skipped';

/**
 * The people in the stages of a map. A *journey* is a case of the scan (`dp_stages`): it begins with an event that
 * enters any stage and ends after the map's window or idle time; within it, each change of stage is an *entry*. Where the
 * map follows orders (`case.by`), a journey is what one person does under one order id. Only known people count, each
 * once, whatever of it happened in several of their journeys. For a stage s:
 *
 * - `people`: have an entry into s inside the period. All that follows is about these people and such journeys.
 * - `onward`: after their first entry into s inside the period, the same journey enters a later stage, whenever.
 * - `left`: `people` without `onward`; the window of the youngest journeys may still be open.
 * - `returned`: an entry into s inside the period follows directly on a later stage.
 * - `conversionToNext`: of `people`, those whose journey enters the very next stage after that first entry.
 * - `medianMsToNext`: over these journeys, from that first entry to the next stage's first entry after it.
 * - `skipped`: people with an entry into the next stage inside the period and no journey that had been in s before it.
 */
export async function measureRibbon(question: MapQuestion): Promise<RibbonAnswer> {
  const stages = question.map.stages;
  const rows = hasSeveralPerPerson(question) ? await countByPerson(question) : await countInScan(question);
  const rowOf = (stage: number) => rows.find((row) => row.stage === stage);
  return {
    stages: stages.map((stage, index) => {
      const row = rowOf(index + 1);
      const people = row?.people ?? 0;
      const isLast = index === stages.length - 1;
      const onward = row?.onward ?? 0;
      return {
        stage: stage.id,
        people,
        onward,
        left: people - onward,
        returned: row?.returned ?? 0,
        conversionToNext: isLast || people === 0 ? null : (row?.next ?? 0) / people,
        medianMsToNext: isLast ? null : (row?.median ?? null),
        // the stage behind the last is none
        skipped: isLast ? 0 : (row?.skipped ?? 0),
      };
    }),
    journeys: rowOf(0)?.people ?? 0,
  };
}

/** Rows by stage from 1, with its people; the row 0 has the journeys in place of people. */
type RibbonRow = z.infer<typeof ribbonRow>;

function countInScan(question: MapQuestion): Promise<RibbonRow[]> {
  const stages = question.map.stages;
  // who did nothing since the period began enters no stage in it
  const who = ch`at[-1] >= ${i64(question.span.fromMs)}`;
  const { journeys, flags, alternatives } = stageEvents({ ...question, stages, who });
  const { idleMs, windowMs } = question.map.case;
  const call = callRibbon({ period: question.span, idleMs, windowMs, stages: alternatives }, flags);
  return question.context.clickhouse.query(
    ch`SELECT r.stage AS stage, sum(r.people) AS people, sum(r.onward) AS onward, sum(r.returned) AS returned,
        sum(r.next) AS next, sum(r.skipped) AS skipped, quantileExactInclusiveArray(0.5)(r.ms) AS median
      FROM (SELECT arrayJoin(${call}) AS r FROM (${journeys})) GROUP BY stage`,
    ribbonRow,
    question.options,
  );
}

/** The same from people whose journeys stand in several rows. */
function countByPerson(question: MapQuestion): Promise<RibbonRow[]> {
  // the place of a stage in its array is one more: the first says the journeys
  const at = (column: ChSql, first: ChSql) => ch`arrayPushFront(${column}, ${first})[stage + 1]`;
  const total = (column: ChSql, first: ChSql = ch`0`) =>
    ch`sum(${at(ch`arrayMap(x -> toUInt64(x), ${column})`, ch`toUInt64(${first})`)})`;
  return question.context.clickhouse.query(
    ch`SELECT stage, ${total(ch`entered`, ch`journeys`)} AS people, ${total(ch`onward`)} AS onwards,
        ${total(ch`returned`)} AS returns, ${total(ch`next`)} AS nexts, ${total(ch`skipped`)} AS skips,
        quantileExactInclusiveArray(0.5)(${at(ch`times`, ch`[]`)}) AS median
      FROM (${peopleInStages(question)})
      ARRAY JOIN range(${u8(question.map.stages.length + 1)}) AS stage GROUP BY stage`,
    z
      .object({
        stage: count,
        people: count,
        onwards: count,
        returns: count,
        nexts: count,
        skips: count,
        median: ms,
      })
      .transform(({ onwards: onward, returns: returned, nexts: next, skips: skipped, ...row }) => ({
        ...row,
        onward,
        returned,
        next,
        skipped,
      })),
    question.options,
  );
}

/** People with an entry into any stage inside the period, whichever they came in by. */
export async function countPeopleInStages(question: MapQuestion): Promise<number> {
  const [row] = await question.context.clickhouse.query(
    ch`SELECT uniqExact(person) AS people FROM (${entriesInPeriod(question)})`,
    z.object({ people: count }),
    question.options,
  );
  return row?.people ?? 0;
}

/** The people behind one number of the ribbon: the same cases and entries, person by person. */
export function stageMembers(question: MapQuestion, stage: string, group: StageGroup): ChSql {
  const index = question.map.stages.findIndex(({ id }) => id === stage);
  if (index < 0) throw new BadQuestion(`The map "${question.map.id}" has no stage "${stage}".`);
  const place = u8(index + 1);
  const isIn: Record<StageGroup, ChSql> = {
    entered: ch`entered[${place}] = 1`,
    onward: ch`onward[${place}] = 1`,
    left: ch`entered[${place}] = 1 AND onward[${place}] = 0`,
    returned: ch`returned[${place}] = 1`,
    skipped: ch`skipped[${place}] = 1`,
  };
  return ch`SELECT person FROM (${peopleInStages(question)}) WHERE ${isIn[group]}`;
}

const count = z.coerce.number().int();
const ms = z.number().nullable();
const ribbonRow = z.object({
  stage: count,
  people: count,
  onward: count,
  returned: count,
  next: count,
  skipped: count,
  median: ms,
});

/**
 * One row per known person: arrays by stage (0 or 1) `entered, onward, returned, next, skipped`, `times` (ms to the next
 * stage, one per journey), and `journeys` with an entry in the period. Linear in the entries: a crawler that changes
 * its stage a hundred thousand times must not stop the answer. The numbers themselves come from `dp_ribbon`, which does
 * the same ten times as fast; tests hold them together.
 */
export function peopleInStages(question: MapQuestion): ChSql {
  const { map } = question;
  const inSpan = isInPeriod(question);
  const stageNumbers = ch`arrayMap(s -> toUInt32(s), range(1, ${u8(map.stages.length + 1)}))`;
  const any = (place: ChSql) => ch`arrayMap(f -> toUInt8(arrayExists(x -> x.${place}, f)), facts)`;
  // entry = (stage, ms, is in the period); facts[s] = per journey (entered, onward, returned, next, ms to next, arrived, through)
  return ch`SELECT person, ${any(ch`1`)} AS entered, ${any(ch`2`)} AS onward, ${any(ch`3`)} AS returned, ${any(ch`4`)} AS next,
      arrayMap(f -> toUInt8(arrayExists(x -> x.6, f) AND NOT arrayExists(x -> x.7, f)), facts) AS skipped,
      arrayMap(f -> arrayMap(x -> x.5, arrayFilter(x -> x.4, f)), facts) AS times,
      arrayCount(j -> arrayExists(e -> e.3, j), journeys) AS journeys
    FROM (
      SELECT person, journeys, arrayMap(s -> arrayMap(j -> ${journeyFacts()}, journeys), ${stageNumbers}) AS facts
      FROM (${inOneRow(
        question,
        ch`
        SELECT person, arraySplit((e, c) -> c, arrayMap(e -> (e.2, at[e.3], toUInt8(${inSpan})), entries),
            arrayMap((e, b) -> e.1 != b.1, entries, arrayPopBack(arrayPushFront(entries, (toUInt32(0), toUInt32(0), toUInt32(0)))))) AS journeys
        FROM (${entriesInPeriod(question)})`,
      )})
    )`;
}

/** SELECT of person, at, entries: (journey, stage, place in `at`), of every row of journeys with an entry in the period. */
function entriesInPeriod(question: MapQuestion): ChSql {
  const { map } = question;
  const { journeys, flags, alternatives } = stageEvents({
    ...onCases(question),
    stages: map.stages,
    ...(hasSeveralPerPerson(question) && { rows: (codes) => casesOf(question, codes) }),
  });
  const entries = callStages({ ...cutsOf(map), stages: alternatives }, flags);
  return ch`SELECT person, at, ${entries} AS entries FROM (${journeys})
    WHERE notEmpty(entries) AND arrayExists(e -> ${isInPeriod(question)}, entries)`;
}

/** Of an entry `e`. */
function isInPeriod({ span }: MapQuestion): ChSql {
  return ch`(at[e.3] >= ${i64(span.fromMs)} AND at[e.3] < ${i64(span.toMs)})`;
}

/** A person's journeys together, where they stand in several rows. */
function inOneRow(question: MapQuestion, rows: ChSql): ChSql {
  return hasSeveralPerPerson(question)
    ? ch`SELECT person, groupArrayArray(journeys) AS journeys FROM (${rows}) GROUP BY person`
    : rows;
}

/** For the lambda over a journey `j` (entries in order) of the stage `s`; places count from 1, 0 = none. */
function journeyFacts(): ChSql {
  const stages = ch`j.1`;
  const first = (condition: ChSql) => ch`arrayFirstIndex(e -> ${condition}, j)`;
  const last = (condition: ChSql) => ch`arrayLastIndex(e -> ${condition}, j)`;
  const entry = first(ch`e.1 = s AND e.3`);
  // sliced, not compared by place: a lambda inside the lambda would make it quadratic
  const nextEntry = ch`arrayFirst(e -> e.1 = s + 1, arraySlice(j, ${entry} + 1))`;
  const hasNext = ch`(${entry} > 0 AND ${last(ch`e.1 = s + 1`)} > ${entry})`;
  const before = ch`arrayPopBack(arrayPushFront(${stages}, toUInt32(0)))`;
  const everEntered = first(ch`e.1 = s`);
  return ch`(${entry} > 0, ${entry} > 0 AND ${last(ch`e.1 > s`)} > ${entry},
    arrayExists((e, b) -> e.1 = s AND e.3 AND b > s, j, ${before}),
    ${hasNext}, if(${hasNext}, ${nextEntry}.2 - j[${entry}].2, 0),
    ${first(ch`e.1 = s + 1 AND e.3`)} > 0,
    ${everEntered} > 0 AND ${last(ch`e.1 = s + 1 AND e.3`)} > ${everEntered})`;
}
