import { z } from 'zod';
import type { ClickHouse } from '../platform/clickhouse.ts';
import { arrayOf, type ChSql, ch, u16, u32, u64 } from '../platform/sql.ts';
import type { MoneyCodes } from './money-events.ts';

/**
 * Orders told twice: an Order Completed whose order_id an earlier one had already, by (at, seq); the same order told by
 * two sources (shop and tracker). They are not counted again as orders nor as revenue. An order without order_id is an
 * order of its own.
 *
 * The table `repeated_orders` has their `seq`. The log only grows, and an order told again stays one whatever comes
 * later (all but the earliest of an id are), so only what is new in the log needs a look: its ids, by their index.
 * What was looked at is kept in this process; after a start the first question looks through all orders once.
 */
interface Looked {
  throughSeq: bigint;
  hasRepeated: boolean;
}

const looks = new WeakMap<ClickHouse, Map<number, Promise<Looked>>>();
/** With more new ids than this nearly every part of the index may hold one. */
const MAX_IDS_BY_INDEX = 1_000;

/** SELECT of `seq`: the orders told again until now; null where there are none (the usual case). */
export async function readRepeatedOrders(
  clickhouse: ClickHouse,
  workspace: number,
  { orderCode }: MoneyCodes,
): Promise<ChSql | null> {
  if (orderCode === 0) return null;
  const kept = looks.get(clickhouse) ?? new Map<number, Promise<Looked>>();
  looks.set(clickhouse, kept);
  // one after the other: who asks later must see what was told in between
  const before = kept.get(workspace);
  const look = lookAgain(clickhouse, { workspace, orderCode }, before);
  kept.set(workspace, look);
  const { hasRepeated } = await look;
  return hasRepeated ? toldAgain({ workspace, orderCode }) : null;
}

interface Orders {
  workspace: number;
  orderCode: number;
}

async function lookAgain(
  clickhouse: ClickHouse,
  orders: Orders,
  before: Promise<Looked> | undefined,
): Promise<Looked> {
  const known = await before?.catch(() => undefined); // after a failure from the beginning
  const fresh = await readNew(clickhouse, orders, known?.throughSeq);
  if (known !== undefined && fresh.throughSeq === 0n) return known;
  const { throughSeq, orderIds } = fresh;
  if (known === undefined || orderIds.length > MAX_IDS_BY_INDEX) {
    await clickhouse.command(
      ch`INSERT INTO repeated_orders SELECT ${u32(orders.workspace)} AS workspace, seq FROM (${repeatedOrders(orders)})
        WHERE seq NOT IN (${toldAgain(orders)})`,
    );
    const [any] = await clickhouse.query(ch`${toldAgain(orders)} LIMIT 1`, z.object({ seq: z.string() }));
    return { throughSeq, hasRepeated: any !== undefined };
  }
  if (orderIds.length === 0) return { throughSeq, hasRepeated: known.hasRepeated };
  // as an insert of rows: a command waits for the compaction of journeys
  const rows = await clickhouse.query(
    ch`SELECT ${u32(orders.workspace)} AS workspace, seq FROM (${repeatedAmong(orders, orderIds)})
      WHERE seq NOT IN (${toldAgain(orders)})`,
    z.object({ workspace: z.number(), seq: z.string() }),
  );
  await clickhouse.insert('repeated_orders', rows);
  return { throughSeq, hasRepeated: known.hasRepeated || rows.length > 0 };
}

function toldAgain({ workspace }: Orders): ChSql {
  return ch`SELECT seq FROM repeated_orders WHERE workspace = ${u32(workspace)}`;
}

const newRow = z.object({ through: z.coerce.bigint(), ids: z.array(z.string()) });

/** The place of the newest order behind `afterSeq` (0 = there is none), and some ids of such orders. */
async function readNew(
  clickhouse: ClickHouse,
  { workspace, orderCode }: Orders,
  afterSeq: bigint | undefined,
): Promise<{ throughSeq: bigint; orderIds: string[] }> {
  const isNew = afterSeq === undefined ? ch`` : ch` AND seq > ${u64(afterSeq)}`;
  const ids =
    afterSeq === undefined
      ? ch`CAST([], 'Array(String)')`
      : ch`groupUniqArrayIf(${u32(MAX_IDS_BY_INDEX + 1)})(order_id, order_id != '')`;
  const [row] = await clickhouse.query(
    ch`SELECT max(seq) AS through, ${ids} AS ids FROM events
      PREWHERE workspace = ${u32(workspace)} AND code = ${u16(orderCode)}${isNew}`,
    newRow,
  );
  return { throughSeq: row?.through ?? 0n, orderIds: row?.ids ?? [] };
}

/** `seq` of all of them, found by a look at every order. */
export function repeatedOrders({ workspace, orderCode }: Orders): ChSql {
  const orders = ch`FROM events WHERE workspace = ${u32(workspace)} AND code = ${u16(orderCode)} AND order_id != ''`;
  // Hashes first: grouping a million ids as text takes five times as long, and hardly any is repeated.
  return ch`SELECT arrayJoin(arrayPopFront(arraySort(groupArray((at, seq))))).2 AS seq ${orders}
      AND cityHash64(order_id) IN (SELECT cityHash64(order_id) AS hash ${orders} GROUP BY hash HAVING count() > 1)
    GROUP BY order_id HAVING count() > 1`;
}

/** `seq` of those with one of these ids, found by their index. */
export function repeatedAmong({ workspace, orderCode }: Orders, orderIds: readonly string[]): ChSql {
  return ch`SELECT arrayJoin(arrayPopFront(arraySort(groupArray((at, seq))))).2 AS seq FROM events
    WHERE workspace = ${u32(workspace)} AND code = ${u16(orderCode)} AND order_id IN ${arrayOf('String', orderIds)}
    GROUP BY order_id HAVING count() > 1`;
}
