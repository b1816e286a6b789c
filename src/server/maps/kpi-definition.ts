import type { EventBinding, Metric } from '../../shared/maps/journey-map.ts';
import { formatDuration } from '../../shared/platform/duration.ts';

const PERCENTILES: Record<Metric['agg'], string> = {
  p50: 'Median',
  p75: '75th percentile',
  p90: '90th percentile',
  p95: '95th percentile',
  avg: 'Mean',
  sum: 'Sum',
};

/** Which account somebody belongs to is not kept yet, so that such a figure stays without a source. */
const BY_ACCOUNTS =
  'It has no figure yet: which account somebody belongs to is not kept. Count people instead (by: people).';

/** What a metric counts, in words. Each kind is one whole sentence, so that a catalogue can hold it. */
export function defineMetric(metric: Metric): string {
  const definition = defineCounted(metric);
  return metric.by === 'accounts' ? `${definition} ${BY_ACCOUNTS}` : definition;
}

function defineCounted(metric: Metric): string {
  const event = nameBindings(metric.event);
  const from = nameBindings(metric.from);
  const to = nameBindings(metric.to);
  const things = THINGS[metric.by];
  const within = metric.withinMs === null ? 'at any time' : `within ${sayDuration(metric.withinMs)}`;
  switch (metric.kind) {
    case 'count':
      return `Number of ${event}.`;
    case 'uniques':
      return `Number of different ${things} with ${event}.`;
    case 'conversion':
      return `Share of ${things} with ${from} ${metric.by === 'people' ? 'who' : 'that'} have ${to} afterwards, ${within}; each of them counted once.`;
    case 'ratio':
      return metric.by === 'events'
        ? `Number of ${nameBindings(metric.num)}, divided by the number of ${nameBindings(metric.den)}.`
        : `Number of ${things} with ${nameBindings(metric.num)}, divided by the number of ${things} with ${nameBindings(metric.den)}.`;
    case 'duration':
      return `${PERCENTILES[metric.agg]} of the time from each ${from} to the next ${to}, ${within}.`;
    case 'sum':
      return `Sum of ${metric.field} over ${event}.`;
    case 'avg':
      return `Mean of ${metric.field} over ${event}.`;
    case 'survey':
      return `${SURVEYS[surveyForm(metric)]} (${metric.field} of ${event}).`;
    case 'external':
    case 'manual':
      return metric.source === null ? 'Entered by hand.' : `Comes from ${metric.source}.`;
  }
}

const THINGS: Record<Metric['by'], string> = {
  events: 'events',
  people: 'people',
  sessions: 'sessions',
  orders: 'orders',
  accounts: 'accounts',
};

const SURVEYS = {
  nps: 'Promoters (9 or 10) less detractors (0 to 6), in points of all answers',
  csatShare: 'Share of the answers 4 and 5 of 5',
  csatMean: 'Mean of the answers 1 to 5',
  ces: 'Mean of the answers 1 to 7',
} as const;

/** How the answers of a survey become one figure. */
export function surveyForm(metric: Metric): keyof typeof SURVEYS {
  if (metric.score !== 'csat') return metric.score;
  return metric.agg === 'avg' ? 'csatMean' : 'csatShare';
}

const UNIT_NAMES = { w: 'week', d: 'day', h: 'hour', m: 'minute', s: 'second' } as const;

/** `7 days`, as one says it. */
function sayDuration(ms: number): string {
  const text = formatDuration(ms);
  const amount = Number.parseFloat(text);
  const [, name = ''] = Object.entries(UNIT_NAMES).find(([letter]) => text.endsWith(letter)) ?? [];
  return `${amount} ${name}${amount === 1 ? '' : 's'}`;
}

function nameBindings(bindings: readonly EventBinding[]): string {
  return bindings.map(nameBinding).join(' or ') || 'nothing';
}

function nameBinding({ event, where, count }: EventBinding): string {
  const name = count === 'all' ? event : `${count} ${event}`;
  return where === undefined ? name : `${name} where ${where}`;
}
