import type { EventBinding, Metric, MetricKind, MetricUnit } from './journey-map.ts';
import type { MetricInFile } from './map-file.ts';
import type { MapReading } from './map-reading.ts';
import { readAmount, readTarget } from './target.ts';

/** Figures on fewer people, events or answers are shown as "too few" unless the metric says another number. */
export const DEFAULT_MIN_SAMPLE = 30;

/** What each kind cannot be measured without. */
const NEEDS: Record<MetricKind, readonly ('event' | 'from' | 'to' | 'num' | 'den')[]> = {
  count: ['event'],
  uniques: ['event'],
  conversion: ['from', 'to'],
  ratio: ['num', 'den'],
  duration: ['from', 'to'],
  sum: ['event'],
  avg: ['event'],
  survey: ['event'],
  external: [],
  manual: [],
};

/** A metric of the file in its long form. Whatever is wrong in it is reported and takes the default; it stays a metric. */
export function readMetric(id: string, written: MetricInFile, reading: MapReading): Metric {
  const path = ['metrics', id];
  const place = reading.place(path, 'key');
  const bind = (key: 'event' | 'from' | 'to' | 'num' | 'den'): EventBinding[] =>
    reading.events(written[key], [...path, key]);
  for (const key of NEEDS[written.kind]) {
    if (written[key] === undefined) {
      reading.report(
        path,
        'incomplete_metric',
        `The metric "${id}" of kind ${written.kind} needs "${key}".`,
        { part: 'key' },
      );
    }
  }
  const field = readField(written, path, reading);
  const agg = written.agg ?? (isMeanOfScores(written) ? 'avg' : 'p50');
  const unit = unitOf(written, field, agg);
  const metric: Metric = {
    id,
    title: reading.optionalText(written.title) ?? titleOf(id),
    kind: written.kind,
    event: bind('event'),
    from: bind('from'),
    to: bind('to'),
    num: bind('num'),
    den: bind('den'),
    field,
    score: written.score ?? 'csat',
    agg,
    withinMs: reading.duration(written.within, [...path, 'within']),
    windowMs: reading.duration(written.window, [...path, 'window']),
    target: null,
    warn: readNumber('warn', unit),
    baseline: readNumber('baseline', unit),
    figures: readFigures(),
    unit,
    owner: reading.owner(written.owner),
    source: written.source ?? null,
    segment: readSegment(),
    minSample: written.minSample ?? DEFAULT_MIN_SAMPLE,
    by: written.by ?? (written.kind === 'ratio' || written.kind === 'count' ? 'events' : 'people'),
    place,
  };
  if (written.target !== undefined) {
    const target = readTarget(written.target, unit);
    if (typeof target === 'string')
      reading.report([...path, 'target'], 'bad_target', `The target "${written.target}": ${target}.`);
    else metric.target = target;
    if (metric.kind === 'conversion' && metric.target !== null && metric.target.value > 1) {
      const percent = `${metric.target.operator} ${metric.target.value}%`;
      reading.report([...path, 'target'], 'bad_target', 'A conversion is between 0 and 1.', {
        suggestion: percent,
      });
    }
  }
  return metric;

  function readNumber(key: 'warn' | 'baseline', ofUnit: MetricUnit): number | null {
    const value = written[key];
    if (value === undefined) return null;
    const read = readAmount(value, ofUnit);
    if (typeof read === 'number') return read;
    reading.report([...path, key], `bad_${key}`, `${key} "${value}": ${read}.`);
    return null;
  }

  function readFigures(): Metric['figures'] {
    const days = Object.entries(written.figures ?? {});
    if (days.length > 0 && written.kind !== 'manual' && written.kind !== 'external') {
      reading.report(
        [...path, 'figures'],
        'bad_figure',
        'Only an external or manual metric has figures by day.',
      );
      return [];
    }
    return days
      .flatMap(([day, figure]) => {
        const value = isDay(day) ? readAmount(figure, unit) : 'it is of no day such as 2026-03-31';
        if (typeof value === 'number') return [{ day, value }];
        reading.report([...path, 'figures', day], 'bad_figure', `The figure "${day}: ${figure}": ${value}.`);
        return [];
      })
      .sort((a, b) => a.day.localeCompare(b.day));
  }

  function readSegment(): string | null {
    if (written.segment === undefined) return null;
    return reading.expression(written.segment, [...path, 'segment']) ? written.segment : null;
  }
}

/** A day of the calendar: the 30th of February is none. */
function isDay(text: string): boolean {
  const time = Date.parse(text);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
  );
}

/** A csat is the share of 4 and 5; one whose target is above 1 (`>= 4.3`) was meant as the mean answer. */
function isMeanOfScores(written: MetricInFile): boolean {
  if (written.kind !== 'survey' || written.score === 'nps') return false;
  if (written.score === 'ces') return true;
  const target = written.target === undefined ? null : readTarget(written.target, 'score');
  return target !== null && typeof target !== 'string' && target.value > 1 && !written.target?.includes('%');
}

function readField(written: MetricInFile, path: string[], reading: MapReading): string {
  const fallback = written.kind === 'survey' ? 'properties.score' : 'amount';
  if (written.field === undefined) return fallback;
  return reading.expression(`exists ${written.field}`, [...path, 'field']) ? written.field : fallback;
}

function unitOf(written: MetricInFile, field: string, agg: Metric['agg']): MetricUnit {
  const isCurrency = /^[A-Z]{3}$/.test(written.unit ?? '');
  switch (written.kind) {
    case 'conversion':
    case 'ratio':
      return 'ratio';
    case 'duration':
      return 'ms';
    case 'count':
    case 'uniques':
      return 'count';
    case 'sum':
    case 'avg': {
      const isMoneyField =
        /^(amount|properties\.(total|revenue|value|subtotal|shipping|tax|discount|cost|price))$/.test(field);
      return isCurrency || (isMoneyField && written.unit === undefined) ? 'money' : 'count';
    }
    case 'survey':
      return written.score === 'nps' || written.score === 'ces' || agg === 'avg' ? 'score' : 'ratio';
    case 'external':
    case 'manual':
      if (written.unit === '%') return 'ratio';
      if (isCurrency) return 'money';
      return /^[smhdw]$/.test(written.unit ?? '') ? 'ms' : 'score';
  }
}

/** `cart_to_order` reads "Cart to order" until somebody names it. */
function titleOf(id: string): string {
  const words = id.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
