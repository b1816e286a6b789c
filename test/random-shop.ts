import { Random } from '../src/simulator/random.ts';
import type { LabelledEvent } from './draft-quality.ts';

const CHANNELS = ['web', 'app', 'store', 'call', 'email'];
const HOUR_MS = 3_600_000;

/**
 * A shop whose event names say nothing, with 4 to 9 stages of 2 to 5 touchpoints in a channel or two: people walk through the
 * stages, leave out, repeat, fall back to the stage before, and leave. In one stage a single event name with a property is
 * two touchpoints. What is true is known of every event; its goal is the first touchpoint of the last stage.
 */
export function makeRandomShop(seed: number, people: number): { journeys: LabelledEvent[][]; goal: string } {
  const random = new Random(seed);
  const names = random.whole(1000, 9000);
  let count = 0;
  const stages = Array.from({ length: random.whole(4, 9) }, (_, stage) =>
    Array.from({ length: random.whole(2, 5) }, () => ({
      event: `Event ${(names + count++ * 37) % 997}`,
      channels: [random.pick(CHANNELS), ...(random.chance(0.3) ? [random.pick(CHANNELS)] : [])],
      values: {} as Record<string, string>,
      chance: random.between(0.35, 0.9),
      stage,
    })),
  );
  // one name for what happens early and what happens late
  const [early, late] = [stages[0]?.[1], stages.at(-2)?.[0]];
  if (early && late) {
    late.event = early.event;
    late.channels = early.channels;
    early.values = { area: 'first' };
    late.values = { area: 'second' };
  }
  const goal = stages.at(-1)?.[0];
  const journeys = Array.from({ length: people }, (_, person) => {
    const own = random.fork(person);
    let at = Date.UTC(2026, 0, 1) + own.between(0, 40) * 24 * HOUR_MS;
    const journey: LabelledEvent[] = [];
    for (let stage = 0; stage < stages.length; stage++) {
      at += own.exponential(20 * HOUR_MS);
      for (const touchpoint of stages[stage] ?? []) {
        const times = own.chance(touchpoint.chance) ? (own.chance(0.25) ? 2 : 1) : 0;
        for (let time = 0; time < times; time++) {
          at += own.between(0.01, 0.5) * HOUR_MS;
          const channel = own.pick(touchpoint.channels);
          const { event, values } = touchpoint;
          const label = `${event} ${values.area ?? ''} (${channel})`;
          journey.push({ event, channel, at: Math.floor(at), values, touchpoint: label, stage });
        }
      }
      if (own.chance(0.1) && stage > 0 && stage < stages.length - 2) stage -= 2;
      if (own.chance(0.12)) break;
    }
    return journey;
  }).filter(({ length }) => length > 0);
  return { journeys, goal: goal?.event ?? '' };
}
