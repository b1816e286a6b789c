import { NEED_LIMITS } from '../../../shared/maps/needs/needs.ts';
import { type ChSql, ch, f64, u16 } from '../../platform/sql.ts';
import { ORDER_EVENT } from '../../reports/money-events.ts';
import type { MapQuestion } from '../map-question.ts';
import { codeOf, evidenceOf, placeOf } from './evidence.ts';

const VIEW_EVENT = 'Product Viewed';
const REVIEW_EVENT = 'Product Reviewed';
const PRICED_EVENTS = [VIEW_EVENT, 'Product Added', ORDER_EVENT];
/** Less than the smallest coin of any currency with coins. */
const SAME_PRICE = 0.005;
/** `place` of a row over all channels. */
export const ALL_CHANNELS = '*';

const product = ch`JSONExtractArrayRaw(properties, 'products')`;
const idOf = (item: ChSql) =>
  ch`if(JSONExtractString(${item}, 'product_id') != '', JSONExtractString(${item}, 'product_id'), JSONExtractString(${item}, 'sku'))`;

/**
 * SELECT of part, place, stage (0 = everybody, else from 1), good, total, told, money: what the products in events say. The
 * price of a product in a channel is the latest of the period; variants and currencies are products of their own.
 */
export function productCounts(question: MapQuestion): ChSql {
  const { span, facts, repeatedOrders, map } = question;
  const order = codeOf(question, ORDER_EVENT);
  const view = codeOf(question, VIEW_EVENT);
  const seen = evidenceOf(question, {
    events: PRICED_EVENTS,
    columns: ch`code, at, if(currency = '', ${facts.currency}, toString(currency)) AS coin, arrayJoin(${product}) AS item,
      ${idOf(ch`item`)} AS id, JSONExtractString(item, 'variant') AS variant, JSONExtractFloat(item, 'price') AS price,
      if(JSONHas(item, 'quantity'), JSONExtractFloat(item, 'quantity'), 1) AS quantity`,
    fromMs: span.fromMs,
    toMs: span.toMs,
    where:
      repeatedOrders === null
        ? ch`id != ''`
        : ch`id != '' AND NOT (code = ${order} AND seq IN (${repeatedOrders}))`,
  });
  const reviewed = evidenceOf(question, {
    events: [REVIEW_EVENT],
    columns: ch`${idOf(ch`arrayJoin(${product})`)} AS reviewed_id`,
    fromMs: span.toMs - NEED_LIMITS.reviewMs,
    toMs: span.toMs,
  });
  const stages = ch`arrayConcat([toUInt16(0)], arrayMap(bit -> toUInt16(bit + 1), arrayFilter(bit -> bitTest(stages, bit), range(${u16(map.stages.length)}))))`;
  const perPlace = ch`SELECT id, variant, coin, place, arrayJoin(${stages}) AS stage,
      argMaxIf(price, at, price > 0) AS latest, maxIf(at, price > 0) AS priced_at, countIf(code = ${view}) AS views,
      sumIf(quantity, code = ${order}) AS units, sumIf(quantity * price, code = ${order}) AS money
    FROM (${seen}) GROUP BY id, variant, coin, place, stages`;
  const perProduct = ch`SELECT id, variant, coin, stage, groupArray((place, latest, views, units, money)) AS places,
      arrayFilter(x -> x.2 > 0, places) AS priced, arrayFilter(x -> x.4 > 0, places) AS sold,
      arraySum(x -> x.4, places) >= ${f64(NEED_LIMITS.soldUnits)} AS is_sold,
      length(priced) > 1 AS is_priced, arrayMax(x -> x.2, priced) - arrayMin(x -> x.2, priced) < ${f64(SAME_PRICE)} AS is_same
    FROM (SELECT id, variant, coin, stage, place, argMax(latest, priced_at) AS latest, sum(views) AS views, sum(units) AS units, sum(money) AS money
      FROM (${perPlace}) GROUP BY id, variant, coin, stage, place)
    GROUP BY id, variant, coin, stage`;
  const [price, review, choice] = ['price.same', 'information.reviewed', 'choice.channels'].map(
    (part) => ch`${u16(placeOf(part))}`,
  );
  const isReviewed = ch`id IN (SELECT reviewed_id FROM (${reviewed}))`;
  const all = ch`${ALL_CHANNELS}`;
  return ch`SELECT f.1 AS part, f.2 AS place, stage, sum(f.3) AS good, sum(f.4) AS total, toFloat64(0) AS told, sum(f.5) AS money
    FROM (SELECT stage, is_known, arrayJoin(CAST(arrayConcat(
        if(is_priced, arrayPushBack(arrayMap(x -> (${price ?? ch``}, x.1, is_same, 1, 0), priced), (${price ?? ch``}, ${all}, is_same, 1, if(is_same, 0, arraySum(x -> x.5, places)))), []),
        arrayMap(x -> (${review ?? ch``}, x.1, if(is_known, x.3, 0), x.3, 0), places),
        if(is_sold, arrayPushBack(arrayMap(x -> (${choice ?? ch``}, x.1, 1, 1, 0), sold), (${choice ?? ch``}, ${all}, length(sold) > 1, 1, 0)), [])
      ), 'Array(Tuple(UInt16, String, Float64, Float64, Float64))')) AS f
      FROM (SELECT *, ${isReviewed} AS is_known FROM (${perProduct})))
    GROUP BY part, place, stage`;
}
