import { FIRST_NAMES_FEMALE, FIRST_NAMES_MALE, LAST_NAMES } from '../names.ts';
import { Random } from '../random.ts';
import type { Hours, Moment, Scenario, Step } from './scenario.ts';
import { type ScenarioTruth, tellTruth } from './scenario-truth.ts';

/** One item of the public collect API. */
export interface ScenarioItem {
  type: 'track' | 'identify';
  messageId: string;
  userId?: string;
  event?: string;
  properties?: Record<string, string | number | boolean>;
  traits?: Record<string, string | number>;
  timestamp: string;
}

/** Something that happened. */
export interface Happened {
  /** name of the act in the scenario */
  act: string;
  person: string;
  isKnown: boolean;
  /** ms since 1970; no two acts of a person share it */
  at: number;
  properties: Record<string, string | number | boolean>;
}

export interface ScenarioRun {
  /** in the order of their time; who it is comes before what they do */
  items: ScenarioItem[];
  truth: ScenarioTruth;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Walks everybody through the scenario up to `endsAt` (ms); the same options give the same items. */
export function runScenario(
  scenario: Scenario,
  { endsAt, people = scenario.people }: { endsAt: number; people?: number },
): ScenarioRun {
  const startsAt = endsAt - scenario.days * DAY_MS;
  const all = new Random(scenario.seed);
  const items: ScenarioItem[] = [];
  const happened: Happened[] = [];
  for (let number = 1; number <= people; number++) {
    const random = all.fork(number);
    const person = `${scenario.id}-${number}`;
    const persona = random.weighted(
      Object.entries(scenario.personas).map(([id, { weight }]) => [id, weight] as const),
    );
    const { traits, isUnknown } = scenario.personas[persona ?? ''] ?? {};
    const day = startsAt + Math.floor(random.between(0, scenario.days)) * DAY_MS;
    const walker = new Walker(scenario, {
      moment: { random, person, at: atHour(day, scenario.hours, random), memory: new Map() },
      persona: persona ?? '',
      endsAt,
    });
    walker.walk(scenario.walk);
    const [first] = walker.acts;
    if (first === undefined) continue;
    if (!isUnknown) {
      items.push({
        type: 'identify',
        messageId: `${person}-0`,
        userId: person,
        traits: { ...nameOf(random), ...traits },
        timestamp: new Date(first.at).toISOString(),
      });
    }
    walker.acts.forEach((act, index) => {
      happened.push({ ...act, isKnown: !isUnknown });
      const { event, channel } = scenario.acts[act.act] ?? {};
      items.push({
        type: 'track',
        messageId: `${person}-${index + 1}`,
        ...(isUnknown ? {} : { userId: person }),
        ...(event === undefined ? {} : { event }),
        properties: { channel: channel ?? 'other', ...act.properties },
        timestamp: new Date(act.at).toISOString(),
      });
    });
  }
  items.sort((a, b) => a.timestamp.localeCompare(b.timestamp));
  return { items, truth: tellTruth(scenario, happened) };
}

function atHour(day: number, [from, to]: Hours, random: Random): number {
  const midnight = Math.floor(day / DAY_MS) * DAY_MS;
  return midnight + Math.round(random.between(from, to) * HOUR_MS);
}

function nameOf(random: Random): Record<string, string> {
  const given = random.pick(random.chance(0.5) ? FIRST_NAMES_FEMALE : FIRST_NAMES_MALE);
  return { name: `${given} ${random.pick(LAST_NAMES)}` };
}

/** One person on the way. */
class Walker {
  readonly acts: Omit<Happened, 'isKnown'>[] = [];
  private readonly scenario: Scenario;
  private readonly moment: Moment;
  private readonly persona: string;
  private readonly endsAt: number;

  constructor(scenario: Scenario, given: { moment: Moment; persona: string; endsAt: number }) {
    this.scenario = scenario;
    this.moment = given.moment;
    this.persona = given.persona;
    this.endsAt = given.endsAt;
  }

  /** false = the person left, or the run is over */
  walk(steps: readonly Step[]): boolean {
    return steps.every((step) => (typeof step === 'string' ? this.act(step) : this.take(step)));
  }

  private act(name: string): boolean {
    const definition = this.scenario.acts[name];
    if (!definition) throw new Error(`${this.scenario.id} has no act "${name}"`);
    const { moment } = this;
    moment.at += Math.round(moment.random.between(15_000, 100_000));
    if (moment.at >= this.endsAt) return false;
    const properties = Object.fromEntries(
      Object.entries(definition.properties ?? {}).map(([key, value]) => [
        key,
        typeof value === 'function' ? value(moment) : value,
      ]),
    );
    this.acts.push({ act: name, person: moment.person, at: moment.at, properties });
    return true;
  }

  private take(step: Exclude<Step, string>): boolean {
    const { moment } = this;
    const { random } = moment;
    switch (step.kind) {
      case 'wait':
        moment.at += Math.round(random.between(step.fromMs, step.toMs));
        return true;
      case 'later': {
        const [from, to] = step.days;
        moment.at = Math.max(
          moment.at,
          atHour(moment.at + random.whole(from, to) * DAY_MS, step.hours, random),
        );
        return true;
      }
      case 'leave':
        return !random.chance(step.chance);
      case 'maybe':
        return !random.chance(step.chance) || this.walk(step.steps);
      case 'either': {
        const [, ...steps] = random.weighted(step.branches.map((branch) => [branch, branch[0]])) ?? [0];
        return this.walk(steps);
      }
      case 'again': {
        let times = 0;
        do {
          if (!this.walk(step.steps)) return false;
          times++;
        } while (times < step.most && random.chance(step.chance));
        return true;
      }
      case 'as':
        return !step.personas.includes(this.persona) || this.walk(step.steps);
    }
  }
}
