import sql from 'sql-template-tag';
import { z } from 'zod';
import type { JourneyRefresher } from '../../journeys/refresher.ts';
import {
  addPeople,
  type LogPlace,
  type PeopleByWorkspace,
  readCursors,
  readTouchedPeople,
} from '../../journeys/touched-people.ts';
import type { Context } from '../../platform/context.ts';
import { ch } from '../../platform/sql.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import {
  BUILD_STEPS,
  finishBuild,
  planBuilds,
  readBuilds,
  removeOrphans,
  type StageBuild,
  saveSteps,
} from './stage-builds.ts';
import { isAboutOrders } from './stage-plan.ts';
import { buildRows, findSharedOrders, refreshRows, writeFacts } from './stage-rows.ts';
import { BUCKETS } from './stays.ts';

/** People whose stages one statement computes. */
const CHUNK = 20_000;
/** Between rounds as long as the last one took, so that ingest and questions keep the cores; at most this. */
const LONGEST_PAUSE_MS = 800;
/** A map is edited key by key: its stages are computed when it has been left alone this long. */
const EDIT_REST_MS = 1_500;
const RETRY_MS = 1_000;

export interface StageFollower {
  /** Resolves when the stages hold everything that the journeys hold now, on every map as it is now. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps the stages of people on the live maps true. Whoever's journey was written is computed anew, whole, and written
 * where it is another; so late events, merges and revokes need nothing of their own, and a crash only the cursors. A map
 * whose stages change is computed beside the old ones, bucket by bucket between the rounds, and then takes their place.
 * Everything is one line of statements: what is computed later is computed from newer journeys.
 */
export async function startStageFollower(
  context: Context,
  refresher: Pick<JourneyRefresher, 'reached'>,
): Promise<StageFollower> {
  const { clickhouse, postgres } = context;
  let pending: PeopleByWorkspace = new Map();
  /** workspaces whose maps changed, and when last */
  const edited = new Map<number, number>();
  let goal: LogPlace;
  let reached: LogPlace & { version: number };
  let version: number;
  let builds: StageBuild[] = [];
  let isStopped = false;
  let hurried = 0;
  let wake: () => void = () => undefined;
  const waiters: (() => void)[] = [];

  const unsubscribe = [
    context.facts.subscribe('journeysRefreshed', ({ people, throughSeq, throughChange }) => {
      goal = { seq: throughSeq, change: throughChange };
      for (const [workspace, persons] of people) addPeople(pending, workspace, persons);
      wake();
    }),
    context.facts.subscribe('mapChanged', ({ workspace }) => {
      edited.set(workspace, performance.now());
      wake();
    }),
  ];
  goal = refresher.reached();
  await recover();

  async function recover(): Promise<void> {
    const cursors = await readCursors(context, ['stages', 'stages_identity', 'stages_version']);
    reached = { seq: cursors.stages, change: cursors.stages_identity, version: cursors.stages_version };
    const [last] = await clickhouse.query(
      ch`SELECT greatest((SELECT max(version) FROM person_stages), (SELECT max(version) FROM stage_entered)) AS version`,
      z.object({ version: z.coerce.number() }),
    );
    version = Math.max(last?.version ?? 0, reached.version);
    await removeOrphans(context);
    builds = await readBuilds(context);
    const workspaces = await postgres.query(
      sql`SELECT DISTINCT workspace FROM map UNION SELECT workspace FROM map_stage_build`,
      z.object({ workspace: z.number() }),
    );
    for (const { workspace } of workspaces) edited.set(workspace, Number.NEGATIVE_INFINITY);
    // without a build nobody's stages are stored that may be old
    if (builds.length === 0) return;
    const { people } = await readTouchedPeople(context, reached);
    for (const [workspace, persons] of people) addPeople(pending, workspace, persons);
  }

  const isBehind = () => pending.size > 0 || goal.seq > reached.seq || goal.change > reached.change;
  const isUnfinished = (build: StageBuild) => !build.isCurrent;

  /** Milliseconds until maps that were edited have rested; null = none was. */
  function restMs(): number | null {
    if (edited.size === 0) return null;
    const latest = Math.max(...edited.values());
    return hurried > 0 ? 0 : Math.max(0, latest + EDIT_REST_MS - performance.now());
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      const startedAt = performance.now();
      const rest = restMs();
      try {
        if (isBehind()) await followJourneys();
        else if (rest === 0) await replan();
        else if (builds.some(isUnfinished)) await buildOn();
        else {
          if (rest === null) for (const done of waiters.splice(0)) done();
          await sleep(rest);
          continue;
        }
      } catch (error) {
        if (isStopped) return;
        context.log.error({ error: String(error) }, 'following the stages of people failed; trying again');
        await sleep(RETRY_MS);
      }
      if (hurried === 0)
        await sleep(Math.min(LONGEST_PAUSE_MS, performance.now() - startedAt), 'undisturbed');
    }
  }

  async function replan(): Promise<void> {
    for (const [workspace, at] of [...edited]) {
      builds = await planBuilds(context, workspace);
      if (edited.get(workspace) === at) edited.delete(workspace);
    }
  }

  /** Everyone whose journey was written since the last round. */
  async function followJourneys(): Promise<void> {
    const round = { pending, goal: { ...goal } };
    pending = new Map();
    try {
      const people = await withSharedOrders(round.pending);
      version++;
      for (const [workspace, persons] of people) await followPeople(workspace, [...persons]);
      reached = { ...round.goal, version };
      await saveCursors();
    } catch (error) {
      for (const [workspace, persons] of round.pending) addPeople(pending, workspace, persons);
      throw error;
    }
  }

  async function followPeople(workspace: number, persons: number[]): Promise<void> {
    const mine = builds.filter((build) => build.workspace === workspace);
    if (mine.length === 0 || persons.length === 0) return;
    const facts = await readWorkspaceFacts(postgres, workspace);
    for (const build of mine) {
      for (let at = 0; at < persons.length; at += CHUNK) {
        const chunk = persons.slice(at, at + CHUNK).map(BigInt);
        await refreshRows(context, build, { facts, persons: chunk, version });
      }
      // a build tells its facts when all its people are there
      if (isUnfinished(build) && build.stepsDone < BUCKETS) continue;
      const rows = { behindVersion: reached.version };
      await writeFacts(context, build, { rows, version, isBackfill: isUnfinished(build) });
      context.facts.publish('stagesChanged', { workspace, map: build.map, throughVersion: version });
    }
  }

  async function withSharedOrders(people: PeopleByWorkspace): Promise<PeopleByWorkspace> {
    const concerned = builds.filter((build) => isAboutOrders(build.plan)).map(({ workspace }) => workspace);
    if (concerned.length === 0) return people;
    const all: PeopleByWorkspace = new Map([...people].map(([id, persons]) => [id, new Set(persons)]));
    const shared = await findSharedOrders(context, [...new Set(concerned)], reached.seq);
    const owners = await postgres.query(
      sql`SELECT DISTINCT workspace, person FROM identifier WHERE node = ANY(${shared.map(({ node }) => node)}::bigint[])`,
      z.object({ workspace: z.number(), person: z.coerce.number() }),
    );
    for (const { workspace, person } of owners) addPeople(all, workspace, [person]);
    return all;
  }

  /** One step of the oldest build that is not done. */
  async function buildOn(): Promise<void> {
    const build = builds.find(isUnfinished);
    if (!build) return;
    version++;
    const bucket = build.stepsDone % BUCKETS;
    if (build.stepsDone < BUCKETS) {
      const facts = await readWorkspaceFacts(postgres, build.workspace);
      await buildRows(context, build, { facts, bucket, version });
    } else if (build.stepsDone < BUILD_STEPS) {
      await writeFacts(context, build, { rows: { bucket }, version, isBackfill: true });
    }
    build.stepsDone++;
    if (build.stepsDone < BUILD_STEPS) return saveSteps(context, build);
    await finishBuild(context, build);
    builds = await readBuilds(context);
    context.facts.publish('stagesChanged', {
      workspace: build.workspace,
      map: build.map,
      throughVersion: version,
    });
  }

  async function saveCursors(): Promise<void> {
    await postgres.run(
      sql`INSERT INTO log_cursor (name, seq)
        VALUES ('stages', ${reached.seq}), ('stages_identity', ${reached.change}), ('stages_version', ${reached.version})
        ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`,
    );
  }

  /** Until the time is over (null = for ever), or there is news (unless `undisturbed`), or somebody hurries. */
  function sleep(ms: number | null, kind: 'disturbed' | 'undisturbed' = 'disturbed'): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      wake = () => {
        if (kind === 'undisturbed' && hurried === 0 && !isStopped) return;
        clearTimeout(timer);
        resolve();
      };
      if (isStopped) wake();
    });
  }

  const running = run();
  return {
    async settle() {
      hurried++;
      await new Promise<void>((done) => {
        waiters.push(done);
        wake();
      });
      hurried--;
    },
    async stop() {
      isStopped = true;
      for (const end of unsubscribe) end();
      wake();
      await running;
    },
  };
}
