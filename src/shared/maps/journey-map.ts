import { CHANNEL_NAMES } from '../channels.ts';
import type { EventSelector } from '../reports/funnel.ts';
import type { OpportunityResult } from './programme/opportunity-result.ts';

/**
 * A journey map in its one long form, as `readMapFile` makes it from the file: short forms written out, names resolved to
 * events, durations in milliseconds, targets as operator and number. Texts in several languages are reduced to one.
 * `place` is where the thing stands in the file (1-based).
 */
export interface JourneyMap {
  id: string;
  title: string;
  description: string | null;
  state: 'as-is' | 'to-be';
  status: 'draft' | 'review' | 'live' | 'archived';
  /** id of the as-is map that this to-be map changes */
  basedOn: string | null;
  /** the step of another map that this map is the inside of: `map#step` */
  parent: string | null;
  /** id of the map it inherits from (base-map.ts) */
  extends: string | null;
  owner: string | null;
  tags: string[];
  timeZone: string | null;
  review: { everyMs: number | null; last: string | null; place: Place } | null;
  case: MapCase;
  brief: { objective: string | null; scope: string | null; hypotheses: string[]; documents: string[] };
  personas: Persona[];
  channels: MapChannel[];
  /** aliases of the file */
  events: Record<string, EventBinding>;
  metrics: Record<string, Metric>;
  stages: Stage[];
  /** the planned way for conformance; null = stages in order, all touchpoints optional */
  path: { order: PathNode[]; rules: PathRule[] } | null;
  lanes: Lane[];
  views: View[];
  /** every owner named anywhere in the file, once, in order */
  owners: string[];
  custom: Record<string, unknown>;
}

export interface Place {
  line: number;
  column: number;
}

/**
 * What one journey is: what a customer does until the window or the silence ends it. A session is that with 30 minutes of
 * silence. An order is everything a person does that carries the same order_id; nothing else ends it, and what carries none
 * is of no journey. By account is kept and not applied (lint says so): see `countedBy`.
 */
export interface MapCase {
  by: 'customer' | 'session' | 'order' | 'account';
  /** time from the first stage event after which a journey is over; default 30 days */
  windowMs: number;
  /** silence after which the next event begins a new journey; null = only the window ends it */
  idleMs: number | null;
  place: Place;
}

/**
 * What journeys are really followed by. Of an account nobody can say yet whose events are its own: journeys are followed
 * by person until accounts come.
 *
 * countedBy('account') // 'customer'
 */
export function countedBy(by: MapCase['by']): 'customer' | 'session' | 'order' {
  return by === 'account' ? 'customer' : by;
}

/** What counts: one event name, perhaps narrowed by a condition and to the first or last of each person. */
export interface EventBinding extends EventSelector {
  /** `first`: only the first such event that a person ever had; `last`: only their latest; default all */
  count: 'all' | 'first' | 'last';
  /** the alias it came from; null = the event name was written directly */
  alias: string | null;
  place: Place;
}

/** Something said about a customer, with where it comes from. */
export interface Statement {
  text: string;
  source: 'survey' | 'interview' | 'analytics' | 'observation' | 'assumption';
  evidence: string[];
}

export interface Persona {
  id: string;
  name: string;
  kind: 'proto' | 'research' | 'segment';
  evidence: string[];
  goals: string[];
  needs: string[];
  frustrations: string[];
  quote: string | null;
  image: string | null;
  demographics: Record<string, unknown>;
  /** part of all customers, 0 to 1 */
  share: number | null;
  /** condition on traits, in the grammar of shared/expression; null = not bound to the customer base */
  segment: string | null;
  habits: Statement[];
  interests: Statement[];
  motives: Statement[];
  pains: Statement[];
  age: Statement | null;
  sex: Statement | null;
  livesIn: Statement | null;
  custom: Record<string, unknown>;
  place: Place;
}

export interface MapChannel {
  id: string;
  name: string;
  type: 'digital' | 'physical' | 'human' | 'media';
  isOnline: boolean;
  icon: string | null;
  place: Place;
}

export interface Stage {
  id: string;
  title: string;
  goal: string | null;
  motivation: string | null;
  /** events that put a journey into this stage (any of) */
  enter: EventBinding[];
  /** a journey may end well here */
  isExit: boolean;
  /** time that a journey is meant to take here at most; who is here longer is counted (stages); the ribbon goes by the journey's window */
  timeoutMs: number | null;
  /** ids of metrics */
  kpis: string[];
  color: string | null;
  owner: string | null;
  competitors: string[];
  targetActions: TargetAction[];
  steps: Step[];
  custom: Record<string, unknown>;
  place: Place;
}

export interface Step {
  id: string;
  title: string;
  goal: string | null;
  motivation: string | null;
  actions: string[];
  thoughts: string[];
  emotion: Emotion | null;
  touchpoints: Touchpoint[];
  pains: Pain[];
  opportunities: Opportunity[];
  kpis: string[];
  content: string[];
  targetActions: TargetAction[];
  owner: string | null;
  backstage: Backstage | null;
  images: string[];
  files: string[];
  quotes: Quote[];
  /** what differs for a persona, by persona id */
  perPersona: Record<string, PersonaView>;
  /** id of a map that is the inside of this step */
  map: string | null;
  competitors: string[];
  difference: string[];
  custom: Record<string, unknown>;
  place: Place;
}

export interface Emotion {
  /** -2 to +2 */
  score: number;
  label: string | null;
  source: 'assumed' | 'research' | 'measured';
  /** id of the metric that measures it */
  metric: string | null;
  /** figures of the metric that are -2 and +2, as written (`20%`, `3d`); a survey needs none, every other kind both */
  worst: number | string | null;
  best: number | string | null;
  evidence: string[];
  place: Place;
}

/** A step as one persona lives it; null or empty = as everybody. */
export interface PersonaView {
  emotion: Emotion | null;
  actions: string[];
  thoughts: string[];
  /** made for this persona, besides what there is for everybody */
  content: string[];
  pains: Pain[];
}

export interface Touchpoint {
  id: string;
  title: string;
  type: 'action' | 'communication';
  initiator: string | null;
  recipient: string | null;
  /** id of a channel of the map; null = not said */
  channel: string | null;
  devices: string[];
  /** what counts as this touchpoint (any of); the touchpoint's own `where` is part of each */
  events: EventBinding[];
  isOptional: boolean;
  mayRepeat: boolean;
  moment: 'truth' | 'pain' | 'delight' | null;
  /** ids of metrics (`kpis` and `metrics` of the file) */
  kpis: string[];
  orchestration: Record<string, unknown> | null;
  schemaOrg: string | null;
  owner: string | null;
  targetActions: TargetAction[];
  /** false: the shop cannot see it (a rival's site) */
  isObservable: boolean;
  content: string[];
  /** assumed scores 0 to 100 of the eleven needs, by their ids (needs/needs.ts) */
  needs: Record<string, number>;
  actor: string | null;
  kind: string | null;
  isOnline: boolean | null;
  pains: Pain[];
  custom: Record<string, unknown>;
  place: Place;
}

/** What the shop wants to happen (CTA). Measured where it has events or a metric. */
export interface TargetAction {
  action: string;
  events: EventBinding[];
  value: string | null;
  target: Target | null;
  metric: string | null;
  place: Place;
}

export interface Pain {
  id: string | null;
  text: string;
  /** 1 to 5 */
  severity: number | null;
  frequency: string | null;
  evidence: string[];
  personas: string[];
  /** what happens to those whom it hurts (any of), each with the pain's own `where`; none = people cannot be counted */
  events: EventBinding[];
  place: Place;
}

export interface Opportunity {
  id: string | null;
  text: string;
  /** by convention customerValue and businessValue 0 to 100, effort 1 to 5 */
  scores: Record<string, number>;
  /** ids of the metrics that it is to move */
  moves: string[];
  issue: string | null;
  status: 'idea' | 'planned' | 'doing' | 'shipped' | 'dropped';
  owner: string | null;
  /** day by which it is to be done, `2026-03-31` */
  due: string | null;
  /** day since which customers have it */
  shipped: string | null;
  /** what it changed, measured after it shipped */
  result: OpportunityResult | null;
  place: Place;
}

export interface Quote {
  text: string;
  by: string | null;
  persona: string | null;
}

export interface Backstage {
  frontstage: string[];
  backstage: string[];
  systems: string[];
  owner: string | null;
}

export type MetricKind =
  | 'count'
  | 'uniques'
  | 'conversion'
  | 'ratio'
  | 'duration'
  | 'sum'
  | 'avg'
  | 'survey'
  | 'external'
  | 'manual';

/** Ratio 0 to 1, ms, money in the workspace currency, a plain count, or a score as answered (NPS -100 to 100). */
export type MetricUnit = 'ratio' | 'ms' | 'money' | 'count' | 'score';

export interface Target {
  operator: '>=' | '<=' | '>' | '<';
  /** in the unit of the metric: 0.45 for 45 %, milliseconds for durations */
  value: number;
}

export interface Metric {
  id: string;
  title: string;
  kind: MetricKind;
  /** count, uniques, sum, avg, survey */
  event: EventBinding[];
  /** conversion, duration */
  from: EventBinding[];
  to: EventBinding[];
  /** ratio */
  num: EventBinding[];
  den: EventBinding[];
  /** path of the number: `amount` where not said for sum and avg, `properties.score` for surveys */
  field: string;
  score: 'nps' | 'csat' | 'ces';
  agg: 'p50' | 'p75' | 'p90' | 'p95' | 'avg' | 'sum';
  /** longest time from `from` to `to`; null = no limit but the data */
  withinMs: number | null;
  /** measured over this long before the end of the period; null = over the period */
  windowMs: number | null;
  target: Target | null;
  warn: number | null;
  baseline: number | null;
  /** external and manual: what it was on days, such as `2026-03-31`, the oldest first; in the unit of the metric */
  figures: { day: string; value: number }[];
  unit: MetricUnit;
  owner: string | null;
  source: string | null;
  /** condition on traits; null = everyone */
  segment: string | null;
  /** smallest sample that counts as a figure; default 30 */
  minSample: number;
  by: 'events' | 'people' | 'sessions' | 'orders' | 'accounts';
  place: Place;
}

/** A node of the planned way. */
export type PathNode =
  | { kind: 'touchpoint'; touchpoint: string; isOptional: boolean; mayRepeat: boolean }
  | { kind: 'one' | 'all' | 'seq'; items: PathNode[] }
  /** `body`, then any number of times `again` and `body` */
  | { kind: 'loop'; body: PathNode; again: PathNode | null };

/**
 * `response`: after each `from` comes a `to`; `precedence`: no `to` before a `from`; `succession`: both; `chain`: directly
 * after; `coexistence`: neither without the other; `existence`: a `to` happens; `absence`: no `to` (after `from`).
 */
export interface PathRule {
  rule: 'response' | 'precedence' | 'succession' | 'absence' | 'existence' | 'chain' | 'coexistence';
  from: EventBinding[];
  to: EventBinding[];
  withinMs: number | null;
  place: Place;
}

export interface Lane {
  id: string;
  /** null = the product's own name for a built-in lane */
  title: string | null;
}

export interface View {
  id: string;
  title: string | null;
  lanes: string[];
  personas: string[];
  collapse: string[];
}

/** Lanes the product draws itself, in their usual order; any other needs a title in the file. */
export const BUILT_IN_LANES = [
  'goal',
  'motivation',
  'actions',
  'thoughts',
  'emotion',
  'touchpoints',
  'channels',
  'kpis',
  'pains',
  'opportunities',
  'content',
  'cta',
  'owner',
  'backstage',
  'competitors',
  'difference',
  'quotes',
  'images',
  'files',
  'flow',
  'needs',
] as const;
export type BuiltInLane = (typeof BUILT_IN_LANES)[number];

/** Whether the file says which lanes it shows; the reader fills in the product's where it does not. */
export function listsLanes(map: JourneyMap): boolean {
  return !(
    map.lanes.length === BUILT_IN_LANES.length &&
    map.lanes.every((lane, index) => lane.id === BUILT_IN_LANES[index] && lane.title === null)
  );
}

/** Whether the file says which channels it has; the reader fills in the product's where it does not. */
export function listsChannels(map: JourneyMap): boolean {
  return !(
    map.channels.length === CHANNEL_NAMES.length &&
    map.channels.every(({ id, name }, index) => id === CHANNEL_NAMES[index] && name === id)
  );
}

/**
 * What a map holds under a name that somebody wrote; undefined = nothing. A name may be one that every object answers to.
 *
 * valueUnder(map.metrics, 'toString') // -> undefined
 */
export function valueUnder<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Every step of the map in order, with its stage. */
export function stepsOf(map: JourneyMap): { stage: Stage; step: Step }[] {
  return map.stages.flatMap((stage) => stage.steps.map((step) => ({ stage, step })));
}

/** Every touchpoint of the map in order, with its stage and step. */
export function touchpointsOf(map: JourneyMap): { stage: Stage; step: Step; touchpoint: Touchpoint }[] {
  return stepsOf(map).flatMap(({ stage, step }) =>
    step.touchpoints.map((touchpoint) => ({ stage, step, touchpoint })),
  );
}

/** A pain with where it hurts; `touchpoint` null = at the step as a whole. */
export interface PlacedPain {
  /** names it among the pains of a map: `step/touchpoint/id`, the text where it has no id */
  key: string;
  step: Step;
  touchpoint: Touchpoint | null;
  pain: Pain;
}

/** The pains of a step and of its touchpoints in order; what a persona feels besides is not among them. */
export function painsOfStep(step: Step): PlacedPain[] {
  const seen = new Map<string, number>();
  const place = (touchpoint: Touchpoint | null) => (pain: Pain) => {
    const name = `${step.id}/${touchpoint?.id ?? ''}/${pain.id ?? pain.text}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return { key: before === 0 ? name : `${name}#${before + 1}`, step, touchpoint, pain };
  };
  return [
    ...step.pains.map(place(null)),
    ...step.touchpoints.flatMap((touchpoint) => touchpoint.pains.map(place(touchpoint))),
  ];
}
