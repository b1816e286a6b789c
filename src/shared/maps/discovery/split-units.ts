import { type ObservedEvent, type ObservedJourney, type Unit, valueAt } from './observed.ts';

/** Events of a value below this are too few to say that it is something of its own. */
const MIN_EVENTS = 25;
/** Properties with more values are names and numbers, not kinds. */
const MAX_VALUES = 24;
/** Kinds that one event name is split into at most. */
const MAX_KINDS = 4;
/** Part of the events that must carry the property. */
const MIN_CARRIED = 0.9;
/** Values whose surroundings differ by less (bits, 0 to 1) are one kind. */
const SAME_KIND = 0.16;
/** A split must tell at least so much about what comes before and after (bits). */
const MIN_GAIN = 0.06;
/** Each further value of a property makes a condition harder to read, and one more chance to be there by chance (bits). */
const COST_OF_VALUE = 0.004;
/** Of two properties that say the same, the one with short names for it. */
const COST_OF_CHARACTER = 0.0002;
/** Events of one name looked at: more make the surroundings no clearer. */
const MAX_LOOKED_AT = 6_000;

/**
 * Properties that say which one, where or with what, and never what kind of thing happened: two stores have different
 * neighbours, and are one touchpoint all the same.
 */
const NEVER_KINDS =
  /(^|_)(id|sku|brand|device|campaign|currency|session|variant|name_of_product|url|path|os|browser|cart)$/;

/** Properties that name the kind of thing themselves: a few frequent values are kinds, wherever they stand. */
const KIND_NAMES = /(^|_)(kind|type|purpose|topic|direction|from|by|role|template|results)$/;
/** Of messages the campaign is the kind. */
const KINDS_OF_MESSAGES = /^(campaign|message|template)$/;
/** Part of the events that each named kind must have. */
const MIN_KIND_SHARE = 0.05;
/** Chance makes differences too: a split must tell so many standard deviations more than chance would. */
const SURE = 4;
/** What being named as kinds counts (bits). */
const NAMED_GAIN = 0.08;

/** One event with what happened around it. */
interface Moment {
  event: ObservedEvent;
  before: string;
  after: string;
}

/** How often what came before and after, as counts. */
type Surroundings = ReadonlyMap<string, number>;

interface Kind {
  values: string[];
  events: number;
  before: Surroundings;
  after: Surroundings;
}

/**
 * The units of these journeys: every event name, split by channel or by a property where its values stand in different
 * places, that is where what happens before and after differs (Jensen-Shannon divergence, less what chance makes of so few
 * events). A sofa's and a lamp's page have the same surroundings and stay one unit; a page of the shop and the page of
 * the order do not.
 */
export function findUnits(journeys: readonly ObservedJourney[], events: ReadonlySet<string>): Unit[] {
  const moments = collectMoments(journeys, events);
  return [...moments.keys()]
    .toSorted()
    .flatMap((event) => split({ event, conditions: [] }, moments.get(event) ?? []));
}

function collectMoments(
  journeys: readonly ObservedJourney[],
  events: ReadonlySet<string>,
): Map<string, Moment[]> {
  const moments = new Map<string, Moment[]>();
  for (const journey of journeys) {
    const known = journey.filter(({ event }) => events.has(event));
    known.forEach((event, index) => {
      const list = moments.get(event.event) ?? [];
      moments.set(event.event, list);
      if (list.length >= MAX_LOOKED_AT) return;
      list.push({ event, before: neighbour(known, index, -1), after: neighbour(known, index, 1) });
    });
  }
  return moments;
}

/** The next different name in a direction; empty = there is none. */
function neighbour(journey: ObservedJourney, index: number, step: 1 | -1): string {
  const own = journey[index];
  let place = index + step;
  while (journey[place] && journey[place]?.event === own?.event) place += step;
  return journey[place]?.event ?? '';
}

function split(unit: Unit, moments: readonly Moment[], depth = 0): Unit[] {
  if (depth === 2 || moments.length < 2 * MIN_EVENTS) return [unit];
  const keys = ['channel', ...propertiesOf(moments)].filter(
    (key) => !unit.conditions.some((condition) => condition.key === key),
  );
  let best: { key: string; kinds: Kind[]; gain: number } | null = null;
  for (const key of keys) {
    const found = kindsBy(key, moments);
    const named = isKindName(unit.event, key) ? namedKinds(key, moments) : [];
    const kinds = named.length > found.length ? named : found;
    if (kinds.length < 2) continue;
    const values = kinds.flatMap((kind) => kind.values);
    const gain =
      gainOf(kinds) -
      (named.length >= 2 ? 0 : SURE * noiseOf(kinds)) +
      (named.length >= 2 ? NAMED_GAIN : 0) -
      COST_OF_VALUE * values.length -
      COST_OF_CHARACTER * values.join('').length;
    if (gain >= MIN_GAIN && gain > (best?.gain ?? 0)) best = { key, kinds, gain };
  }
  if (best === null) return [unit];
  const { key, kinds } = best;
  const largest = kinds.reduce((most, kind) => (kind.events > most.events ? kind : most));
  const named = kinds.filter((kind) => kind !== largest).flatMap(({ values }) => values);
  return kinds.flatMap((kind) => {
    // the largest kind takes values that nobody has seen yet
    const isRest = kind === largest;
    const condition = { key, values: (isRest ? named : kind.values).toSorted(), isNot: isRest };
    const own = moments.filter(
      ({ event }) => condition.values.includes(valueAt(event, key) ?? '') !== condition.isNot,
    );
    return split({ ...unit, conditions: [...unit.conditions, condition] }, own, depth + 1);
  });
}

function propertiesOf(moments: readonly Moment[]): string[] {
  const carried = new Map<string, number>();
  for (const { event } of moments) {
    for (const key of Object.keys(event.values)) carried.set(key, (carried.get(key) ?? 0) + 1);
  }
  return [...carried]
    .filter(([, count]) => count >= MIN_CARRIED * moments.length)
    .filter(([key]) => !NEVER_KINDS.test(key) || isKindName(moments[0]?.event.event ?? '', key))
    .map(([key]) => key)
    .toSorted();
}

function isKindName(event: string, key: string): boolean {
  return KIND_NAMES.test(key) || (event.startsWith('Message ') && KINDS_OF_MESSAGES.test(key));
}

/** Every value a kind of its own; none where they are too many or one is too rare. */
function namedKinds(key: string, moments: readonly Moment[]): Kind[] {
  const kinds = everyValue(key, moments) ?? [];
  const least = Math.max(MIN_EVENTS, MIN_KIND_SHARE * moments.length);
  return kinds.length <= MAX_KINDS && kinds.every(({ events }) => events >= least) ? kinds : [];
}

/** The kinds that a property tells apart: values with like surroundings together, rare values with the most frequent kind. */
function kindsBy(key: string, moments: readonly Moment[]): Kind[] {
  let kinds = (everyValue(key, moments) ?? []).filter(({ events }) => events >= MIN_EVENTS);
  while (kinds.length > 1) {
    const nearest = nearestPair(kinds);
    if (nearest.distance >= SAME_KIND && kinds.length <= MAX_KINDS) break;
    kinds = [...kinds.filter((kind) => kind !== nearest.a && kind !== nearest.b), join(nearest.a, nearest.b)];
  }
  return kinds;
}

/** The values of a property in the order of their names; null = they are too many. */
function everyValue(key: string, moments: readonly Moment[]): Kind[] | null {
  const byValue = new Map<string, Moment[]>();
  for (const moment of moments) {
    const value = valueAt(moment.event, key);
    if (value === undefined) continue;
    const list = byValue.get(value);
    if (list) list.push(moment);
    else byValue.set(value, [moment]);
    if (byValue.size > MAX_VALUES) return null;
  }
  return [...byValue]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, own]) => ({
      values: [value],
      events: own.length,
      before: count(own.map(({ before }) => before)),
      after: count(own.map(({ after }) => after)),
    }));
}

function nearestPair(kinds: readonly Kind[]): { a: Kind; b: Kind; distance: number } {
  let nearest: { a: Kind; b: Kind; distance: number } | null = null;
  kinds.forEach((a, index) => {
    for (const b of kinds.slice(index + 1)) {
      const pair = [
        { ...a, events: 1 },
        { ...b, events: 1 },
      ];
      const size = 2 * Math.min(a.events, b.events);
      const distance =
        gainOf(pair) -
        2 *
          noiseOf([
            { ...a, events: size / 2 },
            { ...b, events: size / 2 },
          ]);
      if (nearest === null || distance < nearest.distance) nearest = { a, b, distance };
    }
  });
  if (nearest === null) throw new Error('fewer than two kinds');
  return nearest;
}

function join(a: Kind, b: Kind): Kind {
  return {
    values: [...a.values, ...b.values],
    events: a.events + b.events,
    before: merge([a.before, b.before]),
    after: merge([a.after, b.after]),
  };
}

/** Bits that the kind tells about its surroundings: the larger of before and after. */
function gainOf(kinds: readonly Kind[]): number {
  const total = kinds.reduce((sum, { events }) => sum + events, 0);
  const weights = kinds.map(({ events }) => events / total);
  return Math.max(
    divergence(
      kinds.map(({ before }) => before),
      weights,
    ),
    divergence(
      kinds.map(({ after }) => after),
      weights,
    ),
  );
}

/** Standard deviation of the bits that chance makes (of chi squared, to which the divergence is proportional). */
function noiseOf(kinds: readonly Kind[]): number {
  const events = kinds.reduce((sum, kind) => sum + kind.events, 0);
  const bins = Math.max(
    merge(kinds.map(({ before }) => before)).size,
    merge(kinds.map(({ after }) => after)).size,
  );
  return Math.sqrt(2 * (kinds.length - 1) * Math.max(1, bins - 1)) / (2 * events * Math.LN2);
}

/** Jensen-Shannon divergence of distributions in bits, each entropy corrected for its sample (Miller and Madow 1955). */
export function divergence(distributions: readonly Surroundings[], weights: readonly number[]): number {
  const shares = distributions.map((counts) => {
    const total = sum(counts);
    return new Map([...counts].map(([key, value]) => [key, value / total]));
  });
  const mixture = new Map<string, number>();
  shares.forEach((share, index) => {
    for (const [key, value] of share)
      mixture.set(key, (mixture.get(key) ?? 0) + value * (weights[index] ?? 0));
  });
  const within = shares.reduce(
    (bits, share, index) =>
      bits + (weights[index] ?? 0) * (entropy(share) + bias(share.size, distributions[index])),
    0,
  );
  const whole = distributions.reduce((all, counts) => all + sum(counts), 0);
  return Math.max(0, entropy(mixture) + (mixture.size - 1) / (2 * whole * Math.LN2) - within);
}

function bias(bins: number, counts: Surroundings | undefined): number {
  return counts ? Math.max(0, bins - 1) / (2 * sum(counts) * Math.LN2) : 0;
}

function entropy(shares: ReadonlyMap<string, number>): number {
  let bits = 0;
  for (const share of shares.values()) if (share > 0) bits -= share * Math.log2(share);
  return bits;
}

const sum = (counts: Surroundings) =>
  Math.max(
    1,
    [...counts.values()].reduce((all, value) => all + value, 0),
  );

function count(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  // where a journey begins or ends in the period says more of the period than of the event
  for (const text of texts) if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function merge(all: readonly Surroundings[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) for (const [key, value] of one) counts.set(key, (counts.get(key) ?? 0) + value);
  return counts;
}
