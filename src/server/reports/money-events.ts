import { type ChSql, ch, i64, u16, u32 } from '../platform/sql.ts';

/** Codes of the events that are orders and money given back; 0 = never seen. */
export interface MoneyCodes {
  orderCode: number;
  refundCode: number;
  cancelCode: number;
}

export const ORDER_EVENT = 'Order Completed';
const REFUND_EVENT = 'Order Refunded';
const CANCEL_EVENT = 'Order Cancelled';
export const MONEY_EVENTS = [ORDER_EVENT, REFUND_EVENT, CANCEL_EVENT] as const;

export function moneyCodesOf(codes: ReadonlyMap<string, number>): MoneyCodes {
  return {
    orderCode: codes.get(ORDER_EVENT) ?? 0,
    refundCode: codes.get(REFUND_EVENT) ?? 0,
    cancelCode: codes.get(CANCEL_EVENT) ?? 0,
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
  if (orderCode === 0) return ch`SELECT ${i64(0)} WHERE 0`;
  return ch`SELECT arrayJoin(arrayPopFront(arraySort(groupArray((at, seq))))).2
    FROM events WHERE workspace = ${u32(workspace)} AND code = ${u16(orderCode)} AND order_id != ''
    GROUP BY order_id HAVING count() > 1`;
}
