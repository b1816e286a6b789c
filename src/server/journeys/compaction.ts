import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { type ChSql, ch, u8, u32, u64 } from '../platform/sql.ts';
import { BUCKETS, sequencesOf, UNIDENTIFIED_PERSON } from './refresher.ts';
import { journeysOf } from './source.ts';

/** The delta is folded into the base when it holds more people than this, or this share of the base. */
const DELTA_PEOPLE = 20_000;
const DELTA_SHARE = 0.05;
const CHECK_EVERY_MS = 20_000;

const ALL_COLUMNS = ch`workspace, bucket, person, identified, at, code, channel, amount, seq, version`;

/** Folds the delta into the base now and then, so that questions read one compact table. */
export function startCompaction(context: Context): { stop(): Promise<void> } {
  let current: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    current = current.then(async () => {
      try {
        if (await isWorthCompacting(context)) await compactJourneys(context);
      } catch (error) {
        context.log.error({ error: String(error) }, 'compacting the journeys failed');
      }
    });
  }, CHECK_EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}

async function isWorthCompacting(context: Context): Promise<boolean> {
  const [sizes] = await context.clickhouse.query(
    ch`SELECT (SELECT count() FROM journeys_delta) AS delta, (SELECT count() FROM journeys_base) AS base`,
    z.object({ delta: z.coerce.number(), base: z.coerce.number() }),
  );
  return sizes !== undefined && sizes.delta > Math.max(DELTA_PEOPLE, sizes.base * DELTA_SHARE);
}

/**
 * Rebuilds the base bucket by bucket from base + delta and swaps each in. The delta's rows go only when the questions
 * that began before the swap have ended: such a question may have read the old base and still needs the delta. Those of
 * the newest version stay: the round of the refresher that writes them may still be under way, and what it adds after a
 * bucket was read is not in the base.
 */
export async function compactJourneys(context: Context): Promise<void> {
  const { clickhouse } = context;
  const [top] = await clickhouse.query(
    ch`SELECT max(version) AS version FROM journeys_delta`,
    z.object({ version: z.coerce.number() }),
  );
  if (!top || top.version === 0) return;
  const partitions = await clickhouse.query(
    ch`SELECT DISTINCT workspace, bucket FROM journeys_delta WHERE version <= ${u64(top.version)} ORDER BY workspace, bucket`,
    z.object({ workspace: z.number(), bucket: z.number() }),
  );
  await clickhouse.runStatement('CREATE TABLE IF NOT EXISTS journeys_staging AS journeys_base');
  for (const { workspace, bucket } of partitions) {
    await clickhouse.runStatement('TRUNCATE TABLE journeys_staging');
    await clickhouse.command(
      ch`INSERT INTO journeys_staging ${journeysOf(workspace, ALL_COLUMNS, ch`bucket = ${u8(bucket)}`)}`,
    );
    await swapPartition(context, workspace, bucket);
  }
  await clickhouse.runStatement('TRUNCATE TABLE journeys_staging');
  await clickhouse.afterRunningQuestions();
  await clickhouse.command(ch`ALTER TABLE journeys_delta DELETE WHERE version < ${u64(top.version)}`, {
    mutations_sync: 1,
  });
}

async function swapPartition(context: Context, workspace: number, bucket: number): Promise<void> {
  // Numbers of our own: partition expressions take no parameters.
  await context.clickhouse.runStatement(
    `ALTER TABLE journeys_base REPLACE PARTITION (${workspace}, ${bucket}) FROM journeys_staging
    SETTINGS allow_replace_partition_from_empty_source = 1`, // nobody left in the bucket
  );
}

/**
 * The journeys of a workspace as they follow from the event log and the identity log alone, in the form of the journey
 * tables: what a rebuild stores, and what tests compare the live tables with.
 */
export function journeysFromEvents(workspace: number, version: number): ChSql {
  const mapped = ch`(SELECT node AS moved_node, person AS moved_to FROM person_nodes FINAL WHERE workspace = ${u32(workspace)})`;
  return sequencesOf(
    {
      person: ch`if(node = 0, ${UNIDENTIFIED_PERSON}, if(moved_to = 0, node, moved_to))`,
      identified: ch`node != 0`,
      from: ch`events LEFT JOIN ${mapped} AS moved ON node = moved_node WHERE workspace = ${u32(workspace)}`,
    },
    version,
  );
}

/** Makes the journeys of a workspace anew from the logs. Call after the refresher has settled, with ingest stopped. */
export async function rebuildJourneys(context: Context, workspace: number): Promise<void> {
  const { clickhouse } = context;
  const [top] = await clickhouse.query(
    ch`SELECT greatest((SELECT max(version) FROM journeys_base), (SELECT max(version) FROM journeys_delta)) + 1 AS version`,
    z.object({ version: z.coerce.number() }),
  );
  const version = top?.version ?? 1;
  await clickhouse.runStatement('CREATE TABLE IF NOT EXISTS journeys_staging AS journeys_base');
  await clickhouse.runStatement('TRUNCATE TABLE journeys_staging');
  await clickhouse.command(ch`INSERT INTO journeys_staging ${journeysFromEvents(workspace, version)}`, {
    max_bytes_before_external_group_by: 2_000_000_000,
  });
  for (let bucket = 0; bucket < BUCKETS; bucket++) await swapPartition(context, workspace, bucket);
  await clickhouse.runStatement('TRUNCATE TABLE journeys_staging');
  await clickhouse.afterRunningQuestions();
  await clickhouse.command(
    ch`ALTER TABLE journeys_delta DELETE WHERE workspace = ${u32(workspace)} AND version < ${u64(version)}`,
    { mutations_sync: 1 },
  );
}
