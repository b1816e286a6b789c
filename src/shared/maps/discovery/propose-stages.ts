import { cutCases } from './cut-cases.ts';
import { cutStages, measureTies } from './cut-stages.ts';
import { type Case, isOfUnit, type ObservedJourney, toUnits, type Unit } from './observed.ts';
import { addFirsts, measurePrecedence, orderUnits } from './order-units.ts';
import { findUnits } from './split-units.ts';
import { PHASE_ORDER, type Phase, SYSTEM_EVENTS, standardEvent } from './standard-events.ts';

export interface ProposalOptions {
  /** event that a journey is about; null = the data's own (`suggestGoal`) */
  goal?: string | null | undefined;
  /** only these channels; left out = all */
  channels?: readonly string[] | undefined;
  /** how many stages, 1 to 12; left out = as many as the data show */
  stages?: number | undefined;
}

/** A unit in one channel. */
export interface ProposedTouchpoint {
  unit: Unit;
  channel: string;
  /** people among those looked at, and events */
  people: number;
  events: number;
  /** part of the cases that reach its stage in which it happens, 0 to 1 */
  share: number;
  /** mostly more than once in a case */
  mayRepeat: boolean;
}

export interface ProposedStep {
  /** what the steps of a stage are put together by: a step of the vocabulary, or an event */
  key: string;
  touchpoints: ProposedTouchpoint[];
}

export interface ProposedStage {
  /** what most of its people do, in the vocabulary; null = nothing of it is known there */
  phase: Phase | null;
  steps: ProposedStep[];
}

export interface Proposal {
  goal: string | null;
  stages: ProposedStage[];
  /** people and cases that it rests on */
  people: number;
  cases: number;
  /** 90 % of the cases with more than one event are over in so many ms */
  lengthMs: number;
  /** what was left out, most people first */
  leftOut: { event: string; channel: string; people: number; reason: 'rare' | 'system' | 'full' }[];
}

/** An event done by fewer of the people is left out. */
export const MIN_SHARE = 0.005;
const MIN_PEOPLE = 5;
/** More touchpoints than this nobody reads. */
export const MAX_TOUCHPOINTS = 90;
/** How much two neighbours of one phase of the vocabulary belong together besides what the data say. */
const SAME_PHASE = 0.1;
/** What the goal counts among the things that name a stage. */
const GOAL_WEIGHT = 100;

/**
 * The map that journeys draw by themselves: what happens (units, each in its channels), in which order, in which stages.
 * The same journeys and options give the same proposal.
 */
export function proposeStages(all: readonly ObservedJourney[], options: ProposalOptions = {}): Proposal {
  const { channels } = options;
  const journeys = channels
    ? all.map((journey) => journey.filter(({ channel }) => channels.includes(channel)))
    : all;
  const { events, leftOut } = chooseEvents(journeys);
  const goal = options.goal ?? suggestGoal(journeys, events);
  const units = findUnits(journeys, events);
  const inUnits = toUnits(journeys, units);
  const cases = cutCases(inUnits, units.length, goal === null ? null : (unit) => units[unit]?.event === goal);
  const phases = units.map(({ event }) => standardEvent(event)?.phase ?? null);
  const order = orderUnits(
    addFirsts(measurePrecedence(cases, units.length), inUnits),
    phases.map((phase) => (phase === null ? null : PHASE_ORDER.indexOf(phase))),
  );
  const ties = measureTies(cases, units.length);
  const inOrder = order.map((a) =>
    order.map((b) => {
      const isSame = a !== b && phases[a] !== null && phases[a] === phases[b];
      return (ties[a]?.[b] ?? 0) + (isSame ? SAME_PHASE : 0);
    }),
  );
  const lengths = cutStages(inOrder, { stages: options.stages });
  const touchpoints = countTouchpoints(journeys, units, leftOut);
  let next = 0;
  const stages = lengths.flatMap((length) => {
    const members = order.slice(next, next + length);
    next += length;
    const stage = makeStage(members, { units, cases, touchpoints, goal });
    return stage.steps.length > 0 ? [stage] : [];
  });
  return {
    goal,
    stages,
    people: journeys.filter((journey) => journey.length > 0).length,
    cases: cases.length,
    lengthMs: lengthOf(cases),
    leftOut: leftOut.toSorted((a, b) => b.people - a.people || (a.event < b.event ? -1 : 1)),
  };
}

function chooseEvents(journeys: readonly ObservedJourney[]) {
  const people = new Map<string, number>();
  for (const journey of journeys) {
    for (const event of new Set(journey.map(({ event }) => event))) {
      people.set(event, (people.get(event) ?? 0) + 1);
    }
  }
  const least = Math.max(MIN_PEOPLE, MIN_SHARE * journeys.filter(({ length }) => length > 0).length);
  const leftOut: Proposal['leftOut'] = [];
  const events = new Set<string>();
  for (const [event, count] of people) {
    if (SYSTEM_EVENTS.has(event)) leftOut.push({ event, channel: '', people: count, reason: 'system' });
    else if (count < least) leftOut.push({ event, channel: '', people: count, reason: 'rare' });
    else events.add(event);
  }
  return { events, leftOut };
}

/**
 * What journeys are about where nobody says: an order where there is one, else the event that comes latest in journeys
 * of those that at least 3 % and at most 80 % of the people have.
 */
export function suggestGoal(
  journeys: readonly ObservedJourney[],
  events: ReadonlySet<string>,
): string | null {
  for (const known of ['Order Completed', 'purchase', 'Subscription Started', 'Quote Accepted']) {
    if (events.has(known)) return known;
  }
  const places = new Map<string, { people: number; sum: number }>();
  for (const journey of journeys) {
    const first = new Map<string, number>();
    journey.forEach(({ event }, index) => {
      if (events.has(event) && !first.has(event)) first.set(event, (index + 1) / journey.length);
    });
    for (const [event, place] of first) {
      const known = places.get(event) ?? { people: 0, sum: 0 };
      places.set(event, { people: known.people + 1, sum: known.sum + place });
    }
  }
  const score = ({ people, sum }: { people: number; sum: number }) => {
    const share = people / journeys.length;
    return share < 0.03 || share > 0.8 ? 0 : (sum / people) * share ** 0.25;
  };
  const [best] = [...places].toSorted((a, b) => score(b[1]) - score(a[1]) || (a[0] < b[0] ? -1 : 1));
  return best && score(best[1]) > 0 ? best[0] : null;
}

interface Counted {
  channel: string;
  people: number;
  events: number;
}

/** By unit: its channels with the people there; the most visited ones where there are too many. */
function countTouchpoints(
  journeys: readonly ObservedJourney[],
  units: readonly Unit[],
  leftOut: Proposal['leftOut'],
): Counted[][] {
  const counted = units.map(() => new Map<string, Counted & { last: number }>());
  journeys.forEach((journey, person) => {
    for (const event of journey) {
      const unit = units.findIndex((one) => isOfUnit(one, event));
      const channels = counted[unit];
      if (!channels) continue;
      const known = channels.get(event.channel) ?? { channel: event.channel, people: 0, events: 0, last: -1 };
      known.events++;
      if (known.last !== person) known.people++;
      known.last = person;
      channels.set(event.channel, known);
    }
  });
  const everyone = counted.flatMap((channels) => [...channels.values()].map(({ people }) => people));
  const least = everyone.toSorted((a, b) => b - a)[MAX_TOUCHPOINTS - 1] ?? 0;
  return counted.map((channels, unit) =>
    [...channels.values()]
      .toSorted((a, b) => b.people - a.people || (a.channel < b.channel ? -1 : 1))
      .filter(({ channel, people }) => {
        const isRare = people < MIN_PEOPLE;
        if (!isRare && people >= least) return true;
        const reason = isRare ? 'rare' : 'full';
        leftOut.push({ event: units[unit]?.event ?? '', channel, people, reason });
        return false;
      })
      .map(({ channel, people, events }) => ({ channel, people, events })),
  );
}

function makeStage(
  members: readonly number[],
  given: {
    units: readonly Unit[];
    cases: readonly Case[];
    touchpoints: readonly Counted[][];
    goal: string | null;
  },
): ProposedStage {
  const { units, cases, touchpoints, goal } = given;
  const inStage = new Set(members);
  const reached = cases.filter((one) => one.some(({ unit }) => inStage.has(unit)));
  const steps = new Map<string, ProposedTouchpoint[]>();
  const phases = new Map<Phase, number>();
  for (const member of members) {
    const unit = units[member];
    if (!unit) continue;
    const standard = standardEvent(unit.event);
    const cased = reached.map((one) => one.filter((event) => event.unit === member).length).filter(Boolean);
    const list = (touchpoints[member] ?? []).map(
      (counted): ProposedTouchpoint => ({
        unit,
        ...counted,
        share: reached.length === 0 ? 0 : cased.length / reached.length,
        mayRepeat: cased.length > 0 && cased.filter((count) => count > 1).length > cased.length / 2,
      }),
    );
    if (list.length === 0) continue;
    const key = standard?.step ?? unit.event;
    steps.set(key, [...(steps.get(key) ?? []), ...list]);
    // how many different things, and not how many people: pages are everywhere
    const weight = unit.event === goal ? GOAL_WEIGHT : 1;
    if (standard) phases.set(standard.phase, (phases.get(standard.phase) ?? 0) + weight);
  }
  const [phase = null] = [...phases].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
  return { phase, steps: [...steps].map(([key, list]) => ({ key, touchpoints: list })) };
}

function lengthOf(cases: readonly Case[]): number {
  const lengths = cases
    .filter(({ length }) => length > 1)
    .map((one) => (one.at(-1)?.at ?? 0) - (one[0]?.at ?? 0))
    .toSorted((a, b) => a - b);
  return lengths[Math.floor(0.9 * (lengths.length - 1))] ?? 0;
}
