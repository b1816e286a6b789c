import { z } from 'zod';
import { ONE_PART } from '../../journeys/refresher.ts';
import type { Context } from '../../platform/context.ts';
import { SCAN_SETTINGS } from '../../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, i64, u8, u16, u32, u64 } from '../../platform/sql.ts';
import { ORDER_EVENT } from '../../reports/money-events.ts';
import type { WorkspaceFacts } from '../../reports/workspace-facts.ts';
import type { StageBuild } from './stage-builds.ts';
import { BUCKETS, computeStays } from './stays.ts';

type Stores = Pick<Context, 'clickhouse' | 'clock'>;

/** A row of person_stages from `stays`, in the order of the table's columns. */
const rowColumns = (build: StageBuild, version: number) =>
  ch`${u32(build.build)} AS build, toUInt8(person % ${u16(BUCKETS)}) AS bucket, person,
    stays.1 AS journey, arrayMap(s -> toUInt8(s), stays.2) AS stage, stays.3 AS since, stays.4 AS until, stays.5 AS seq,
    digest, ${u64(version)} AS version`;

/** Never 0, which stands for "no row". */
const digest = ch`bitOr(cityHash64(stays), 1)`;

/**
 * Writes the stays of these people where they are not what is stored, in one part: somebody who was merged must not be
 * seen beside the person they went to. Who is nobody any more, or not on the map any more, gets an empty row.
 */
export async function refreshRows(
  { clickhouse }: Stores,
  build: StageBuild,
  given: { facts: WorkspaceFacts; persons: readonly bigint[]; version: number },
): Promise<void> {
  const { workspace, plan } = build;
  const { facts, persons, version } = given;
  const stays = await computeStays({ clickhouse, workspace, facts, plan, whose: { persons } });
  const people = arrayOf('UInt64', persons);
  await clickhouse.command(
    ch`INSERT INTO person_stages SELECT ${rowColumns(build, version)} FROM (
      SELECT touched.person AS person, fresh.stays AS stays, fresh.digest AS digest, stored.digest AS before
      FROM (SELECT arrayJoin(${people}) AS person) AS touched
      LEFT JOIN (SELECT person, stays, ${digest} AS digest FROM (${stays})) AS fresh ON fresh.person = touched.person
      LEFT JOIN (
        SELECT person, argMax(digest, version) AS digest FROM person_stages
        WHERE build = ${u32(build.build)} AND person IN ${people} GROUP BY person
      ) AS stored ON stored.person = touched.person
    ) WHERE digest != before`,
    { ...SCAN_SETTINGS, ...ONE_PART },
  );
}

/** Writes the stays of everybody in a bucket. */
export async function buildRows(
  { clickhouse }: Stores,
  build: StageBuild,
  given: { facts: WorkspaceFacts; bucket: number; version: number },
): Promise<void> {
  const { workspace, plan } = build;
  const { facts, bucket, version } = given;
  const stays = await computeStays({ clickhouse, workspace, facts, plan, whose: { bucket } });
  await clickhouse.command(
    ch`INSERT INTO person_stages SELECT ${rowColumns(build, version)} FROM (SELECT person, stays, ${digest} AS digest FROM (${stays}))`,
    { ...SCAN_SETTINGS, ...ONE_PART },
  );
}

/**
 * Writes `Stage Entered` for every stay in these rows of which there is no fact yet. An entry is named by its event and
 * its stage: people that turn out to be one do not enter a second time.
 */
export async function writeFacts(
  { clickhouse, clock }: Stores,
  build: StageBuild,
  given: { rows: { behindVersion: number } | { bucket: number }; version: number; isBackfill: boolean },
): Promise<void> {
  const { workspace, map } = build;
  const rows: ChSql =
    'bucket' in given.rows
      ? ch`person_stages FINAL WHERE build = ${u32(build.build)} AND bucket = ${u8(given.rows.bucket)}`
      : // not FINAL, which reads everybody: what an unfinished round wrote was true then
        ch`person_stages WHERE build = ${u32(build.build)} AND version > ${u64(given.rows.behindVersion)}`;
  const names = arrayOf(
    'String',
    build.plan.stages.map(({ id }) => id),
  );
  await clickhouse.command(
    ch`INSERT INTO stage_entered
      SELECT ${u32(workspace)} AS workspace, ${map} AS map, stay.1 AS seq, ${names}[stay.2] AS stage_name, person,
        fromUnixTimestamp64Milli(stay.3) AS at, fromUnixTimestamp64Milli(${i64(clock.now())}) AS known_at,
        ${u8(given.isBackfill ? 1 : 0)} AS is_backfill, ${u64(given.version)} AS version
      FROM (SELECT person, arrayJoin(arrayZip(seq, stage, since)) AS stay FROM ${rows})
      WHERE (seq, stage_name) NOT IN (
        SELECT seq, stage FROM stage_entered WHERE workspace = ${u32(workspace)} AND map = ${map}
          AND seq IN (SELECT arrayJoin(seq) FROM ${rows}))
      LIMIT 1 BY seq, stage_name`,
  );
}

/** More order ids than this are not sent to the store but selected there again. */
const SENT_ORDERS = 10_000;

/**
 * Who shares an order id with one of the events behind `behindSeq`: an order told twice counts once, and which of its
 * events it is may have changed. Identifiers by workspace; nobody where no order was told twice.
 */
export async function findSharedOrders(
  { clickhouse }: Stores,
  workspaces: readonly number[],
  behindSeq: number,
): Promise<{ workspace: number; node: number }[]> {
  const orders = ch`FROM events WHERE workspace IN ${arrayOf('UInt32', workspaces)} AND event = ${ORDER_EVENT} AND order_id != ''`;
  const fresh = ch`SELECT DISTINCT order_id ${orders} AND seq > ${u64(behindSeq)}`;
  const some = await clickhouse.query(
    ch`${fresh} LIMIT ${u32(SENT_ORDERS + 1)}`,
    z.object({ order_id: z.string() }),
  );
  if (some.length === 0) return [];
  const ids = arrayOf(
    'String',
    some.map((row) => row.order_id),
  );
  return clickhouse.query(
    ch`SELECT workspace, arrayJoin(groupUniqArray(node)) AS node ${orders}
        AND order_id IN ${some.length > SENT_ORDERS ? ch`(${fresh})` : ids}
      GROUP BY workspace, order_id HAVING count() > 1`,
    z.object({ workspace: z.number(), node: z.coerce.number() }),
  );
}
