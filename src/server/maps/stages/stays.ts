import { z } from 'zod';
import type { ClickHouse } from '../../platform/clickhouse.ts';
import { callStays } from '../../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, u16, u32 } from '../../platform/sql.ts';
import { moneyCodesOf } from '../../reports/money-events.ts';
import { readRepeatedOrders, repeatedAmong } from '../../reports/repeated-orders.ts';
import type { WorkspaceFacts } from '../../reports/workspace-facts.ts';
import { stageEvents } from '../stage-events.ts';
import { isAboutOrders, type StagePlan } from './stage-plan.ts';

export const BUCKETS = 32;

/** Whose stays: everybody's, those of one bucket, of these people. */
export type Whose = { bucket: number } | { persons: readonly bigint[] } | 'everybody';

interface StaysQuestion {
  clickhouse: ClickHouse;
  workspace: number;
  facts: WorkspaceFacts;
  plan: StagePlan;
  whose: Whose;
}

/**
 * One row per person who ever entered a stage: `person` and `stays`, Array(Tuple(case, stage, from, until, seq)) in order
 * (assembly/stays.ts), computed from the journeys as they are.
 */
export async function computeStays(question: StaysQuestion): Promise<ChSql> {
  const { workspace, facts, plan, whose } = question;
  const { journeys, flags, alternatives } = stageEvents({
    workspace,
    facts,
    stages: plan.stages,
    repeatedOrders: isAboutOrders(plan) ? await findRepeatedOrders(question) : null,
    who: peopleCondition(whose),
    isFew: typeof whose === 'object' && 'persons' in whose,
    log: logCondition(workspace, whose),
    hasSeq: true,
  });
  const { idleMs, windowMs } = plan;
  const stays = callStays({ idleMs, windowMs, stages: alternatives }, flags);
  return ch`SELECT person, stays FROM (SELECT person, ${stays} AS stays FROM (${journeys})) WHERE notEmpty(stays)`;
}

function peopleCondition(whose: Whose): ChSql {
  if (whose === 'everybody') return ch`1`;
  if ('bucket' in whose) return ch`bucket = ${u16(whose.bucket)}`;
  return ch`person IN ${arrayOf('UInt64', whose.persons)}`;
}

/** Events that may be theirs: what conditions on properties are looked up in. */
function logCondition(workspace: number, whose: Whose): ChSql {
  if (whose === 'everybody') return ch`1`;
  const moved = ch`SELECT node FROM person_nodes WHERE workspace = ${u32(workspace)} AND`;
  if ('bucket' in whose) {
    const isInBucket = (id: ChSql) => ch`${id} % ${u16(BUCKETS)} = ${u16(whose.bucket)}`;
    return ch`(${isInBucket(ch`node`)} OR node IN (${moved} ${isInBucket(ch`person`)}))`;
  }
  const persons = arrayOf('UInt64', whose.persons);
  return ch`node IN (SELECT arrayJoin(${persons}) UNION ALL ${moved} person IN ${persons})`;
}

/** For a few people only their orders are asked: by index, whatever the size of the log. */
async function findRepeatedOrders({
  clickhouse,
  workspace,
  facts,
  whose,
}: StaysQuestion): Promise<ChSql | null> {
  const money = moneyCodesOf(facts.eventCodes);
  if (money.orderCode === 0) return null;
  if (whose === 'everybody' || 'bucket' in whose) return readRepeatedOrders(clickhouse, workspace, money);
  const rows = await clickhouse.query(
    ch`SELECT DISTINCT order_id FROM events WHERE workspace = ${u32(workspace)} AND code = ${u16(money.orderCode)}
      AND order_id != '' AND ${logCondition(workspace, whose)}`,
    z.object({ order_id: z.string() }),
  );
  if (rows.length === 0) return null;
  return repeatedAmong(
    { workspace, orderCode: money.orderCode },
    rows.map((row) => row.order_id),
  );
}
