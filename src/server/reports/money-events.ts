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
