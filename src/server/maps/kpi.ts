import { z } from 'zod';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import type { Metric } from '../../shared/maps/journey-map.ts';
import { TALLY_PREVIOUS, TALLY_SLICES, TALLY_WHOLE } from '../platform/scan-calls.ts';
import { type ChSql, ch, f64, i64, u8 } from '../platform/sql.ts';
import type { Span } from '../reports/period.ts';
import { defineMetric, surveyForm } from './kpi-definition.ts';
import { kpiStateOf } from './kpi-state.ts';
import { readLatestAt } from './latest-event.ts';
import type { MapQuestion } from './map-question.ts';
import { momentsOf } from './moments.ts';
import { peopleOfSegment } from './segment-people.ts';
import { readWrittenFigures } from './written-kpi.ts';

/** Equal parts of the period that the trend shows. */
export const TREND_SLICES = TALLY_SLICES;
/** A total is no estimate: it is never "too few". */
const TOTALS: ReadonlySet<Metric['kind']> = new Set(['count', 'uniques', 'sum']);
const WHOLE = TALLY_WHOLE;
const PREVIOUS = TALLY_PREVIOUS;

/** One key figure with its state, the period before and the trend, from one base query (`momentsOf`). */
export async function measureKpi(question: MapQuestion, metric: Metric): Promise<KpiAnswer> {
  const latestAtMs = canMeasure(metric) ? await readLatestAt(question, bindingsOf(metric)) : null;
  const buckets =
    latestAtMs === null ? [] : await readBuckets(question, metric, spanOfMetric(question, metric));
  return answerKpi(question, metric, { latestAtMs, buckets });
}

/** Every binding of a metric, whatever its side. */
export function bindingsOf(metric: Metric) {
  return [metric.event, metric.from, metric.to, metric.num, metric.den].flat();
}

/** The answer from what was measured: the latest event of the metric (null = none ever) and the figures by bucket. */
export async function answerKpi(
  question: MapQuestion,
  metric: Metric,
  { latestAtMs, buckets }: { latestAtMs: number | null; buckets: readonly BucketFigure[] },
): Promise<KpiAnswer> {
  const span = spanOfMetric(question, metric);
  if (metric.figures.length > 0) return answerWritten(question, metric, span);
  const rows = latestAtMs === null ? [] : buckets;
  const whole = rows.find((row) => row.bucket === WHOLE);
  // nothing happened is a figure for a total; a mean or share of nothing is none
  const ofNothing = TOTALS.has(metric.kind) && latestAtMs !== null ? 0 : null;
  const sample = whole?.basis ?? 0;
  const openFromMs = openFrom(question, metric, span);
  const isOpen = openFromMs !== null && openFromMs <= span.fromMs;
  // days of which nothing at all was collected do not say that nothing happened
  const isSilent = ofNothing !== null && sample === 0 && (await question.isSilent());
  const value = isSilent ? null : (whole?.figure ?? ofNothing);
  return {
    metric: metric.id,
    value,
    unit: metric.unit,
    previous: rows.find((row) => row.bucket === PREVIOUS)?.figure ?? ofNothing,
    sample,
    state: kpiStateOf(
      { ...metric, minSample: TOTALS.has(metric.kind) ? 0 : metric.minSample },
      {
        isBound: canMeasure(metric),
        latestAtMs,
        endMs: endOf(question, span),
        isSilent,
        value,
        sample,
        isOpen,
      },
    ),
    target: metric.target,
    warn: metric.warn,
    baseline: metric.baseline,
    trend: Array.from({ length: TREND_SLICES }, (_, slice) => {
      const row = rows.find(({ bucket }) => bucket === slice);
      const from = new Date(sliceStart(span, slice)).toISOString();
      return { from, value: isSilent ? null : (row?.figure ?? ofNothing), sample: row?.basis ?? 0 };
    }),
    definition: defineMetric(metric),
    freshAt: latestAtMs === null ? null : new Date(latestAtMs).toISOString(),
    ...(value !== null && openFromMs !== null && { openFrom: new Date(openFromMs).toISOString() }),
  };
}

/** A key figure whose values stand in the file: totals of days, so never "too few". */
function answerWritten(question: MapQuestion, metric: Metric, span: Span): KpiAnswer {
  const { latestAtMs, trend, ...figures } = readWrittenFigures(question, metric, {
    span,
    slices: TREND_SLICES,
  });
  const { target, warn, baseline, unit } = metric;
  return {
    metric: metric.id,
    ...figures,
    unit,
    state: kpiStateOf(
      { target, warn, minSample: 0 },
      {
        isBound: true,
        latestAtMs,
        endMs: endOf(question, span),
        isSilent: false,
        value: figures.value,
        sample: figures.sample,
        isOpen: false,
      },
    ),
    target,
    warn,
    baseline,
    trend: trend.map((value, slice) => ({
      from: new Date(sliceStart(span, slice)).toISOString(),
      value,
      sample: value === null ? 0 : 1,
    })),
    definition: defineMetric(metric),
    freshAt: latestAtMs === null ? null : new Date(latestAtMs).toISOString(),
  };
}

/** The people behind a key figure; null where it has none. */
export async function kpiMembers(
  question: MapQuestion,
  metric: Metric,
  group: 'base' | 'reached' | 'missed',
): Promise<ChSql | null> {
  if (!canMeasure(metric)) return null;
  const moments = momentsOf(question, metric, {
    span: spanOfMetric(question, metric),
    people: await peopleOfSegment(question, metric.segment),
  });
  if (moments === null) return null;
  const known = ch`SELECT person, max(is_base) AS base, max(is_reached) AS reached FROM (${moments}) WHERE identified = 1 GROUP BY person`;
  if (group === 'base') return ch`SELECT person FROM (${known}) WHERE base = 1`;
  if (group === 'reached') return ch`SELECT person FROM (${known}) WHERE reached = 1`;
  return ch`SELECT person FROM (${known}) WHERE base = 1 AND reached = 0`;
}

/** A metric with its own window is measured over that long before the end of the period. */
export function spanOfMetric({ span }: MapQuestion, metric: Metric): Span {
  return metric.windowMs === null ? span : { fromMs: span.toMs - metric.windowMs, toMs: span.toMs };
}

/** A period that is not over ends now: silence that has not happened yet makes nothing stale. */
function endOf({ context }: MapQuestion, span: Span): number {
  return Math.min(span.toMs, context.clock.now());
}

/** From when on people of a conversion still have time to get there; null = nobody in the span has. */
function openFrom({ context }: MapQuestion, metric: Metric, span: Span): number | null {
  if (metric.kind !== 'conversion' || metric.withinMs === null) return null;
  const nowMs = context.clock.now();
  const fromMs = nowMs - metric.withinMs;
  return fromMs < Math.min(span.toMs, nowMs) ? Math.max(fromMs, span.fromMs) : null;
}

/** Kinds and units that events can answer, with all their sides bound. Accounts are not told apart in the sequences. */
export function canMeasure(metric: Metric): boolean {
  if (metric.by === 'accounts') return false;
  switch (metric.kind) {
    case 'conversion':
    case 'duration':
      return metric.from.length > 0 && metric.to.length > 0;
    case 'ratio':
      return metric.num.length > 0 && metric.den.length > 0;
    case 'external':
    case 'manual':
      return false;
    default:
      return metric.event.length > 0;
  }
}

const bucketRow = z.object({
  bucket: z.number().int(),
  figure: z.number().nullable(),
  basis: z.coerce.number().int(),
});
/** The figure of a slice (0 to 11), of the whole or of the time before, and the number that it rests on. */
export type BucketFigure = z.infer<typeof bucketRow>;

/** Figures of the twelve slices (0 to 11), of the whole (12) and of as long a time before it (13), in one pass. */
async function readBuckets(question: MapQuestion, metric: Metric, span: Span): Promise<BucketFigure[]> {
  const lengthMs = span.toMs - span.fromMs;
  const both = { fromMs: span.fromMs - lengthMs, toMs: span.toMs };
  const moments = momentsOf(question, metric, {
    span: both,
    people: await peopleOfSegment(question, metric.segment),
  });
  if (moments === null) return [];
  const { value, sample } = figure(metric);
  return question.context.clickhouse.query(
    ch`SELECT bucket, toFloat64(${value}) AS figure, ${sample} AS basis
      FROM (
        SELECT *, arrayJoin(${bucketsOf(span)}) AS bucket
        FROM (${moments})
      )
      GROUP BY bucket`,
    bucketRow,
    question.options,
  );
}

/** The buckets of an instant `at` (ms) not before the time before the span. */
export function bucketsOf(span: Span): ChSql {
  const slice = ch`toUInt8(least(${u8(TREND_SLICES - 1)}, intDiv((at - ${i64(span.fromMs)}) * ${u8(TREND_SLICES)}, ${i64(span.toMs - span.fromMs)})))`;
  return ch`if(at >= ${i64(span.fromMs)}, [${slice}, ${u8(WHOLE)}], [${u8(PREVIOUS)}])`;
}

/** First instant (ms) of a slice: the smallest that the SQL above puts into it. */
function sliceStart(span: Span, slice: number): number {
  return span.fromMs + Math.ceil((slice * (span.toMs - span.fromMs)) / TREND_SLICES);
}

/** The figure over rows of `momentsOf` and the number it rests on. NULL where it rests on nothing. */
function figure(metric: Metric): { value: ChSql; sample: ChSql } {
  const isByEvents = metric.by === 'events';
  const counted = (which: ChSql) => (isByEvents ? ch`countIf(${which})` : ch`uniqExactIf(thing, ${which})`);
  const base = counted(ch`is_base`);
  const share = ch`if(${base} = 0, NULL, ${counted(ch`is_reached`)} / ${base})`;
  switch (metric.kind) {
    case 'count':
      return { value: isByEvents ? ch`count()` : base, sample: isByEvents ? ch`count()` : base };
    case 'uniques':
      return { value: ch`uniqExact(thing)`, sample: ch`uniqExact(thing)` };
    case 'conversion':
    case 'ratio':
      return { value: share, sample: base };
    case 'duration':
      return { value: statistic(metric.agg), sample: ch`count(value)` };
    case 'sum':
      return { value: ch`sum(value)`, sample: ch`count(value)` };
    case 'avg':
      return { value: ch`avg(value)`, sample: ch`count(value)` };
    case 'survey':
      return { value: SURVEY_FIGURES[surveyForm(metric)], sample: ch`count(value)` };
    case 'external':
    case 'manual':
      return { value: ch`NULL`, sample: ch`0` };
  }
}

/** Percentiles interpolate between neighbours (inclusive method), as the reports do. */
function statistic(agg: Metric['agg']): ChSql {
  switch (agg) {
    case 'avg':
      return ch`avg(value)`;
    case 'sum':
      return ch`sum(value)`;
    case 'p50':
      return ch`quantileExactInclusive(0.5)(value)`;
    case 'p75':
      return ch`quantileExactInclusive(0.75)(value)`;
    case 'p90':
      return ch`quantileExactInclusive(0.9)(value)`;
    case 'p95':
      return ch`quantileExactInclusive(0.95)(value)`;
  }
}

const SURVEY_FIGURES = {
  nps: ch`100 * (countIf(value >= ${f64(9)}) - countIf(value <= ${f64(6)})) / count(value)`,
  csatShare: ch`countIf(value >= ${f64(4)}) / count(value)`,
  csatMean: ch`avg(value)`,
  ces: ch`avg(value)`,
} as const;
