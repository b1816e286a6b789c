import { z } from 'zod';
import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventBinding, Metric } from '../../shared/maps/journey-map.ts';
import { STALE_AFTER_MS } from '../../shared/maps/lint-map.ts';
import { compileExpression, compileNumber } from '../journeys/expression-sql.ts';
import { TALLY_PREVIOUS } from '../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, f64, i64, joinCh, u8, u16, u32 } from '../platform/sql.ts';
import { ORDER_EVENT } from '../reports/money-events.ts';
import type { Span } from '../reports/period.ts';
import {
  type EventReading,
  findKept,
  hashThing,
  type KeptReading,
  NO_THING,
  readingRows,
} from './event-readings.ts';
import { type BucketFigure, bindingsOf, bucketsOf, canMeasure, spanOfMetric } from './kpi.ts';
import { surveyForm } from './kpi-definition.ts';
import { readLatestAt } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';
import { fieldPath, isByLog, SCALES, thingOf } from './moments.ts';

export interface LogFigures {
  latestAtMs: number | null;
  buckets: BucketFigure[];
}

/** Metrics of single events of the log, whoever they belong to: sums, means and answers, orders and sessions. */
export function isInLog(metric: Metric): boolean {
  if (!canMeasure(metric) || metric.segment !== null) return false;
  if (bindingsOf(metric).some(({ count }) => count !== 'all')) return false;
  if (metric.kind === 'sum' || metric.kind === 'avg' || metric.kind === 'survey') return true;
  return isByLog(metric) && (metric.kind === 'count' || metric.kind === 'uniques' || metric.kind === 'ratio');
}

const number = z.coerce.number();
const figuresRow = z.object({
  item: number,
  bucket: number,
  latest: number,
  things: number,
  answers: number,
  sum: z.number().nullable(),
  mean: z.number().nullable(),
  from4: number,
  from9: number,
  upTo6: number,
});
type FiguresRow = z.infer<typeof figuresRow>;

/** One of the (at most two) things that a metric counts. */
interface Item {
  metric: Metric;
  bindings: readonly EventBinding[];
}

/** Rows outside the time before the span: they only say when the latest event was. */
const ELSEWHERE = TALLY_PREVIOUS + 1;

/** The figures of all these metrics (`isInLog`), each span in one pass over the events of their names. */
export async function readLogFigures(
  question: MapQuestion,
  metrics: readonly Metric[],
): Promise<ReadonlyMap<string, LogFigures>> {
  const bySpan = new Map<number, Metric[]>();
  for (const metric of metrics) {
    const { fromMs } = spanOfMetric(question, metric);
    bySpan.set(fromMs, [...(bySpan.get(fromMs) ?? []), metric]);
  }
  const figures = new Map<string, LogFigures>();
  for (const [fromMs, some] of bySpan) {
    const span = { fromMs, toMs: question.span.toMs };
    // several metrics may count the same thing
    const items = new Map(some.flatMap((metric) => itemsOf(metric).map((item) => [keyOf(item), item])));
    const places = [...items.keys()];
    const rows = await readItems(question, [...items.values()], span);
    for (const metric of some) {
      const [first = 0, second] = itemsOf(metric).map((item) => places.indexOf(keyOf(item)));
      const own = rows.filter(({ item }) => item === first || item === second);
      const latestMs = Math.max(...own.map(({ latest }) => latest));
      const isDecided = own.length > 0 && latestMs >= span.toMs - STALE_AFTER_MS;
      figures.set(metric.id, {
        latestAtMs: isDecided ? latestMs : await readLatestAt(question, bindingsOf(metric)),
        buckets: figuresOf(metric, own, [first, second]),
      });
    }
  }
  return figures;
}

function itemsOf(metric: Metric): Item[] {
  if (metric.kind !== 'ratio') return [{ metric, bindings: metric.event }];
  return [metric.den, metric.num].map((bindings) => ({ metric, bindings }));
}

function keyOf({ metric, bindings }: Item): string {
  const { field, score } = metric;
  return JSON.stringify([
    bindings.map(({ event, where }) => [event, where]),
    thingOf(metric),
    hasNumber(metric) ? field : '',
    metric.kind === 'survey' ? score : '',
  ]);
}

/** What of these metrics' events is kept with the readings of maps. */
export function readingsOfMetric(metric: Metric, eventCodes: ReadonlyMap<string, number>): EventReading[] {
  return isInLog(metric) ? itemsOf(metric).flatMap((item) => readingsOfItem(item, eventCodes)) : [];
}

function readingsOfItem({ metric, bindings }: Item, eventCodes: ReadonlyMap<string, number>): EventReading[] {
  return bindings.flatMap(({ event, where = '' }) => {
    const code = eventCodes.get(event);
    if (code === undefined) return [];
    return [{ code, where, field: hasNumber(metric) ? metric.field : '', thing: thingOf(metric) }];
  });
}

const hasNumber = ({ kind }: Metric) => kind === 'survey' || kind === 'sum' || kind === 'avg';

/** What of an item's events is kept; null = it has to be read from the log. */
function keptOf({ kept, facts }: MapQuestion, item: Item): KeptReading[] | null {
  const readings = readingsOfItem(item, facts.eventCodes);
  // two conditions on one event name may both match an event, which counts once
  const isApart = new Set(readings.map(({ code }) => code)).size === readings.length;
  return readings.length > 0 && isApart ? findKept(kept, readings) : null;
}

/** Items by their place in the list, as the rows name them. */
type Place = readonly [item: Item, index: number];

async function readItems(question: MapQuestion, items: readonly Item[], span: Span): Promise<FiguresRow[]> {
  const places = items.map((item, index): Place => [item, index]);
  const known = places.filter(([item]) => keptOf(question, item) !== null);
  const inLog = places.filter((place) => !known.includes(place));
  const rows = await Promise.all([
    inLog.length === 0 ? [] : readFigures(question, span, eventsOf(question, inLog, span)),
    known.length === 0 ? [] : readFigures(question, span, keptEventsOf(question, known, span)),
  ]);
  return rows.flat();
}

function earliestOf(span: Span): number {
  return Math.min(2 * span.fromMs - span.toMs, span.toMs - STALE_AFTER_MS);
}

/** SELECT of at (ms), x: a row per event of the log and item that it is one of. */
function eventsOf(question: MapQuestion, places: readonly Place[], span: Span): ChSql {
  const { workspace, facts, repeatedOrders } = question;
  const codes = new Set(
    places.flatMap(([{ bindings }]) => bindings.flatMap(({ event }) => facts.eventCodes.get(event) ?? [])),
  );
  const orderCode = facts.eventCodes.get(ORDER_EVENT);
  const isTold =
    repeatedOrders === null || orderCode === undefined
      ? ch`0`
      : ch`if(code = ${u16(orderCode)}, seq, 0) IN (${repeatedOrders})`;
  const found = places.map(([item, index]) => itemOf(question, item, index));
  return ch`SELECT toUnixTimestamp64Milli(at) AS at, arrayJoin(arrayFilter(x -> x.5, [${joinCh(found, ch`, `)}])) AS x
    FROM (SELECT *, toUInt8(${isTold}) AS is_told FROM events
      PREWHERE workspace = ${u32(workspace)} AND has(${arrayOf('UInt16', [...codes])}, code)
        AND at >= fromUnixTimestamp64Milli(${i64(earliestOf(span))}) AND at < fromUnixTimestamp64Milli(${i64(span.toMs)}))`;
}

/** The same of items whose events are kept. */
function keptEventsOf(question: MapQuestion, places: readonly Place[], span: Span): ChSql {
  const { workspace, facts, repeatedOrders } = question;
  const orderCode = facts.eventCodes.get(ORDER_EVENT);
  const readings = new Map<bigint, KeptReading>();
  const found = places.map(([item, index]) => {
    const own = keptOf(question, item) ?? [];
    for (const reading of own) readings.set(reading.id, reading);
    const ids = own.map(({ id }) => id);
    const isIt = ch`has(${arrayOf('UInt64', ids)}, reading)`;
    const isThing = thingOf(item.metric) === '' ? ch`1` : ch`thing != ${NO_THING}`;
    const thing = thingOf(item.metric) === '' ? NO_THING : ch`thing`;
    return ch`(${u16(index)}, ${thing}, number, toUInt8(is_told = 0 AND ${isThing} AND ${answers(item.metric, ch`number`)}), toUInt8(${isIt}))`;
  });
  const ofOrders = [...readings.values()].filter(({ code }) => code === orderCode).map(({ id }) => id);
  const isTold =
    repeatedOrders === null || ofOrders.length === 0
      ? ch`0`
      : ch`if(has(${arrayOf('UInt64', ofOrders)}, reading), seq, 0) IN (${repeatedOrders})`;
  const rows = readingRows(workspace, [...readings.values()], { fromMs: earliestOf(span), isOnce: true });
  return ch`SELECT at, arrayJoin(arrayFilter(x -> x.5, [${joinCh(found, ch`, `)}])) AS x
    FROM (SELECT at, reading, number, thing, toUInt8(${isTold}) AS is_told FROM (${rows}) WHERE at < ${i64(span.toMs)})`;
}

/** x = (item, order or session, number, counts, matches); where x.4 = 0 the row says only when the event was. */
function readFigures(question: MapQuestion, span: Span, events: ChSql): Promise<FiguresRow[]> {
  const before = ch`at >= ${i64(2 * span.fromMs - span.toMs)}`;
  return question.context.clickhouse.query(
    ch`SELECT x.1 AS item, bucket, max(at) AS latest, uniqExactIf(x.2, x.4 AND x.2 != ${NO_THING}) AS things,
        countIf(x.3, x.4) AS answers, sumIf(x.3, x.4) AS sum, avgIf(x.3, x.4) AS mean,
        countIf(x.4 AND x.3 >= 4) AS from4, countIf(x.4 AND x.3 >= 9) AS from9, countIf(x.4 AND x.3 <= 6) AS upTo6
      FROM (SELECT at, x, arrayJoin(if(${before}, ${bucketsOf(span)}, [${u8(ELSEWHERE)}])) AS bucket FROM (${events}))
      GROUP BY item, bucket`,
    figuresRow,
    question.options,
  );
}

/** (item, order or session, number, counts, matches) of an event. */
function itemOf(question: MapQuestion, { metric, bindings }: Item, index: number): ChSql {
  const matches = bindings.flatMap(({ event, where }) => {
    const code = question.facts.eventCodes.get(event);
    if (code === undefined) return [];
    const isEvent = ch`code = ${u16(code)}`;
    return [
      where === undefined
        ? ch`(${isEvent})`
        : ch`(${isEvent} AND ${compileExpression(parseExpression(where))})`,
    ];
  });
  const isIt = ch`(${joinCh(matches, ch` OR `, ch`0`)})`;
  const thing = hashThing(thingOf(metric));
  const isThing = thingOf(metric) === '' ? ch`1` : ch`${thing} != ${NO_THING}`;
  const value = hasNumber(metric)
    ? ch`if(${isIt}, ${compileNumber(fieldPath(metric))}, NULL)`
    : ch`CAST(NULL AS Nullable(Float64))`;
  return ch`(${u16(index)}, ${thing}, ${value}, toUInt8(is_told = 0 AND ${isThing} AND ${answers(metric, value)}), toUInt8(${isIt}))`;
}

/** Whether a number is one of the metric's. */
function answers(metric: Metric, value: ChSql): ChSql {
  if (metric.kind === 'sum' || metric.kind === 'avg') return ch`isNotNull(${value})`;
  if (metric.kind !== 'survey') return ch`1`;
  const { from, to } = SCALES[metric.score];
  return ch`ifNull(${value} BETWEEN ${f64(from)} AND ${f64(to)}, 0)`;
}

function figuresOf(
  metric: Metric,
  rows: readonly FiguresRow[],
  [first, second]: [number, number | undefined],
): BucketFigure[] {
  const own = rows.filter(({ item, bucket }) => item === first && bucket !== ELSEWHERE);
  return own.map((row) => {
    const { bucket, answers } = row;
    switch (metric.kind) {
      case 'ratio': {
        const part = rows.find((other) => other.item === second && other.bucket === bucket);
        return {
          bucket,
          figure: row.things === 0 ? null : (part?.things ?? 0) / row.things,
          basis: row.things,
        };
      }
      case 'count':
      case 'uniques':
        return { bucket, figure: row.things, basis: row.things };
      default:
        return { bucket, figure: answers === 0 ? null : numberOf(metric, row), basis: answers };
    }
  });
}

function numberOf(metric: Metric, row: FiguresRow): number | null {
  if (metric.kind === 'sum') return row.sum;
  if (metric.kind === 'avg') return row.mean;
  const form = surveyForm(metric);
  if (form === 'nps') return (100 * (row.from9 - row.upTo6)) / row.answers;
  return form === 'csatShare' ? row.from4 / row.answers : row.mean;
}
