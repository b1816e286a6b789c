import type { JsonObject } from './json.ts';
import { readNumber } from './products.ts';

/** Numbers that clients send as text; Segment's own spec has `rating` so. */
const NUMERIC = [
  'total',
  'revenue',
  'value',
  'subtotal',
  'shipping',
  'tax',
  'discount',
  'cost',
  'rating',
  'score',
];

/**
 * Properties in the spelling that questions expect, nothing lost: numbers sent as text become numbers, and the coupon
 * events get `coupon_id` from `coupon` (Segment's own example of Coupon Denied has it so).
 *
 * normaliseSpellings('Product Reviewed', { rating: '4' }) -> { rating: 4 }
 */
export function normaliseSpellings(event: string, properties: JsonObject): JsonObject {
  const normalised = { ...properties };
  for (const name of NUMERIC) {
    if (typeof normalised[name] === 'string') normalised[name] = readNumber(normalised[name]);
  }
  if (event.startsWith('Coupon ') && normalised.coupon_id === undefined && normalised.coupon !== undefined) {
    normalised.coupon_id = normalised.coupon;
  }
  return normalised;
}
