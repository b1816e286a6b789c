import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../../platform/context.ts';
import { ch } from '../../platform/sql.ts';
import { listMaps } from '../stored-maps.ts';
import { canBeComputed, planOf, readPlan, type StagePlan, writePlan } from './stage-plan.ts';
import { BUCKETS } from './stays.ts';

/** The stays of each bucket, then the facts of each. */
export const BUILD_STEPS = 2 * BUCKETS;

/** The stages of everybody on one map, for one plan. */
export interface StageBuild {
  build: number;
  workspace: number;
  map: string;
  plan: StagePlan;
  stepsDone: number;
  /** readers take this one */
  isCurrent: boolean;
}

const buildRow = z
  .object({
    build: z.number(),
    workspace: z.number(),
    map: z.string(),
    plan: z.string(),
    steps_done: z.number(),
    is_current: z.boolean(),
  })
  .transform(
    ({ plan, steps_done, is_current, ...row }): StageBuild => ({
      ...row,
      plan: readPlan(plan),
      stepsDone: steps_done,
      isCurrent: is_current,
    }),
  );

type Stores = Pick<Context, 'postgres' | 'clickhouse' | 'clock'>;

export function readBuilds({ postgres }: Pick<Stores, 'postgres'>): Promise<StageBuild[]> {
  return postgres.query(
    sql`SELECT build, workspace, map, plan, steps_done, is_current FROM map_stage_build ORDER BY build`,
    buildRow,
  );
}

/** Of one map or all of a workspace, those that readers may take. */
export function readCurrentBuilds(
  { postgres }: Pick<Stores, 'postgres'>,
  workspace: number,
  map: string | null = null,
): Promise<StageBuild[]> {
  return postgres.query(
    sql`SELECT build, workspace, map, plan, steps_done, is_current FROM map_stage_build
      WHERE workspace = ${workspace} AND is_current AND (${map}::text IS NULL OR map = ${map}) ORDER BY map`,
    buildRow,
  );
}

/** Live maps of a workspace whose stages can be computed; the plan as text. */
async function readWantedPlans(stores: Stores, workspace: number): Promise<Map<string, string>> {
  const maps = await listMaps(stores, workspace);
  return new Map(
    maps.flatMap(({ id, map }) => {
      if (map === null || map.status !== 'live') return [];
      const plan = planOf(map);
      return canBeComputed(plan) ? [[id, writePlan(plan)]] : [];
    }),
  );
}

/**
 * Starts a build for every live map that has none for its plan, and gives up those that nobody wants any more: the
 * current one stays until its successor is done. Returns all builds.
 */
export async function planBuilds(stores: Stores, workspace: number): Promise<StageBuild[]> {
  const { postgres, clock } = stores;
  const wanted = await readWantedPlans(stores, workspace);
  const mine = (await readBuilds(stores)).filter((build) => build.workspace === workspace);
  const isWanted = (build: StageBuild) => wanted.get(build.map) === writePlan(build.plan);
  const needless = mine.filter((build) => (build.isCurrent ? !wanted.has(build.map) : !isWanted(build)));
  for (const [map, plan] of wanted) {
    if (mine.some((build) => build.map === map && isWanted(build))) continue;
    await postgres.run(
      sql`INSERT INTO map_stage_build (workspace, map, plan, started_at)
        VALUES (${workspace}, ${map}, ${plan}, ${new Date(clock.now())})`,
    );
  }
  await removeBuilds(
    stores,
    needless.map(({ build }) => build),
  );
  return readBuilds(stores);
}

export async function removeBuilds(
  { postgres, clickhouse }: Pick<Stores, 'postgres' | 'clickhouse'>,
  builds: readonly number[],
): Promise<void> {
  if (builds.length === 0) return;
  await postgres.run(sql`DELETE FROM map_stage_build WHERE build = ANY(${[...builds]}::int[])`);
  await clickhouse.afterRunningQuestions();
  // A number of our own: partition expressions take no parameters.
  for (const build of builds) {
    await clickhouse.runStatement(`ALTER TABLE person_stages DROP PARTITION ${Number(build)}`);
  }
}

/** After a crash: rows of builds that are none. */
export async function removeOrphans(stores: Stores): Promise<void> {
  const known = new Set((await readBuilds(stores)).map(({ build }) => build));
  const stored = await stores.clickhouse.query(
    ch`SELECT DISTINCT build FROM person_stages`,
    z.object({ build: z.number() }),
  );
  await removeBuilds(
    stores,
    stored.map(({ build }) => build).filter((build) => !known.has(build)),
  );
}

/** The build is done: from now on readers take it, and its predecessor goes. */
export async function finishBuild(stores: Stores, done: StageBuild): Promise<void> {
  const { postgres } = stores;
  await postgres.run(
    sql`UPDATE map_stage_build SET is_current = (build = ${done.build}), steps_done = ${BUILD_STEPS}
      WHERE workspace = ${done.workspace} AND map = ${done.map} AND (is_current OR build = ${done.build})`,
  );
  const old = await postgres.query(
    sql`SELECT build FROM map_stage_build
      WHERE workspace = ${done.workspace} AND map = ${done.map} AND build < ${done.build}`,
    z.object({ build: z.number() }),
  );
  await removeBuilds(
    stores,
    old.map(({ build }) => build),
  );
}

export async function saveSteps({ postgres }: Pick<Stores, 'postgres'>, build: StageBuild): Promise<void> {
  await postgres.run(
    sql`UPDATE map_stage_build SET steps_done = ${build.stepsDone} WHERE build = ${build.build}`,
  );
}
