import type { EventBinding, Metric } from '../../shared/maps/journey-map.ts';
import { compileNumber } from '../journeys/expression-sql.ts';
import { journeysOf } from '../journeys/source.ts';
import { arrayOf, type ChSql, ch, f64, i64, u32 } from '../platform/sql.ts';
import { ALL_TIME, type Span } from '../reports/period.ts';
import { compileMasks } from './binding-masks.ts';
import { numberPath, type Thing } from './event-readings.ts';
import { EARLIEST_MS } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';

/**
 * The base query of a metric: what it counts, one row each, with
 * - `person`, `identified`: whose it is
 * - `thing`: what is counted once where the metric counts people, orders or sessions
 * - `at`: ms since 1970, inside `span`
 * - `is_base`, `is_reached`: belongs to the whole; belongs to the part
 * - `value`: Nullable(Float64)
 * The number, its slices and its list of people are all read from these rows.
 */
export function momentsOf(
  question: MapQuestion,
  metric: Metric,
  range: { span: Span; people: ChSql },
): ChSql | null {
  switch (metric.kind) {
    case 'count':
    case 'uniques':
      return eventMoments(question, metric, { ...range, groups: [metric.event], isReached: ch`1` });
    case 'ratio':
      return eventMoments(question, metric, {
        ...range,
        groups: [metric.den, metric.num],
        isBase: ch`bitTest(mask, 0)`,
        isReached: ch`bitTest(mask, 1)`,
      });
    case 'sum':
    case 'avg':
      return eventMoments(question, metric, {
        ...range,
        groups: [metric.event],
        isReached: ch`1`,
        hasValue: true,
      });
    case 'survey':
      return eventMoments(question, metric, {
        ...range,
        groups: [metric.event],
        isReached: ch`value >= ${f64(SCALES[metric.score].satisfied)}`,
        hasValue: true,
      });
    case 'conversion':
    case 'duration':
      return pairMoments(question, metric, range);
    case 'external':
    case 'manual':
      return null;
  }
}

/** Answers of a survey outside its scale are no answers. `satisfied`: from here on an answer counts as content. */
export const SCALES = {
  nps: { from: 0, to: 10, satisfied: 9 },
  csat: { from: 1, to: 5, satisfied: 4 },
  ces: { from: 1, to: 7, satisfied: 5 },
} as const;

/** Matched events of both groups: person, identified, at, seq, mask. */
function matchedEvents(
  question: MapQuestion,
  groups: readonly (readonly EventBinding[])[],
  range: { people: ChSql; span: Span },
): ChSql {
  const { masks, codes } = compileMasks(question, groups, range.span.fromMs);
  const journeys = journeysOf(
    question.workspace,
    ch`person, identified, at, code, channel, amount, seq`,
    ch`hasAny(code, ${arrayOf('UInt16', codes)}) AND ${range.people}`,
  );
  return ch`SELECT person, identified, m.1 AS at, m.2 AS seq, m.3 AS mask
    FROM (SELECT person, identified, arrayFilter(x -> x.3 != 0 AND ${inSpan(range.span, ch`x.1`)}, arrayZip(at, seq, ${masks})) AS matched
      FROM (${journeys}))
    ARRAY JOIN matched AS m`;
}

const inSpan = (span: Span, at: ChSql) => ch`(${at} >= ${i64(span.fromMs)} AND ${at} < ${i64(span.toMs)})`;

/** Columns of the log that a metric needs beside the sequence, by place in the log. */
function logColumns(
  question: MapQuestion,
  metric: Metric,
  of: { bindings: readonly EventBinding[]; fromMs: number },
): ChSql {
  const codes = of.bindings.flatMap(({ event }) => question.facts.eventCodes.get(event) ?? []);
  const number = compileNumber(fieldPath(metric));
  return ch`SELECT seq, ${thingColumn(metric)} AS thing_text, ${number} AS number FROM events
    WHERE workspace = ${u32(question.workspace)} AND has(${arrayOf('UInt16', codes)}, code) AND at >= fromUnixTimestamp64Milli(${i64(of.fromMs)})`;
}

/** The path of the metric's number. */
export const fieldPath = (metric: Metric) => numberPath(metric.field);

/** The column of an event that names the order or session; empty where the metric counts neither. */
export function thingOf({ by }: Metric): Thing {
  if (by === 'orders') return 'order_id';
  return by === 'sessions' ? 'session' : '';
}

/** The same as text. */
function thingColumn(metric: Metric): ChSql {
  const thing = thingOf(metric);
  if (thing === '') return ch`''`;
  return thing === 'order_id' ? ch`order_id` : ch`session`;
}

/** Orders and sessions are told apart by the log only. */
export const isByLog = (metric: Metric) => metric.by === 'orders' || metric.by === 'sessions';

/** People are counted only where they are known; events, orders and sessions also where nobody is. */
function whoCounts(metric: Metric): ChSql {
  if (isByLog(metric)) return ch`thing != ''`;
  return metric.by === 'people' && metric.kind !== 'sum' && metric.kind !== 'avg' && metric.kind !== 'survey'
    ? ch`identified = 1`
    : ch`1`;
}

function eventMoments(
  question: MapQuestion,
  metric: Metric,
  wanted: {
    span: Span;
    people: ChSql;
    groups: readonly (readonly EventBinding[])[];
    isBase?: ChSql;
    isReached: ChSql;
    hasValue?: boolean;
  },
): ChSql {
  const matched = matchedEvents(question, wanted.groups, wanted);
  const { from, to } = SCALES[metric.score];
  const isAnswer =
    metric.kind === 'survey' ? ch`value BETWEEN ${f64(from)} AND ${f64(to)}` : ch`value IS NOT NULL`;
  const source =
    wanted.hasValue || isByLog(metric)
      ? ch`SELECT person, identified, at, mask, ${isByLog(metric) ? ch`thing_text` : ch`person`} AS thing, number AS value
          FROM (${matched}) AS m INNER JOIN (${logColumns(question, metric, { bindings: wanted.groups.flat(), fromMs: wanted.span.fromMs })}) AS l ON m.seq = l.seq`
      : ch`SELECT person, identified, at, mask, person AS thing, CAST(NULL AS Nullable(Float64)) AS value FROM (${matched})`;
  return ch`SELECT person, identified, thing, at, value, toUInt8(${wanted.isBase ?? ch`1`}) AS is_base, toUInt8(${wanted.isReached}) AS is_reached
    FROM (${source}) WHERE ${whoCounts(metric)} AND ${wanted.hasValue ? isAnswer : ch`1`}`;
}

/** Stands for "no `to` follows": before every time that an event can have. */
const NEVER = i64(-9_000_000_000_000_000);

/**
 * One row per `from` event in the span; reached where a `to` event follows at the same instant or later, at most
 * `within` after it. Of one instant, `from` stands before `to`; one event never is both ends of a pair. `value` = ms
 * from `from` to the next `to`.
 */
function pairMoments(question: MapQuestion, metric: Metric, range: { span: Span; people: ChSql }): ChSql {
  const pairs = isByLog(metric)
    ? pairsInLog(question, metric, range)
    : pairsInJourneys(question, metric, range);
  const within = metric.withinMs === null ? ch`1` : ch`p.2 - p.1 <= ${i64(metric.withinMs)}`;
  return ch`SELECT person, identified, thing, p.1 AS at, toUInt8(1) AS is_base,
      toUInt8(p.2 != ${NEVER} AND ${within}) AS is_reached, if(is_reached, toFloat64(p.2 - p.1), NULL) AS value
    FROM (
      SELECT person, identified, thing, arrayReverseFill(t -> t != ${NEVER}, arrayMap(x -> if(x.2 > 0, x.1, ${NEVER}), ends)) AS filled,
        arraySlice(arrayPushBack(arrayPopFront(filled), ${NEVER}), 1, length(ends)) AS nexts,
        arrayFilter(x -> x.3 < 2 AND ${inSpan(range.span, ch`x.1`)}, arrayMap((x, n) -> (x.1, n, x.2), ends, nexts)) AS pairs
      FROM (${pairs})
    ) ARRAY JOIN pairs AS p`;
}

/** 0 = only `from`, 1 = both, 2 = only `to`: the order in which events of one instant are taken. */
const rank = ch`if(x.3 = 1, 0, if(x.3 = 3, 1, 2))`;

/** person, identified, thing, ends: (at, rank, seq) of all `from` and `to` events in order; the journey's own order. */
function pairsInJourneys(question: MapQuestion, metric: Metric, range: { span: Span; people: ChSql }): ChSql {
  const { masks, codes } = compileMasks(question, [metric.from, metric.to], range.span.fromMs);
  const journeys = journeysOf(
    question.workspace,
    ch`person, identified, at, code, channel, amount, seq`,
    ch`identified = 1 AND hasAny(code, ${arrayOf('UInt16', codes)}) AND ${range.people}`,
  );
  return ch`SELECT person, identified, person AS thing,
      arraySort(arrayMap(x -> (x.1, ${rank}, x.2), arrayFilter(x -> x.3 != 0, arrayZip(at, seq, ${masks})))) AS ends
    FROM (${journeys})`;
}

function pairsInLog(question: MapQuestion, metric: Metric, range: { people: ChSql; span: Span }): ChSql {
  const allTime = { people: range.people, span: { ...ALL_TIME, fromMs: EARLIEST_MS } };
  const bindings = [metric.from, metric.to];
  return ch`SELECT max(person) AS person, max(identified) AS identified, thing,
      arraySort(arrayMap(x -> (x.1, ${rank}, x.2), groupArray((at, seq, mask)))) AS ends
    FROM (SELECT person, identified, at, seq, mask, thing_text AS thing
      FROM (${matchedEvents(question, bindings, allTime)}) AS m
      INNER JOIN (${logColumns(question, metric, { bindings: bindings.flat(), fromMs: EARLIEST_MS })}) AS l ON m.seq = l.seq)
    WHERE thing != '' GROUP BY thing`;
}
