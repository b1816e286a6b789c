import sql from 'sql-template-tag';
import { z } from 'zod';
import { CHANNEL_NAMES } from '../../shared/channels.ts';
import type { Context } from '../platform/context.ts';
import { arrayOf, type ChParam, type ChSql, ch, u32, u64 } from '../platform/sql.ts';
import {
  addPeople,
  type LogPlace,
  type PeopleByWorkspace,
  readCursors,
  readTouchedPeople,
} from './touched-people.ts';

/** People refreshed by one statement at most; the embedded Postgres does one thing at a time, and ingest waits for it. */
const CHUNK = 4_000;
/** Shortest and longest pause between rounds; in between twice the time of the last round, so ingest keeps the cores. */
const SHORTEST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2_500;

export interface JourneyRefresher {
  /** Resolves when everything appended or merged before the call is in the journeys. */
  settle(): Promise<void>;
  /** The place of the logs up to which journeys are complete. */
  reached(): LogPlace;
  stop(): Promise<void>;
}

const personRow = z.object({ node: z.coerce.number(), person: z.coerce.number() });
const seqRow = z.object({ seq: z.coerce.number() });

/**
 * Keeps `journeys_delta` true: after every append or identity change, the whole sequences of the people concerned are
 * read again from the event log. What is read again is always right, whatever was late, repeated or merged; so a crash
 * needs only the cursors, and a rebuild gives the same.
 */
export async function startJourneyRefresher(context: Context): Promise<JourneyRefresher> {
  const { clickhouse, postgres } = context;
  let pending: PeopleByWorkspace = new Map();
  let goal = { seq: 0, change: 0 };
  let reached = { ...goal };
  let version = await readVersion();
  let wake: (() => void) | null = null;
  let isStopped = false;
  const waiters: { seq: number; change: number; done(): void }[] = [];

  const remember = (workspace: number, persons: Iterable<number>) => {
    addPeople(pending, workspace, persons);
    wake?.();
  };
  await recover();
  const unsubscribe = [
    context.facts.subscribe('eventsAppended', ({ workspace, persons, throughSeq }) => {
      goal.seq = Math.max(goal.seq, throughSeq);
      remember(workspace, persons);
    }),
    context.facts.subscribe('identityChanged', ({ workspace, persons, throughChange }) => {
      goal.change = Math.max(goal.change, throughChange);
      remember(workspace, persons);
    }),
  ];

  async function readVersion(): Promise<number> {
    const [row] = await clickhouse.query(
      ch`SELECT greatest((SELECT max(version) FROM journeys_base), (SELECT max(version) FROM journeys_delta)) AS seq`,
      seqRow,
    );
    return row?.seq ?? 0;
  }

  async function recover(): Promise<void> {
    const cursors = await readCursors(context, ['journeys', 'journeys_identity']);
    reached = { seq: cursors.journeys, change: cursors.journeys_identity };
    const [last] = await clickhouse.query(ch`SELECT max(seq) AS seq FROM events`, seqRow);
    const { people, throughChange } = await readTouchedPeople(context, reached);
    goal = { seq: last?.seq ?? 0, change: throughChange };
    for (const [workspace, persons] of people) remember(workspace, persons);
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      if (goal.seq <= reached.seq && goal.change <= reached.change && pending.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
        continue;
      }
      const startedAt = context.clock.now();
      const round = { pending, goal: { ...goal } };
      pending = new Map();
      try {
        const people = await refresh(round.pending, round.goal);
        const before = reached;
        reached = round.goal;
        await saveCursors(before);
        context.facts.publish('journeysRefreshed', {
          throughSeq: reached.seq,
          throughChange: reached.change,
          people,
        });
        for (const waiter of waiters.filter((w) => w.seq <= reached.seq && w.change <= reached.change)) {
          waiters.splice(waiters.indexOf(waiter), 1);
          waiter.done();
        }
      } catch (error) {
        if (isStopped) return;
        context.log.error({ error: String(error) }, 'refreshing journeys failed; trying again');
        for (const [workspace, persons] of round.pending) remember(workspace, persons);
        await pause(1_000);
      }
      const tookMs = context.clock.now() - startedAt;
      await pause(Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, 2 * tookMs)));
    }
  }

  /** Everyone whose sequence was written. */
  async function refresh(round: PeopleByWorkspace, until: LogPlace): Promise<PeopleByWorkspace> {
    const written: PeopleByWorkspace = new Map();
    version++;
    if (until.change > reached.change) await copyIdentity(until.change);
    for (const [workspace, persons] of round) {
      const list = [...persons];
      for (let at = 0; at < list.length; at += CHUNK) {
        addPeople(written, workspace, await refreshPeople(workspace, list.slice(at, at + CHUNK)));
      }
    }
    if (until.seq > reached.seq) await addUnidentified(until.seq);
    return written;
  }

  /** Node -> person to ClickHouse, for questions about raw events and for a rebuild. */
  async function copyIdentity(untilChange: number): Promise<void> {
    const rows = await postgres.query(
      sql`SELECT workspace, node, person, changed FROM identifier
        WHERE changed > ${reached.change} AND changed <= ${untilChange} ORDER BY changed`,
      personRow.extend({ workspace: z.number(), changed: z.coerce.number() }),
    );
    for (let at = 0; at < rows.length; at += 50_000) {
      await clickhouse.insert(
        'person_nodes',
        rows.slice(at, at + 50_000).map(({ changed, ...row }) => ({ ...row, version: changed })),
      );
    }
  }

  /**
   * The sequences of these people as they are now, and an empty one for every id that is nobody's any more, in one insert
   * and one part: a question must never see a merged person beside the one it went to, nor neither of them. So the list
   * is not taken at its word: a merge may be committed whose news has not come yet, or a revoke, which gives all whom it
   * parts the same change number.
   */
  async function refreshPeople(workspace: number, persons: number[]): Promise<number[]> {
    const rows = await postgres.query(
      sql`WITH named AS MATERIALIZED (SELECT DISTINCT person FROM identifier WHERE node = ANY(${persons}::bigint[])),
          fresh AS MATERIALIZED (SELECT changed, person FROM identifier WHERE changed > ${reached.change}),
          parted AS (SELECT other.person FROM fresh own JOIN fresh other USING (changed) WHERE own.person IN (SELECT person FROM named))
        SELECT node, person, changed FROM identifier
        WHERE person IN (SELECT person FROM named UNION SELECT person FROM parted)`,
      personRow.extend({ changed: z.coerce.number() }),
    );
    const alive = new Set(rows.map((row) => row.person));
    const moved = rows.filter((row) => row.node !== row.person);
    const gone = new Set(moved.filter((row) => row.changed > reached.change).map((row) => row.node));
    for (const person of persons) if (!alive.has(person)) gone.add(person);
    const bigints = (numbers: Iterable<number>) => arrayOf('UInt64', [...numbers].map(BigInt));
    const person = ch`transform(node, ${bigints(moved.map((row) => row.node))}, ${bigints(moved.map((row) => row.person))}, node)`;
    const nodes = bigints(rows.map((row) => row.node));
    const touched = ch`events WHERE workspace = ${u32(workspace)} AND node IN ${nodes}`;
    await clickhouse.command(
      ch`INSERT INTO journeys_delta SELECT * FROM (
          ${sequencesOf({ person, identified: ch`1`, from: touched }, version)}
          UNION ALL ${emptySequences(workspace, bigints(gone), version)})`,
      ONE_PART,
    );
    return [...alive, ...gone];
  }

  async function addUnidentified(untilSeq: number): Promise<void> {
    const fresh = ch`events WHERE node = 0 AND seq > ${u64(reached.seq)} AND seq <= ${u64(untilSeq)}`;
    await clickhouse.command(
      ch`INSERT INTO journeys_delta ${sequencesOf({ person: UNIDENTIFIED_PERSON, identified: ch`0`, from: fresh }, version)}`,
    );
  }

  async function saveCursors(before: { seq: number; change: number }): Promise<void> {
    if (before.seq === reached.seq && before.change === reached.change) return;
    await postgres.run(
      sql`INSERT INTO log_cursor (name, seq) VALUES ('journeys', ${reached.seq}), ('journeys_identity', ${reached.change})
        ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`,
    );
  }

  let endPause: (() => void) | null = null;
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, isStopped ? 0 : ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const running = run();
  return {
    settle() {
      const target = { ...goal };
      if (pending.size === 0 && target.seq <= reached.seq && target.change <= reached.change)
        return Promise.resolve();
      return new Promise((done) => {
        waiters.push({ ...target, done });
        endPause?.();
        wake?.();
      });
    },
    reached: () => ({ ...reached }),
    async stop() {
      isStopped = true;
      for (const end of unsubscribe) end();
      endPause?.();
      wake?.();
      await running;
    },
  };
}

export const BUCKETS = 32;

/** Settings under which everything that a statement inserts becomes one part, there whole or not at all. */
export const ONE_PART = {
  max_insert_threads: 1,
  min_insert_block_size_rows: 1_000_000_000,
  min_insert_block_size_bytes: 0,
};

/** Rows that say: nobody has this id any more. */
function emptySequences(workspace: number, gone: ChParam, version: number): ChSql {
  return ch`SELECT ${u32(workspace)} AS workspace, toUInt8(person % ${u32(BUCKETS)}) AS bucket, arrayJoin(${gone}) AS person,
      toUInt8(1) AS identified, emptyArrayInt64() AS at, emptyArrayUInt16() AS code, emptyArrayUInt8() AS channel,
      emptyArrayInt64() AS amount, emptyArrayUInt64() AS seq, ${u64(version)} AS version`;
}

/** Person id of an unidentified event: its place in the log with the top bit set. */
export const UNIDENTIFIED_PERSON = ch`bitOr(seq, 9223372036854775808)`;

const CHANNELS_ARRAY = arrayOf('String', CHANNEL_NAMES);

/**
 * One row per person in the form of the journey tables, from a select over `events` (`from` = table and condition, with
 * `person` as the expression that names the person and `identified` 1 or 0). With `part`, an expression over the same
 * events, a row for each of its values.
 */
export function sequencesOf(
  source: { person: ChSql; identified: ChSql; from: ChSql; part?: ChSql },
  version: number,
): ChSql {
  const part = source.part === undefined ? ch`` : ch`, ${source.part} AS part`;
  const byPart = source.part === undefined ? ch`` : ch`, part`;
  return ch`SELECT workspace, toUInt8(person_id % ${u32(BUCKETS)}) AS bucket, person_id AS person, known AS identified,
      arrayMap(e -> e.1, events) AS at, arrayMap(e -> e.3, events) AS code, arrayMap(e -> e.4, events) AS channel,
      arrayMap(e -> e.5, events) AS amount, arrayMap(e -> e.2, events) AS seq, ${u64(version)} AS version
    FROM (
      SELECT workspace, person_id, known,
        arraySort(groupArray((at_ms, seq, code, channel_code, amount_units))) AS events
      FROM (
        SELECT workspace, toUInt64(${source.person}) AS person_id, toUInt8(${source.identified}) AS known,
          toUnixTimestamp64Milli(at) AS at_ms, seq, code, toUInt8(indexOf(${CHANNELS_ARRAY}, channel)) AS channel_code,
          toInt64(ifNull(amount, 0) * 10000) AS amount_units${part}
        FROM ${source.from}
      )
      GROUP BY workspace, person_id, known${byPart}
    )`;
}
