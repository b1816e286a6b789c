/** Ten-thousandths of a currency unit: what Decimal(18, 4) of the stores holds. 12.34 EUR is 123400n. */
export type AmountUnits = bigint;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;
const SCALE = 4;
const LIMIT: AmountUnits = 10n ** 18n;

/**
 * A decimal number, sent as a number or as text, in ten-thousandths; half away from zero. Exact: it reads the digits,
 * not the binary fraction. Undefined where the value is no decimal number or does not fit Decimal(18, 4).
 *
 * parseAmount(19.99) -> 199900n; parseAmount('-0.00005') -> -1n; parseAmount('12,50') -> undefined
 */
export function parseAmount(value: unknown): AmountUnits | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const found = DECIMAL.exec(text);
  const [, sign, whole = '', fraction = '', exponent = '0'] = found ?? [];
  if (!found || whole + fraction === '' || text.length > 60) return undefined;
  // The digits as one integer, and how many of them stand right of the point that ten-thousandths would drop.
  const digits = whole + fraction;
  const surplus = fraction.length - Number(exponent) - SCALE;
  if (surplus < -40) return /^0*$/.test(digits) ? 0n : undefined;
  const units =
    surplus <= 0 ? BigInt(digits) * 10n ** BigInt(-surplus) : divideHalfUp(BigInt(digits), surplus);
  if (units >= LIMIT) return undefined;
  return sign === '-' ? -units : units;
}

function divideHalfUp(digits: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  return (digits * 2n + divisor) / (divisor * 2n);
}

/** Orders that give money back: their amount is stored negative. */
const MONEY_BACK = new Set(['Order Refunded', 'Order Cancelled']);

/** Names of properties that say what an order is worth, the most complete first. */
const ORDER_VALUES = ['total', 'revenue', 'value'];

/**
 * The signed amount of an event. `Order Completed`: total, else revenue, else value. `Order Refunded` and `Order
 * Cancelled`: the same, never above zero, whatever sign it was sent with. Any other event: `value`. Null where there is
 * none; `bad` names the property of an order that should be money and is not, because money must not vanish silently.
 */
export function readSignedAmount(
  event: string,
  properties: Record<string, unknown>,
): { amount: AmountUnits | null; bad?: string } {
  const isMoneyBack = MONEY_BACK.has(event);
  if (event !== 'Order Completed' && !isMoneyBack) return { amount: parseAmount(properties.value) ?? null };
  const name = ORDER_VALUES.find(
    (key) => properties[key] !== undefined && properties[key] !== null && properties[key] !== '',
  );
  if (!name) return { amount: null };
  const amount = parseAmount(properties[name]);
  if (amount === undefined) return { amount: null, bad: name };
  return { amount: isMoneyBack && amount > 0n ? -amount : amount };
}

/** Three letters of ISO 4217 in capitals, or '' where the property is none. */
export function readCurrency(value: unknown): string {
  const text = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{3}$/.test(text) ? text : '';
}
