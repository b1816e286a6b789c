import { NEED_LIMITS } from '../../../shared/maps/needs/needs.ts';
import { arrayOf, type ChSql, ch, f64, u8 } from '../../platform/sql.ts';
import { ORDER_EVENT } from '../../reports/money-events.ts';
import type { MapQuestion } from '../map-question.ts';
import { eventsOf, placeOf } from './evidence.ts';

export const VIEW_EVENT = 'Product Viewed';
const REVIEW_EVENT = 'Product Reviewed';
export const PRICED_EVENTS = [VIEW_EVENT, 'Product Added', ORDER_EVENT];
/** Less than the smallest coin of any currency with coins. */
const SAME_PRICE = 0.005;
/** `place` of a row over all channels. */
export const ALL_CHANNELS = 255;

const products = ch`JSONExtractArrayRaw(properties, 'products')`;
const idOf = (item: ChSql) =>
  ch`if(JSONExtractString(${item}, 'product_id') != '', JSONExtractString(${item}, 'product_id'), JSONExtractString(${item}, 'sku'))`;

const ITEMS = 'Array(Tuple(UInt64, String, Float64, Float64))';
export const NO_ITEMS = ch`CAST([], ${ITEMS})`;

/** Array of (number of the product, id, price, quantity) over the columns of the log; variants and currencies are products of their own. */
export function itemsOf({ facts }: MapQuestion): ChSql {
  const codes = PRICED_EVENTS.flatMap((event) => facts.eventCodes.get(event) ?? []);
  const coin = ch`if(currency = '', ${facts.currency}, toString(currency))`;
  const found = ch`arrayFilter(x -> x.2 != '', arrayMap(item -> (item, ${idOf(ch`item`)}), ${products}))`;
  return ch`if(has(${arrayOf('UInt16', codes)}, code), CAST(arrayMap(x -> (
      sipHash64(x.2, JSONExtractString(x.1, 'variant'), ${coin}), x.2, JSONExtractFloat(x.1, 'price'),
      if(JSONHas(x.1, 'quantity'), JSONExtractFloat(x.1, 'quantity'), 1)), ${found}), ${ITEMS}), ${NO_ITEMS})`;
}

/** SELECT of the ids of products that somebody reviewed lately. */
export function reviewedIds(question: MapQuestion): ChSql {
  const { toMs } = question.span;
  return eventsOf(question, {
    events: [REVIEW_EVENT],
    columns: ch`${idOf(ch`arrayJoin(${products})`)} AS reviewed_id`,
    fromMs: toMs - NEED_LIMITS.reviewMs,
    toMs,
    where: ch`1`,
  });
}

/**
 * Array of (place of the part, place of the channel, good, total, told, money) of one product, over its
 * `places` = Array of (channel, latest price of the period, views, units, money) and `is_known` = lately reviewed.
 */
export function factsOfProduct(): ChSql {
  const [price = 0, review = 0, choice = 0] = ['price.same', 'information.reviewed', 'choice.channels'].map(
    placeOf,
  );
  const priced = ch`arrayFilter(x -> x.2 > 0, places)`;
  const sold = ch`arrayFilter(x -> x.4 > 0, places)`;
  const isSame = ch`arrayMax(x -> x.2, ${priced}) - arrayMin(x -> x.2, ${priced}) < ${f64(SAME_PRICE)}`;
  const isSold = ch`arraySum(x -> x.4, places) >= ${f64(NEED_LIMITS.soldUnits)}`;
  const all = u8(ALL_CHANNELS);
  return ch`arrayConcat(
    if(length(${priced}) > 1, arrayPushBack(arrayMap(x -> (${u8(price)}, x.1, ${isSame}, 1, 0, 0), ${priced}),
      (${u8(price)}, ${all}, ${isSame}, 1, 0, if(${isSame}, 0, arraySum(x -> x.5, places)))), []),
    arrayMap(x -> (${u8(review)}, x.1, if(is_known, x.3, 0), x.3, 0, 0), places),
    if(${isSold}, arrayPushBack(arrayMap(x -> (${u8(choice)}, x.1, 1, 1, 0, 0), ${sold}),
      (${u8(choice)}, ${all}, length(${sold}) > 1, 1, 0, 0)), []))`;
}
