import sql from 'sql-template-tag';
import { z } from 'zod';
import {
  type EventBinding,
  type JourneyMap,
  painsOfStep,
  stepsOf,
  touchpointsOf,
} from '../../shared/maps/journey-map.ts';
import { readCursors } from '../journeys/touched-people.ts';
import type { Context } from '../platform/context.ts';
import { ch, u32, u64 } from '../platform/sql.ts';
import { readWorkspaceFacts } from '../reports/workspace-facts.ts';
import { channelsOf } from './binding-masks.ts';
import { type EventReading, idOf, readFromLog, thingName } from './event-readings.ts';
import { bindingsOf } from './kpi.ts';
import { readingsOfMetric } from './log-figures.ts';
import { listMaps } from './stored-maps.ts';

export interface ReadingKeeper {
  /** Resolves when every reading of every stored map holds the log up to where the journeys are now. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Readings of one statement, which parses each event once for all of them. */
const READINGS_AT_ONCE = 24;
/** After news, until they are read; questions read what is newer from the log. */
const PAUSE_MS = 5_000;
/** Behind questions and ingest: one thread, and little of it. */
const BACKGROUND = { max_threads: 1, os_threads_nice_value_query: 10 };

/**
 * Keeps what conditions and numbers of stored maps say about events, so that no question parses an event again. First
 * the matches of a stretch of the log are written, then how far they reach; a crash between writes them again, the same.
 */
export async function startReadingKeeper(context: Context): Promise<ReadingKeeper> {
  const { postgres, facts, log } = context;
  await removeOrphans(context);
  const workspaces = new Set(
    (await postgres.query(sql`SELECT DISTINCT workspace FROM map`, z.object({ workspace: z.number() }))).map(
      (row) => row.workspace,
    ),
  );
  /** workspaces to look at in the next round */
  let dirty = new Set(workspaces);
  let isStopped = false;
  let isHurried = false;
  let wake: () => void = () => undefined;
  const waiters: (() => void)[] = [];
  const unsubscribe = [
    facts.subscribe('mapChanged', ({ workspace }) => {
      workspaces.add(workspace);
      dirty.add(workspace);
      wake();
    }),
    facts.subscribe('journeysRefreshed', ({ people }) => {
      for (const workspace of people.keys()) if (workspaces.has(workspace)) dirty.add(workspace);
      wake();
    }),
  ];

  async function run(): Promise<void> {
    while (!isStopped) {
      if (dirty.size === 0) {
        for (const done of waiters.splice(0)) done();
        isHurried = false;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (dirty.size > 0 || isStopped) resolve();
        });
        continue;
      }
      // a map is edited key by key, and events come one after the other
      await rest();
      const round = dirty;
      dirty = new Set();
      for (const workspace of round) {
        if (isStopped) return;
        try {
          await planReadings(context, workspace);
          await extendReadings(context, workspace);
        } catch (error) {
          log.error({ err: error, workspace }, 'readings of events could not be kept; trying again');
          dirty.add(workspace);
          isHurried = false;
        }
      }
    }
  }

  async function rest(): Promise<void> {
    if (isStopped || isHurried) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS);
      timer.unref();
      wake = () => {
        if (!isStopped && !isHurried) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const running = run();
  return {
    settle() {
      return new Promise((done) => {
        waiters.push(done);
        for (const workspace of workspaces) dirty.add(workspace);
        isHurried = true;
        wake();
      });
    },
    async stop() {
      isStopped = true;
      for (const end of unsubscribe) end();
      wake();
      await running;
      for (const done of waiters.splice(0)) done();
    },
  };
}

/** Rows of readings that nobody asks for any more; only before the first question. */
async function removeOrphans({ clickhouse, postgres }: Context): Promise<void> {
  const kept = await postgres.query(
    sql`SELECT workspace, reading FROM map_reading`,
    z.object({ workspace: z.number(), reading: z.string() }),
  );
  const isKept = new Set(kept.map(({ workspace, reading }) => `${workspace}/${reading}`));
  const there = await clickhouse.query(
    ch`SELECT DISTINCT workspace, reading FROM event_readings`,
    z.object({ workspace: z.number(), reading: z.string() }),
  );
  for (const { workspace, reading } of there) {
    if (isKept.has(`${workspace}/${reading}`)) continue;
    await clickhouse.command(
      ch`DELETE FROM event_readings WHERE workspace = ${u32(workspace)} AND reading = ${u64(BigInt(reading))}`,
    );
  }
}

/** Notes what the stored maps of a workspace ask for now, and drops what none asks for any more. */
async function planReadings(context: Context, workspace: number): Promise<void> {
  const { postgres } = context;
  const { eventCodes } = await readWorkspaceFacts(postgres, workspace);
  const maps = await listMaps(context, workspace);
  const wanted = new Map(
    maps
      .flatMap(({ map }) => (map === null ? [] : readingsOf(map, eventCodes)))
      .map((reading) => [idOf(reading).toString(), reading]),
  );
  const rows = await postgres.query(
    sql`SELECT reading FROM map_reading WHERE workspace = ${workspace}`,
    z.object({ reading: z.string() }),
  );
  const known = new Set(rows.map((row) => row.reading));
  for (const [id, { code, where, field, thing }] of wanted) {
    if (known.has(id)) continue;
    await postgres.run(
      sql`INSERT INTO map_reading (workspace, reading, code, condition, field, thing)
        VALUES (${workspace}, ${id}, ${code}, ${where}, ${field}, ${thing})
        ON CONFLICT DO NOTHING`,
    );
  }
  const unused = [...known].filter((id) => !wanted.has(id));
  if (unused.length === 0) return;
  // the rows stay until the next start: a question may have been told that they are there
  await postgres.run(
    sql`DELETE FROM map_reading WHERE workspace = ${workspace} AND reading = ANY(${unused}::text[])`,
  );
}

/** What a map says about events beyond their name and channel, and what its figures read of single events. */
export function readingsOf(map: JourneyMap, eventCodes: ReadonlyMap<string, number>): EventReading[] {
  const metrics = Object.values(map.metrics);
  const bindings: EventBinding[] = [
    ...map.stages.flatMap((stage) => stage.enter),
    ...touchpointsOf(map).flatMap(({ touchpoint }) => touchpoint.events),
    ...stepsOf(map).flatMap(({ step }) => painsOfStep(step).flatMap(({ pain }) => pain.events)),
    ...metrics.flatMap((metric) => bindingsOf(metric)),
  ];
  const conditions = bindings.flatMap((binding): EventReading[] => {
    const { event, where = '' } = binding;
    const code = eventCodes.get(event);
    if (code === undefined || where === '' || channelsOf(binding) !== null) return [];
    return [{ code, where, field: '', thing: '' }];
  });
  return [...conditions, ...metrics.flatMap((metric) => readingsOfMetric(metric, eventCodes))];
}

const openRow = z.object({
  reading: z.string(),
  code: z.number(),
  condition: z.string(),
  field: z.string(),
  thing: thingName,
  through_seq: z.coerce.number().nullable(),
});

/** Reads what came to the log since; readings that stand at one place of it together. */
async function extendReadings(context: Context, workspace: number): Promise<void> {
  const { clickhouse, postgres } = context;
  const { journeys: untilSeq } = await readCursors(context, ['journeys']);
  const rows = await postgres.query(
    sql`SELECT reading, code, condition, field, thing, through_seq FROM map_reading
      WHERE workspace = ${workspace} AND coalesce(through_seq, -1) < ${untilSeq} ORDER BY reading`,
    openRow,
  );
  const byPlace = new Map<number, typeof rows>();
  for (const row of rows) {
    const place = row.through_seq ?? 0;
    byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
  }
  for (const [fromSeq, places] of byPlace) {
    for (let start = 0; start < places.length; start += READINGS_AT_ONCE) {
      const some = places.slice(start, start + READINGS_AT_ONCE);
      const readings = some.map(({ reading, code, condition, field, thing }) => {
        return { id: BigInt(reading), code, where: condition, field, thing };
      });
      const stretch = ch`seq > ${u64(fromSeq)} AND seq <= ${u64(untilSeq)}`;
      await clickhouse.command(
        ch`INSERT INTO event_readings (workspace, reading, at, seq, number, thing)
          SELECT ${u32(workspace)}, reading, at, seq, number, thing FROM (${readFromLog(workspace, readings, stretch)})`,
        BACKGROUND,
      );
      await postgres.run(
        sql`UPDATE map_reading SET through_seq = ${untilSeq}
          WHERE workspace = ${workspace} AND reading = ANY(${some.map((row) => row.reading)}::text[])`,
      );
    }
  }
}
