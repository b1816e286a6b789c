import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import type { Context } from '../../platform/context.ts';
import { type ChSql, ch, u16, u32, u64 } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import { readCurrentBuilds, type StageBuild } from './stage-builds.ts';
import { planOf, type StagePlan, writePlan } from './stage-plan.ts';
import { BUCKETS, computeStays } from './stays.ts';

/** The stays of people on a map, stored or computed now; both are one SELECT. */
export interface StageSource {
  plan: StagePlan;
  /** person, journey, stage, since, until as in person_stages; nobody without a stay */
  stays: ChSql;
  isKept: boolean;
  isRebuilding: boolean;
}

const rowsOf = (build: StageBuild) =>
  ch`SELECT person, journey, stage, since, until FROM person_stages FINAL
    WHERE build = ${u32(build.build)} AND notEmpty(stage)`;

/**
 * Asks the stored stages of a map, or where none are kept computes them from the journeys. A build that was replaced
 * while it was read may have been removed meanwhile: then once more with its successor.
 */
export async function withStages<T>(
  context: Context,
  { workspace, map, person }: { workspace: number; map: JourneyMap; person?: number },
  ask: (source: StageSource) => Promise<T>,
): Promise<T> {
  const wanted = planOf(map);
  const [build] = map.status === 'live' ? await readCurrentBuilds(context, workspace, map.id) : [];
  if (!build) {
    const { clickhouse, postgres } = context;
    const facts = await readWorkspaceFacts(postgres, workspace);
    const whose = person === undefined ? 'everybody' : { persons: [BigInt(person)] };
    const stays = await computeStays({ clickhouse, workspace, facts, plan: wanted, whose });
    return ask({
      plan: wanted,
      stays: ch`SELECT person, stays.1 AS journey, stays.2 AS stage, stays.3 AS since, stays.4 AS until FROM (${stays})`,
      isKept: false,
      isRebuilding: false,
    });
  }
  const mine =
    person === undefined ? ch`1` : ch`bucket = ${u64(person)} % ${u16(BUCKETS)} AND person = ${u64(person)}`;
  const answer = await ask({
    plan: build.plan,
    stays: ch`${rowsOf(build)} AND ${mine}`,
    isKept: true,
    isRebuilding: writePlan(build.plan) !== writePlan(wanted),
  });
  const [after] = await readCurrentBuilds(context, workspace, map.id);
  return after?.build === build.build ? answer : withStages(context, { workspace, map, person }, ask);
}

/** Number of a stage in `stage` of the rows. Throws BadQuestion for one that is none. */
export function numberOfStage({ plan }: StageSource, map: JourneyMap, stage: string): number {
  const index = plan.stages.findIndex(({ id }) => id === stage);
  if (index >= 0) return index + 1;
  throw new BadQuestion(`The map "${map.id}" has no stage "${stage}".`);
}
