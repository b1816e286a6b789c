import { z } from 'zod';
import { CHANNEL_NAMES } from '../../shared/channels.ts';
import type { ChannelsAnswer, ChannelsPart } from '../../shared/reports/channels.ts';
import { journeysOf } from '../journeys/source.ts';
import { arrayOf, type ChSql, ch, i64, u8, u16 } from '../platform/sql.ts';
import { channelName, readChannel } from './channel-names.ts';
import { amountOf, type MoneyCodes } from './money-events.ts';
import { isAllTime, type Span } from './period.ts';

/** An order's last touch lies at most this far back. */
const LAST_TOUCH_MS = 30 * 86_400_000;
/** In `first_touch`: the person's first event lies outside the period. */
const NO_CHANNEL = 255;

/** A question about channels with everything looked up that its SQL needs. */
export interface ChannelsPlan {
  workspace: number;
  span: Span;
  money: MoneyCodes;
  /** events that the product itself makes: no contact with the shop */
  derivedCodes: readonly number[];
  /** SELECT of `seq`: orders told again by a second source; null = none */
  repeatedOrders: ChSql | null;
}

/** Journeys without derived events. */
function touchesOf({ workspace, derivedCodes }: ChannelsPlan): ChSql {
  const columns = ch`person, identified, at, code, channel, amount, seq`;
  const journeys = journeysOf(workspace, columns);
  if (derivedCodes.length === 0) return journeys;
  const derived = arrayOf('UInt16', derivedCodes);
  const keep = (name: ChSql) =>
    ch`arrayFilter((x, c) -> NOT has(${derived}, c), j.${name}, j.code) AS ${name}`;
  const kept = [ch`at`, ch`code`, ch`channel`, ch`amount`, ch`seq`].map(keep);
  return ch`SELECT person, identified, ${kept} FROM (${journeys}) AS j WHERE notEmpty(at)`;
}

function inSpan({ span }: ChannelsPlan, at: ChSql): ChSql {
  return isAllTime(span) ? ch`true` : ch`(${at} >= ${i64(span.fromMs)} AND ${at} < ${i64(span.toMs)})`;
}

/** An event that is an order, told for the first time. */
function isOrder({ money, repeatedOrders }: ChannelsPlan, code: ChSql, seq: ChSql): ChSql {
  const told = repeatedOrders === null ? ch`` : ch` AND ${seq} NOT IN (${repeatedOrders})`;
  return ch`(${code} = ${u16(money.orderCode)}${told})`;
}

/**
 * The arrays of time and place in the log for a lambda that may not look at them: codes instead, where there is no
 * period and no repeated order. Each of the two is a third of all that would be read.
 */
function lookedAt({ span, repeatedOrders }: ChannelsPlan): { at: ChSql; seq: ChSql } {
  return { at: isAllTime(span) ? ch`code` : ch`at`, seq: repeatedOrders === null ? ch`code` : ch`seq` };
}

/** Per channel: events, orders, refunds, revenue. */
function eventTotals(plan: ChannelsPlan): ChSql {
  const { refundCode, cancelCode, adjustCode } = plan.money;
  const { at, seq } = lookedAt(plan);
  const order = isOrder(plan, ch`c`, ch`s`);
  const refund = ch`c IN (${u16(refundCode)}, ${u16(cancelCode)})`;
  return ch`SELECT x AS channel, count() AS events, countIf(identified = 0) AS unidentified, countIf(${order}) AS orders,
      countIf(${refund}) AS refunds, sumIf(a, ${order} OR ${refund} OR c = ${u16(adjustCode)}) AS revenue
    FROM (${touchesOf(plan)}) ARRAY JOIN ${at} AS t, code AS c, channel AS x, amount AS a, ${seq} AS s
    WHERE ${inSpan(plan, ch`t`)}
    GROUP BY channel`;
}

/**
 * One row per identified person: bits of the channels used and bought in during the period, and the channel of the first
 * event ever (255 where that lies outside the period). Bit = the channel's code.
 */
function peopleByChannel(plan: ChannelsPlan): ChSql {
  const { at, seq } = lookedAt(plan);
  // arrayReduce with shifted conditions is the fastest form: arrayDistinct and arrayFold took ten times as long
  const bits = (condition: ChSql) =>
    ch`arrayReduce('groupBitOr', arrayMap((t, x, c, s) -> bitShiftLeft(toUInt32(${condition}), x), ${at}, channel, code, ${seq}))`;
  const order = isOrder(plan, ch`c`, ch`s`);
  return ch`SELECT person, ${bits(inSpan(plan, ch`t`))} AS used,
      ${bits(ch`${order} AND ${inSpan(plan, ch`t`)}`)} AS bought,
      if(${inSpan(plan, ch`at[1]`)}, channel[1], ${u8(NO_CHANNEL)}) AS first_touch
    FROM (${touchesOf(plan)}) WHERE identified = 1`;
}

/** One row per person (or unidentified event) with an order in the period: channel and amount of each order's last touch. */
function lastTouches(plan: ChannelsPlan): ChSql {
  const { at, seq } = lookedAt(plan);
  const order = ch`${isOrder(plan, ch`c`, ch`s`)} AND ${inSpan(plan, ch`t`)}`;
  return ch`SELECT person, identified,
      arrayFilter((i, t, c, s) -> ${order}, arrayEnumerate(code), ${at}, code, ${seq}) AS placed,
      arrayMap(i -> arrayLastIndex(t -> t < at[i], at), placed) AS before,
      arrayMap((i, b) -> (if(b = 0 OR at[i] - at[b] > ${i64(LAST_TOUCH_MS)}, channel[i], channel[b]), amount[i]),
        placed, before) AS orders
    FROM (${touchesOf(plan)})
    WHERE has(code, ${u16(plan.money.orderCode)}) AND notEmpty(placed)`;
}

const count = z.coerce.number().int();

/** The statements behind the numbers, each with the shape of its rows. */
export const channelsSql = {
  events: (plan: ChannelsPlan) => eventTotals(plan),
  people: (plan: ChannelsPlan) =>
    ch`SELECT used, bought, first_touch, count() AS people FROM (${peopleByChannel(plan)})
      WHERE used != 0 GROUP BY used, bought, first_touch`,
  lastTouch: (plan: ChannelsPlan) =>
    ch`SELECT touched.1 AS channel, count() AS orders, sum(touched.2) AS revenue
      FROM (SELECT arrayJoin(orders) AS touched FROM (${lastTouches(plan)})) GROUP BY channel`,
};

export const eventTotalsRow = z.object({
  channel: count,
  events: count,
  unidentified: count,
  orders: count,
  refunds: count,
  revenue: z.string(),
});
export const peopleRow = z.object({ used: count, bought: count, first_touch: count, people: count });
export const lastTouchRow = z.object({ channel: count, orders: count, revenue: z.string() });

/** The people behind one number: one `person` per row, from the number's own statement. */
export function channelsMembers(plan: ChannelsPlan, part: ChannelsPart): ChSql {
  const channel = u8(readChannel(part.channel));
  switch (part.kind) {
    case 'people':
      return ch`SELECT person FROM (${peopleByChannel(plan)}) WHERE bitTest(used, ${channel})`;
    case 'buyers':
      return ch`SELECT person FROM (${peopleByChannel(plan)}) WHERE bitTest(bought, ${channel})`;
    case 'firstTouch':
      return ch`SELECT person FROM (${peopleByChannel(plan)}) WHERE first_touch = ${channel}`;
    case 'lastTouch':
      return ch`SELECT person FROM (${lastTouches(plan)})
        WHERE identified = 1 AND arrayExists(o -> o.1 = ${channel}, orders)`;
  }
}

/** Rows in the order of people, then of events. */
export function writeChannelsAnswer(
  events: readonly z.infer<typeof eventTotalsRow>[],
  people: readonly z.infer<typeof peopleRow>[],
  lastTouch: readonly z.infer<typeof lastTouchRow>[],
  currency: string,
): ChannelsAnswer {
  const sum = (rows: typeof people, has: (row: (typeof people)[number]) => boolean) =>
    rows.reduce((total, row) => (has(row) ? total + row.people : total), 0);
  const rows = [0, ...CHANNEL_NAMES.map((_, index) => index + 1)].flatMap((code) => {
    const own = events.find((row) => row.channel === code);
    const touch = lastTouch.find((row) => row.channel === code);
    if (own === undefined && touch === undefined) return [];
    return {
      channel: channelName(code),
      people: sum(people, (row) => ((row.used >>> code) & 1) === 1),
      events: own?.events ?? 0,
      unidentifiedEvents: own?.unidentified ?? 0,
      orders: own?.orders ?? 0,
      refunds: own?.refunds ?? 0,
      revenue: amountOf(own?.revenue ?? 0),
      firstTouchPeople: sum(people, (row) => row.first_touch === code),
      lastTouchOrders: touch?.orders ?? 0,
      lastTouchRevenue: amountOf(touch?.revenue ?? 0),
    };
  });
  const total = (of: (row: (typeof events)[number]) => number) =>
    events.reduce((all, row) => all + of(row), 0);
  return {
    rows: rows.toSorted((a, b) => b.people - a.people || b.events - a.events),
    total: {
      people: sum(people, () => true),
      events: total((row) => row.events),
      unidentifiedEvents: total((row) => row.unidentified),
      orders: total((row) => row.orders),
      refunds: total((row) => row.refunds),
      buyers: sum(people, (row) => row.bought !== 0),
      revenue: amountOf(total((row) => Number(row.revenue))),
    },
    currency,
  };
}
