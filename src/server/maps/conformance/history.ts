import sql from 'sql-template-tag';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type FollowedDay, usualRange } from '../../../shared/maps/conformance/drift.ts';
import type { conformanceDay } from '../../../shared/maps/conformance-contract.ts';
import type { Context } from '../../platform/context.ts';

/** Days of history that are answered. */
const SHOWN_DAYS = 90;

/** A day as it is kept. */
export interface MeasuredDay extends FollowedDay {
  journeys: number;
  alignmentFitness: number | null;
  /** events of the day, of anyone, when it was measured */
  events: number;
}

const dayRow = z
  .object({
    day: z.string(),
    journeys: z.coerce.number(),
    journeys_read: z.coerce.number(),
    journeys_following: z.coerce.number(),
    alignment_fitness: z.number().nullable(),
    events: z.coerce.number(),
  })
  .transform(
    (row): MeasuredDay => ({
      day: row.day,
      journeys: row.journeys,
      journeysRead: row.journeys_read,
      journeysFollowing: row.journeys_following,
      alignmentFitness: row.alignment_fitness,
      events: row.events,
    }),
  );

type Stores = Pick<Context, 'postgres' | 'clock'>;

/** Kept days of a map from a day on, oldest first. */
export function readDays(
  { postgres }: Pick<Context, 'postgres'>,
  of: { workspace: number; map: string; from: string },
): Promise<MeasuredDay[]> {
  return postgres.query(
    sql`SELECT day::text AS day, journeys, journeys_read, journeys_following, alignment_fitness, events FROM conformance_day
      WHERE workspace = ${of.workspace} AND map = ${of.map} AND day >= ${of.from}::date ORDER BY day`,
    dayRow,
  );
}

/** Keeps a day, in place of what was kept of it. */
export async function keepDay(
  { postgres, clock }: Stores,
  of: { workspace: number; map: string },
  { day, journeys, journeysRead, journeysFollowing, alignmentFitness, events }: MeasuredDay,
): Promise<void> {
  await postgres.run(
    sql`INSERT INTO conformance_day (workspace, map, day, journeys, journeys_read, journeys_following, alignment_fitness, events, measured_at)
      VALUES (${of.workspace}, ${of.map}, ${day}::date, ${journeys}, ${journeysRead}, ${journeysFollowing}, ${alignmentFitness},
        ${events}, ${new Date(clock.now())})
      ON CONFLICT (workspace, map, day) DO UPDATE SET journeys = EXCLUDED.journeys, journeys_read = EXCLUDED.journeys_read,
        journeys_following = EXCLUDED.journeys_following, alignment_fitness = EXCLUDED.alignment_fitness,
        events = EXCLUDED.events, measured_at = EXCLUDED.measured_at`,
  );
}

/** The history of a map with what was usual on each day, by the days before it. */
export async function readHistory(
  stores: Stores,
  of: { workspace: number; map: string },
): Promise<z.infer<typeof conformanceDay>[]> {
  const from = Temporal.Instant.fromEpochMilliseconds(stores.clock.now())
    .toZonedDateTimeISO('UTC')
    .toPlainDate()
    .subtract({ days: SHOWN_DAYS });
  const days = await readDays(stores, { ...of, from: from.toString() });
  return days.map((one, index) => ({
    day: one.day,
    journeys: one.journeys,
    followShare: one.journeysRead === 0 ? null : one.journeysFollowing / one.journeysRead,
    alignmentFitness: one.alignmentFitness,
    usual: usualRange(days.slice(0, index), one.journeysRead),
  }));
}
