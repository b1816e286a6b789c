import sql from 'sql-template-tag';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { findDrift, USUAL_DAYS } from '../../../shared/maps/conformance/drift.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import type { Context } from '../../platform/context.ts';
import { ch, i64, u32 } from '../../platform/sql.ts';
import { spanOf } from '../../reports/period.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import { listMaps } from '../stored-maps.ts';
import { keepDay, type MeasuredDay, readDays } from './history.ts';
import { createConformanceMeasures } from './measures.ts';
import { raiseNotice, recipientsOf, settleNotices } from './notices.ts';

/** Shortest time between two rounds, however much comes in. */
const EVERY_MS = 15 * 60_000;
/** After the start, and after the first events of a burst. */
const SETTLING_MS = 20_000;
/** Rounds without any event: days end and reviews fall due all the same. */
const AT_LATEST_MS = 6 * 3_600_000;
/** Days before today that are caught up on, for the usual range. */
const CAUGHT_UP_DAYS = USUAL_DAYS + 1;
const DAY_MS = 86_400_000;
/** A reminder that its owner left alone for this long goes to every owner of the workspace. */
const ESCALATES_AFTER_MS = 7 * DAY_MS;

export interface ConformanceWatch {
  /** One round now, after the one that may be under way. */
  round(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Follows the journeys of all maps with status live: keeps how many follow the map day by day, raises an alert when a
 * day that is over leaves the usual range (shared/maps/conformance/drift.ts) and settles it when a later one is back in,
 * and reminds of reviews that are overdue. A round begins after journeys were refreshed, at most every quarter of an hour.
 */
export function startConformanceWatch(context: Context): ConformanceWatch {
  let current: Promise<void> = Promise.resolve();
  let lastMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const stopping = new AbortController();

  const round = () => {
    current = current.then(async () => {
      lastMs = Date.now();
      try {
        await watchAll(context, stopping.signal);
      } catch (error) {
        if (!isStopped) context.log.error({ error: String(error) }, 'watching conformance failed');
      }
    });
    return current;
  };
  /** The next round, unless one is planned; rounds keep their distance. */
  function plan(soonestMs: number): void {
    if (timer || isStopped) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        void round();
      },
      Math.max(soonestMs, lastMs + EVERY_MS - Date.now()),
    );
    timer.unref();
  }
  const unsubscribe = context.facts.subscribe('journeysRefreshed', () => plan(SETTLING_MS));
  plan(SETTLING_MS); // days ended and reviews fell due while the program did not run
  const atLatest = setInterval(() => void round(), AT_LATEST_MS);
  atLatest.unref();

  return {
    round,
    async stop() {
      isStopped = true;
      unsubscribe();
      clearTimeout(timer);
      clearInterval(atLatest);
      stopping.abort();
      await current;
    },
  };
}

async function watchAll(context: Context, signal: AbortSignal): Promise<void> {
  const workspaces = await context.postgres.query(
    sql`SELECT DISTINCT workspace FROM map ORDER BY workspace`,
    z.object({ workspace: z.number() }),
  );
  for (const { workspace } of workspaces) {
    for (const { map } of await listMaps(context, workspace)) {
      if (map?.status !== 'live' || signal.aborted) continue;
      try {
        await watchReview(context, workspace, map);
        await watchDays(context, { workspace, map, signal });
      } catch (error) {
        // one map that cannot be measured must not keep the others from it
        if (!signal.aborted) {
          context.log.error({ workspace, map: map.id, error: String(error) }, 'watching a map failed');
        }
      }
    }
  }
}

async function watchDays(
  context: Context,
  { workspace, map, signal }: { workspace: number; map: JourneyMap; signal: AbortSignal },
): Promise<void> {
  const { timeZone } = await readWorkspaceFacts(context.postgres, workspace);
  const zone = map.timeZone ?? timeZone;
  const today = Temporal.Instant.fromEpochMilliseconds(context.clock.now())
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  const first = today.subtract({ days: CAUGHT_UP_DAYS });
  const of = { workspace, map: map.id };
  const kept = new Map(
    (await readDays(context, { ...of, from: first.toString() })).map((one) => [one.day, one]),
  );
  const measures = createConformanceMeasures(context);
  const events = await countEvents(context, workspace, { from: first, to: today, timeZone: zone });
  for (let day = first; Temporal.PlainDate.compare(day, today) <= 0; day = day.add({ days: 1 })) {
    const name = day.toString();
    const count = events.get(name) ?? 0;
    if ((kept.get(name)?.events ?? 0) === count) continue; // nothing came, or nothing that came late
    const share = await measures.share({ workspace, map, period: { from: name, to: name }, signal });
    const measured: MeasuredDay = { day: name, ...share, events: count };
    await keepDay(context, of, measured);
    kept.set(name, measured);
  }
  const over = [...kept.values()]
    .filter(({ day }) => day < today.toString())
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  const last = over.pop();
  if (!last) return;
  const drift = findDrift(over, last);
  if (drift === null) return settleNotices(context, { ...of, kind: 'drift' });
  const { level, recipients } = await recipientsOf(context, { workspace, map, level: 1 });
  await raiseNotice(context, { ...of, kind: 'drift', level, recipients, day: last.day, drift });
}

/** Events by day, those of days without any left out. */
async function countEvents(
  { clickhouse }: Context,
  workspace: number,
  days: { from: Temporal.PlainDate; to: Temporal.PlainDate; timeZone: string },
): Promise<Map<string, number>> {
  const span = spanOf({ from: days.from.toString(), to: days.to.toString() }, days.timeZone);
  const rows = await clickhouse.query(
    ch`SELECT toString(toDate(at, ${days.timeZone})) AS day, count() AS events FROM events
      WHERE workspace = ${u32(workspace)} AND at >= fromUnixTimestamp64Milli(${i64(span.fromMs)})
        AND at < fromUnixTimestamp64Milli(${i64(span.toMs)})
      GROUP BY day`,
    z.object({ day: z.string(), events: z.coerce.number() }),
  );
  return new Map(rows.map(({ day, events }) => [day, events]));
}

/** Reminds of a review that is overdue: the owner of the map, and after a week every owner of the workspace. */
async function watchReview(context: Context, workspace: number, map: JourneyMap): Promise<void> {
  const of = { workspace, map: map.id, kind: 'review' as const };
  const lastMs = Date.parse(map.review?.last ?? '');
  const dueMs = lastMs + (map.review?.everyMs ?? Number.NaN);
  const nowMs = context.clock.now();
  if (!(dueMs < nowMs)) return settleNotices(context, of);
  const wanted = nowMs - dueMs > ESCALATES_AFTER_MS ? 2 : 1;
  const { level, recipients } = await recipientsOf(context, { workspace, map, level: wanted });
  const day = new Date(dueMs).toISOString().slice(0, 10);
  await raiseNotice(context, { ...of, level, recipients, day, drift: null });
}
