import type { Channel } from '../../shared/channels.ts';
import type { Random } from '../random.ts';
import type { Figure } from './figures.ts';

/**
 * A made-up world for one map template: who its people are, what can happen, and in which order and how likely it does.
 * It knows nothing of the map's bindings: acts say which touchpoint and stage they *mean*, so that a map which binds
 * another event counts something else, and a test sees it.
 */
export interface Scenario {
  /** id of the template */
  id: string;
  seed: number;
  /** how many begin in the demo */
  people: number;
  /** days over which they begin, the last of them at the end of the run */
  days: number;
  /** days of silence after which a person's next act begins a new journey, as the map's case says; left out = never */
  idleDays?: number;
  /** hours of the day (0 to 24, UTC) at which people begin */
  hours: Hours;
  personas: Record<string, ScenarioPersona>;
  /** stages of the map in order */
  stages: readonly string[];
  acts: Record<string, ActDefinition>;
  walk: readonly Step[];
  /** what each metric of the map should show */
  kpis: Record<string, Figure>;
  /** pains of the map that its people show, by the map's names for them: `step//pain` */
  pains: Record<string, ScenarioPain>;
}

/** A pain said in acts. */
export interface ScenarioPain {
  severity: number;
  /** acts (any of) of people whom it hurts */
  hurts: readonly string[];
  /** touchpoints where the others are met who could have been hurt */
  place: readonly string[];
}

export type Hours = readonly [from: number, to: number];

export interface ScenarioPersona {
  /** share of all people, in proportion to the others */
  weight: number;
  traits?: Record<string, string | number>;
  /** nobody knows who they are: they act without any identifier */
  isUnknown?: true;
}

/** One kind of thing that can happen; its key in `acts` is its name in the walk and in figures. */
export interface ActDefinition {
  event: string;
  channel: Channel;
  /** stage of the map that it moves a person into */
  stage?: string;
  /** touchpoints at which it happens; left out = the one that is called as the act; empty = none */
  at?: readonly string[];
  properties?: Record<string, Property>;
}

/** A value, or how it comes about. */
export type Property = string | number | boolean | ((moment: Moment) => string | number);

export interface Moment {
  random: Random;
  /** `kitchen-17` */
  person: string;
  /** ms since 1970 */
  at: number;
  /** what the person carries from one act to the next: order ids, ticket ids */
  memory: Map<string, string>;
}

/** What a person does next; a text is an act, a minute or so after the one before. */
export type Step =
  | string
  | { kind: 'wait'; fromMs: number; toMs: number }
  | { kind: 'later'; days: readonly [number, number]; hours: Hours }
  | { kind: 'leave'; chance: number }
  | { kind: 'maybe'; chance: number; steps: readonly Step[] }
  | { kind: 'either'; branches: readonly (readonly [weight: number, ...steps: Step[]])[] }
  | { kind: 'again'; chance: number; most: number; steps: readonly Step[] }
  | { kind: 'as'; personas: readonly string[]; steps: readonly Step[] };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** `pain(4, 'pay-failed', ['checkout', 'card-pay'])` */
export const pain = (severity: number, hurts: string, place: readonly string[]): ScenarioPain => ({
  severity,
  hurts: [hurts],
  place,
});

/** Some minutes or hours go by: `wait(5, 30)`, `wait(1, 3, 'h')`. */
export const wait = (from: number, to: number, unit: 'm' | 'h' = 'm'): Step => {
  const ms = unit === 'm' ? MINUTE_MS : HOUR_MS;
  return { kind: 'wait', fromMs: from * ms, toMs: to * ms };
};
/** Some days later, at an hour of the day. */
export const later = (from: number, to: number, hours: Hours = [8, 21]): Step => ({
  kind: 'later',
  days: [from, to],
  hours,
});
/** So many go no further. */
export const leave = (chance: number): Step => ({ kind: 'leave', chance });
export const maybe = (chance: number, ...steps: Step[]): Step => ({ kind: 'maybe', chance, steps });
/** One of the branches, in proportion to the weight that each begins with. */
export const either = (...branches: [weight: number, ...steps: Step[]][]): Step => ({
  kind: 'either',
  branches,
});
/** Once, and with this chance once more, and once more, at most so often. */
export const again = (chance: number, most: number, ...steps: Step[]): Step => ({
  kind: 'again',
  chance,
  most,
  steps,
});
/** Only people of these personas. */
export const as = (personas: string | readonly string[], ...steps: Step[]): Step => ({
  kind: 'as',
  personas: typeof personas === 'string' ? [personas] : personas,
  steps,
});

/** Entries drawn in proportion to their weight; a text alone weighs 1. */
export const oneOf =
  <Value extends string | number>(...entries: (Value | readonly [Value, number])[]): Property =>
  ({ random }) =>
    random.weighted(
      entries.map((entry) => (Array.isArray(entry) ? (entry as [Value, number]) : [entry as Value, 1])), // boundary: arrays are pairs here
    ) ?? '';

/** An amount of money, two decimals. */
export const money =
  (from: number, to: number): Property =>
  ({ random }) =>
    Math.round(random.between(from, to) * 100) / 100;

export const whole =
  (from: number, to: number): Property =>
  ({ random }) =>
    random.whole(from, to);

/** A new id, remembered under a name until the next new one. */
export const newId =
  (name: string): Property =>
  ({ person, memory }) => {
    const count = Number(memory.get(`${name} count`) ?? 0) + 1;
    const id = `${name}-${person}-${count}`;
    memory.set(`${name} count`, String(count));
    memory.set(name, id);
    return id;
  };

/** The id made last under the name. */
export const lastId =
  (name: string): Property =>
  ({ memory }) =>
    memory.get(name) ?? '';

/** An instant so many days after the act (before, where negative), as ISO 8601. */
export const instantIn =
  (fromDays: number, toDays: number): Property =>
  ({ random, at }) =>
    new Date(at + Math.round(random.between(fromDays, toDays) * 24 * HOUR_MS)).toISOString();

/** Order Completed: a new order id and a total between these two. */
export const order = (from: number, to: number, more: Record<string, Property> = {}) => ({
  order_id: newId('order'),
  total: money(from, to),
  currency: 'EUR',
  ...more,
});

/** Survey Answered: `weights` are those of the answers from `lowest` on. */
export const answer = (
  survey: string,
  kind: 'nps' | 'csat' | 'ces',
  weights: readonly number[],
): Record<string, Property> => {
  const lowest = kind === 'nps' ? 0 : 1;
  return {
    survey,
    kind,
    score: oneOf<number>(...weights.map((weight, index) => [index + lowest, weight] as const)),
  };
};
