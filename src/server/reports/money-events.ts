import { z } from 'zod';
import type { ClickHouse, QuestionOptions } from '../platform/clickhouse.ts';
import { arrayOf, type ChSql, ch, u16, u32 } from '../platform/sql.ts';

/** Codes of the events that are orders, money given back, and other corrections of revenue; 0 = never seen. */
export interface MoneyCodes {
  orderCode: number;
  refundCode: number;
  cancelCode: number;
  adjustCode: number;
}

export const ORDER_EVENT = 'Order Completed';
const REFUND_EVENT = 'Order Refunded';
const CANCEL_EVENT = 'Order Cancelled';
/** Money won or lost by no order and no refund: bad debts, chargebacks, corrections. `value` has its sign. */
const ADJUST_EVENT = 'Revenue Adjusted';

export function moneyCodesOf(codes: ReadonlyMap<string, number>): MoneyCodes {
  return {
    orderCode: codes.get(ORDER_EVENT) ?? 0,
    refundCode: codes.get(REFUND_EVENT) ?? 0,
    cancelCode: codes.get(CANCEL_EVENT) ?? 0,
    adjustCode: codes.get(ADJUST_EVENT) ?? 0,
  };
}

/** Amounts in the stores are 1/10000 of the currency. */
export const AMOUNT_SCALE = 10_000;

/** From the store's whole number (as text) to the currency. */
export function amountOf(units: string | number): number {
  return Number(units) / AMOUNT_SCALE;
}

/**
 * `seq` of every Order Completed whose order_id an earlier event had already: the same order told by two sources (shop
 * and tracker). They are not counted again as orders nor as revenue. An order without order_id is an order of its own.
 */
export function repeatedOrders(workspace: number, { orderCode }: MoneyCodes): ChSql {
  const orders = ch`FROM events WHERE workspace = ${u32(workspace)} AND code = ${u16(orderCode)} AND order_id != ''`;
  // Hashes first: grouping a million ids as text takes five times as long, and hardly any is repeated.
  return ch`SELECT arrayJoin(arrayPopFront(arraySort(groupArray((at, seq))))).2 AS seq ${orders}
      AND cityHash64(order_id) IN (SELECT cityHash64(order_id) AS hash ${orders} GROUP BY hash HAVING count() > 1)
    GROUP BY order_id HAVING count() > 1`;
}

/** The same among these orders only, found by their index: for a page of people, whose orders are few. */
export function repeatedAmong(
  workspace: number,
  { orderCode }: MoneyCodes,
  orderIds: readonly string[],
): ChSql {
  return ch`SELECT arrayJoin(arrayPopFront(arraySort(groupArray((at, seq))))).2 AS seq FROM events
    WHERE workspace = ${u32(workspace)} AND code = ${u16(orderCode)} AND order_id IN ${arrayOf('String', orderIds)}
    GROUP BY order_id HAVING count() > 1`;
}

/** Whether any order was told twice; where none was (the usual case) the questions spare themselves the look. */
export async function readRepeatedOrders(
  clickhouse: ClickHouse,
  workspace: number,
  money: MoneyCodes,
  options: QuestionOptions,
): Promise<ChSql | null> {
  if (money.orderCode === 0) return null;
  const repeated = repeatedOrders(workspace, money);
  const [any] = await clickhouse.query(ch`${repeated} LIMIT 1`, z.object({ seq: z.string() }), options);
  return any === undefined ? null : repeated;
}
