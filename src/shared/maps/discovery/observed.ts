/** One event of somebody, as discovery reads it. */
export interface ObservedEvent {
  event: string;
  /** `unknown` where none was named */
  channel: string;
  /** ms since 1970 */
  at: number;
  /**
   * texts and truth values among its properties, by name; of the number `results` only whether there are any (NO_RESULTS,
   * SOME_RESULTS): a search that finds nothing is another thing than one that does
   */
  values: Readonly<Record<string, string>>;
}

export const NO_RESULTS = 'none';
export const SOME_RESULTS = 'some';

/** What discovery keeps of an event's properties: texts of at most 60 characters, truth values, and whether there are results. */
export function kindValuesOf(properties: Readonly<Record<string, unknown>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'channel') continue;
    if (typeof value === 'boolean') values[key] = String(value);
    if (typeof value === 'string' && value.length <= MAX_TEXT) values[key] = value;
    if (key === 'results' && typeof value === 'number') values[key] = value === 0 ? NO_RESULTS : SOME_RESULTS;
  }
  return values;
}

/** Longer texts are messages and names, not kinds. */
const MAX_TEXT = 60;

/** Everything one person did in the period, in order. */
export type ObservedJourney = readonly ObservedEvent[];

/** One condition on an event: its channel, or the property `key`, is one (or none) of these. */
export interface Condition {
  /** `channel` or the name of a property */
  key: string;
  values: readonly string[];
  isNot: boolean;
}

/**
 * Something that happens to customers: an event name, narrowed where one name means several things (a page of products
 * and a page of the checkout). Touchpoints are a unit in one channel.
 */
export interface Unit {
  event: string;
  conditions: readonly Condition[];
}

/** Whether an event is one of the unit's. */
export function isOfUnit(unit: Unit, event: ObservedEvent): boolean {
  return event.event === unit.event && unit.conditions.every((condition) => meets(condition, event));
}

function meets({ key, values, isNot }: Condition, event: ObservedEvent): boolean {
  const value = valueAt(event, key);
  return (value !== undefined && values.includes(value)) !== isNot;
}

/** The channel, or a property. */
export function valueAt(event: ObservedEvent, key: string): string | undefined {
  return key === 'channel' ? event.channel : Object.hasOwn(event.values, key) ? event.values[key] : undefined;
}

/** An event of a journey as the unit (its place in the list of units) that it belongs to. */
export interface UnitEvent {
  unit: number;
  at: number;
}

/** One way to the goal, or without it: part of a person's journey. */
export type Case = readonly UnitEvent[];

/** Journeys in units; events of no unit are left out. */
export function toUnits(journeys: readonly ObservedJourney[], units: readonly Unit[]): UnitEvent[][] {
  const byEvent = new Map<string, { unit: Unit; index: number }[]>();
  units.forEach((unit, index) => {
    byEvent.set(unit.event, [...(byEvent.get(unit.event) ?? []), { unit, index }]);
  });
  return journeys.map((journey) =>
    journey.flatMap((event) => {
      const found = byEvent.get(event.event)?.find(({ unit }) => isOfUnit(unit, event));
      return found ? [{ unit: found.index, at: event.at }] : [];
    }),
  );
}
