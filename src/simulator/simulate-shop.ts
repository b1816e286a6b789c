import { z } from 'zod';
import { simulateHousehold, wishDays } from './agent.ts';
import { atLocal, DAY_MS, DayChooser, localDay, MINUTE_MS, type Rhythm } from './calendar.ts';
import { CATEGORIES } from './catalogue.ts';
import type { GroundTruth } from './ground-truth.ts';
import type { ShopSettings } from './household-run.ts';
import { INCIDENT_KINDS, IncidentLedger, planIncidents } from './incidents.ts';
import { makeHousehold } from './people.ts';
import { Random } from './random.ts';
import type { SimulatedItem } from './segment-item.ts';
import { Stream } from './stream.ts';
import { TruthTally } from './truth.ts';

export const shopOptions = z.object({
  /** the same seed and options give the same items, byte by byte */
  seed: z.number().int().min(0).max(0xffff_ffff),
  people: z.number().int().min(1).max(500_000),
  /** length of the run that ends at `endsAt` */
  days: z.number().int().min(1).max(1100),
  /** UTC instant in ms; nothing happens or arrives later */
  endsAt: z.number().int(),
  /** planted troubles; all unless named; those outside the run are left out */
  incidents: z.array(z.enum(INCIDENT_KINDS)).default([...INCIDENT_KINDS]),
  /** share of the items that are sent twice, with the same messageId and content */
  repeatedShare: z.number().min(0).max(0.5).default(0.01),
  batchSize: z.number().int().min(1).max(10_000).default(1000),
});
export type ShopOptions = z.input<typeof shopOptions>;

/** A run of the shop: iterate over it once for the batches, then read its truth. */
export class SimulatedShop implements Iterable<SimulatedItem[]> {
  private readonly options: z.output<typeof shopOptions>;
  private groundTruth: GroundTruth | undefined;

  constructor(options: ShopOptions) {
    this.options = shopOptions.parse(options);
  }

  /** What really happened; known once the first batch is out. */
  get truth(): GroundTruth {
    if (!this.groundTruth) throw new Error('the truth of a run is known only after its first batch');
    return this.groundTruth;
  }

  /** Simulates everybody, household by household, then writes the items in the order of their arrival. */
  *[Symbol.iterator](): Generator<SimulatedItem[]> {
    const { options } = this;
    const shop = openShop(options);
    const tally = new TruthTally(shop);
    const stream = new Stream({ endsAt: shop.endsAt, repeatedShare: options.repeatedShare, nightUploadAt });
    let people = 0;
    for (let index = 0; people < options.people; index++) {
      const roomFor = options.people - people;
      const household = makeHousehold({ seed: options.seed, index, firstPersonIndex: people, roomFor });
      people += household.members.length;
      const run = simulateHousehold(shop, household);
      const arrivals = stream.add(run.journal.acts, new Random(options.seed ^ 0x5eed).fork(index));
      tally.add(run, arrivals);
    }
    const years = (options.people * options.days) / 365;
    this.groundTruth = tally.finish(
      { ...shop, people: options.people, days: options.days },
      stream.counts(years),
    );
    yield* stream.batches(options.batchSize);
  }
}

/** A deterministic omnichannel shop. `for (const batch of simulateShop(options)) ...`, then `.truth`. */
export function simulateShop(options: ShopOptions): SimulatedShop {
  return new SimulatedShop(options);
}

function openShop(options: z.output<typeof shopOptions>): ShopSettings {
  const range = { startsAt: options.endsAt - options.days * DAY_MS, endsAt: options.endsAt };
  const days = wishDays(range);
  const purchaseDays = new Map<string, DayChooser>();
  for (const category of CATEGORIES) {
    for (const rhythm of ['web', 'store', 'call'] satisfies Rhythm[]) {
      const seasonOf = (month: number) => category.season[month] ?? 1;
      purchaseDays.set(`${category.id}/${rhythm}`, new DayChooser({ ...days, rhythm, seasonOf }));
    }
  }
  const within = { ...days, days: days.lastDay - days.firstDay + 1, seasonOf: () => 1 };
  return {
    seed: options.seed,
    ...range,
    ledger: new IncidentLedger(planIncidents(range, options.incidents)),
    purchaseDays,
    browsingDays: new DayChooser({ ...within, rhythm: 'web' }),
    strollingDays: new DayChooser({ ...within, rhythm: 'store' }),
    wishYears: days.days / 365,
  };
}

/** Tills and exports send their day shortly before midnight, local time. */
function nightUploadAt(at: number): number {
  const uploadAt = atLocal(localDay(at), DAY_MS - 20 * MINUTE_MS);
  return uploadAt > at ? uploadAt : atLocal(localDay(at) + 1, DAY_MS - 20 * MINUTE_MS);
}
