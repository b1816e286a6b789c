import type { DetailsKind } from './details-target.ts';

/** One part of a thing as it is asked for beside the grid. */
export interface DetailsField {
  /** where it stands in the thing */
  key: readonly string[];
  label: string;
  kind:
    | 'text'
    | 'texts'
    | 'number'
    | 'choice'
    | 'flag'
    /** true is the first choice, false the second */
    | 'either'
    | 'events'
    | 'event'
    | 'channel'
    | 'metric'
    | 'date'
    /** figures by day, as lines `2026-03-31: 72` */
    | 'figures'
    | 'metrics'
    | 'persona'
    | 'personas'
    | 'owner'
    | 'map';
  choices?: readonly string[];
  /** what a text must look like */
  pattern?: RegExp;
  hint?: string;
  /** what counts where nothing is written */
  isOnByDefault?: boolean;
  min?: number;
  max?: number;
  /** kinds of key figures that have it */
  of?: readonly string[];
}

const DURATION = /^\d+(\.\d+)?[smhdw]$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const FIGURES = /^(\s*\d{4}-\d{2}-\d{2} *: *-?[\d.]+ ?(%|[smhdw]|[A-Z]{3})?\s*)*$/;
const TARGET = /^(>=|<=|>|<) ?-?[0-9.]+ ?(%|[smhdw]|[A-Z]{3})?$/;

const field = (
  label: string,
  kind: DetailsField['kind'],
  more: Partial<DetailsField> = {},
): DetailsField => ({
  key: [label],
  label,
  kind,
  ...more,
});
const EVENT_KINDS = ['count', 'uniques', 'sum', 'avg', 'survey'];
const METRIC_KINDS = [
  ...EVENT_KINDS.slice(0, 2),
  'conversion',
  'ratio',
  'duration',
  'sum',
  'avg',
  'survey',
  'external',
  'manual',
];

/** What each kind of thing is asked for, in order. */
export const DETAILS_FORMS: Record<DetailsKind, readonly DetailsField[]> = {
  stage: [
    field('title', 'text'),
    field('goal', 'text'),
    field('enter', 'events'),
    field('owner', 'owner'),
    field('motivation', 'text'),
    field('competitors', 'texts'),
    field('timeout', 'text', { pattern: DURATION, hint: 'timeout' }),
    field('exit', 'flag'),
  ],
  steps: [
    field('title', 'text'),
    field('goal', 'text'),
    field('motivation', 'text'),
    field('owner', 'owner'),
    field('competitors', 'texts'),
    field('map', 'map'),
  ],
  touchpoints: [
    field('title', 'text'),
    field('events', 'events'),
    field('channel', 'channel'),
    field('type', 'choice', { choices: ['action', 'communication'] }),
    field('initiator', 'text'),
    field('recipient', 'text'),
    field('kind', 'text', { label: 'interaction', hint: 'interaction' }),
    field('online', 'either', { choices: ['online', 'offline'] }),
    field('moment', 'choice', { choices: ['truth', 'pain', 'delight'] }),
    field('owner', 'owner'),
    field('kpis', 'metrics', { label: 'kpi' }),
    field('optional', 'flag'),
    field('repeat', 'flag'),
    field('observable', 'flag', { isOnByDefault: true }),
    field('content', 'texts'),
    field('devices', 'texts', { label: 'device' }),
  ],
  pains: [
    field('text', 'text'),
    field('severity', 'number', { min: 1, max: 5 }),
    field('frequency', 'text', { hint: 'frequency' }),
    field('events', 'events', { label: 'hurts' }),
    field('personas', 'personas', { label: 'whom' }),
    field('evidence', 'texts'),
  ],
  opportunities: [
    field('text', 'text'),
    field('customerValue', 'number', { key: ['scores', 'customerValue'], min: 0, max: 100 }),
    field('businessValue', 'number', { key: ['scores', 'businessValue'], min: 0, max: 100 }),
    field('effort', 'number', { key: ['scores', 'effort'], min: 1, max: 5 }),
    field('moves', 'metrics'),
    field('status', 'choice', { choices: ['idea', 'planned', 'doing', 'shipped', 'dropped'] }),
    field('owner', 'owner'),
    field('due', 'date'),
    field('shipped', 'date'),
    field('issue', 'text', { hint: 'issue' }),
  ],
  cta: [
    field('action', 'text'),
    field('event', 'event'),
    field('kpi', 'metric'),
    field('value', 'text'),
    field('target', 'text', { pattern: TARGET, hint: 'target' }),
  ],
  quotes: [field('text', 'text'), field('by', 'text'), field('persona', 'persona')],
  kpis: [
    field('title', 'text'),
    field('kind', 'choice', { choices: METRIC_KINDS }),
    field('event', 'events', { of: EVENT_KINDS }),
    field('from', 'events', { of: ['conversion', 'duration'] }),
    field('to', 'events', { of: ['conversion', 'duration'] }),
    field('num', 'events', { of: ['ratio'] }),
    field('den', 'events', { of: ['ratio'] }),
    field('within', 'text', { pattern: DURATION, hint: 'within', of: ['conversion', 'duration'] }),
    field('agg', 'choice', { choices: ['p50', 'p75', 'p90', 'p95', 'avg'], of: ['duration'] }),
    field('field', 'text', { hint: 'field', of: ['sum', 'avg', 'survey'] }),
    field('score', 'choice', { choices: ['nps', 'csat', 'ces'], of: ['survey'] }),
    field('by', 'choice', { label: 'per', choices: ['people', 'events', 'sessions', 'orders', 'accounts'] }),
    field('target', 'text', { pattern: TARGET, hint: 'target' }),
    field('warn', 'text', { hint: 'warn' }),
    field('baseline', 'text', { hint: 'baseline' }),
    field('window', 'text', { pattern: DURATION, hint: 'window' }),
    field('unit', 'text', { hint: 'unit', of: ['sum', 'avg', 'external', 'manual'] }),
    field('minSample', 'number', { min: 1 }),
    field('figures', 'figures', { pattern: FIGURES, hint: 'figures', of: ['external', 'manual'] }),
    field('source', 'text', { of: ['external', 'manual'] }),
    field('segment', 'text', { hint: 'segment' }),
    field('owner', 'owner'),
  ],
  emotion: [
    field('score', 'number', { label: 'feeling', min: -2, max: 2 }),
    field('label', 'text', { label: 'word' }),
    field('source', 'choice', { label: 'knownFrom', choices: ['assumed', 'research', 'measured'] }),
    field('metric', 'metric', { label: 'kpi' }),
    field('worst', 'text', { hint: 'worst' }),
    field('best', 'text', { hint: 'best' }),
    field('evidence', 'texts'),
  ],
  map: [
    field('state', 'choice', { label: 'mapState', choices: ['as-is', 'to-be'] }),
    field('basedOn', 'map'),
    field('status', 'choice', { choices: ['draft', 'review', 'live', 'archived'] }),
    field('owner', 'owner'),
    field('every', 'text', { key: ['review', 'every'], pattern: DURATION, hint: 'every' }),
    field('last', 'text', { key: ['review', 'last'], pattern: DAY, hint: 'last' }),
    field('by', 'choice', {
      key: ['case', 'by'],
      label: 'caseBy',
      choices: ['customer', 'session', 'order', 'account'],
    }),
    field('caseWindow', 'text', { key: ['case', 'window'], pattern: DURATION, hint: 'caseWindow' }),
    field('idle', 'text', { key: ['case', 'restart', 'idle'], pattern: DURATION, hint: 'idle' }),
    field('description', 'text'),
    field('tags', 'texts'),
  ],
};

/** The key of the text of a thing, where its short form is that text alone. */
export const TEXT_KEYS: Partial<Record<DetailsKind, string>> = { cta: 'action', emotion: 'score' };
