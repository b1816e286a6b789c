import { z } from 'zod';
import type { ChannelsAnswer, ChannelsPart } from '../../shared/reports/channels.ts';
import { journeysOf } from '../journeys/source.ts';
import { CHANNEL_LIMIT, CHANNEL_SUMS, type ChannelsScan, callChannels } from '../platform/scan-calls.ts';
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

/** One row of `channelsRow`: everything that the report shows, in one pass. */
export function channelsNumbers(plan: ChannelsPlan): ChSql {
  const { workspace, span, money, derivedCodes, repeatedOrders } = plan;
  const columns = ch`person, identified, at, code, channel, amount`;
  const call = (told?: ChSql) =>
    callChannels({ period: span, lastTouchMs: LAST_TOUCH_MS, kinds: kindsOf(money, derivedCodes) }, told);
  if (repeatedOrders === null) {
    return ch`SELECT sumForEach(${call()}) AS sums FROM (${journeysOf(workspace, columns)})`;
  }
  const orders = ch`arrayFilter((s, c) -> c = ${u16(money.orderCode)}, seq, code)`;
  return ch`SELECT sumForEach(${call(ch`told`)}) AS sums FROM (
    SELECT *, arrayMap(s -> toUInt8(s IN (${repeatedOrders})), ${orders}) AS told
    FROM (${journeysOf(workspace, ch`${columns}, seq`)}))`;
}

function kindsOf(money: MoneyCodes, derivedCodes: readonly number[]): ChannelsScan['kinds'] {
  return [
    { code: money.orderCode, kind: 'order' as const },
    { code: money.refundCode, kind: 'refund' as const },
    { code: money.cancelCode, kind: 'refund' as const },
    { code: money.adjustCode, kind: 'adjustment' as const },
    ...derivedCodes.map((code) => ({ code, kind: 'derived' as const })),
  ].filter(({ code }) => code !== 0);
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

export const channelsRow = z.object({ sums: z.array(z.coerce.number().int()) });

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
export function writeChannelsAnswer({ sums }: z.infer<typeof channelsRow>, currency: string): ChannelsAnswer {
  const channels = Array.from({ length: CHANNEL_LIMIT }, (_, code) => ({ code, ...readSums(sums, code) }));
  const total = (name: (typeof CHANNEL_SUMS)[number]) =>
    channels.reduce((all, channel) => all + channel[name], 0);
  const [people = 0, buyers = 0] = sums.slice(CHANNEL_LIMIT * CHANNEL_SUMS.length);
  const rows = channels
    .filter(({ events, lastTouchOrders }) => events > 0 || lastTouchOrders > 0)
    .map(({ code, unidentified, revenue, lastTouchRevenue, ...counts }) => ({
      ...counts,
      channel: channelName(code),
      unidentifiedEvents: unidentified,
      revenue: amountOf(revenue),
      lastTouchRevenue: amountOf(lastTouchRevenue),
    }));
  return {
    rows: rows.toSorted((a, b) => b.people - a.people || b.events - a.events),
    total: {
      people,
      events: total('events'),
      unidentifiedEvents: total('unidentified'),
      orders: total('orders'),
      refunds: total('refunds'),
      buyers,
      revenue: amountOf(total('revenue')),
    },
    currency,
  };
}

function readSums(sums: readonly number[], code: number): Record<(typeof CHANNEL_SUMS)[number], number> {
  const of = (name: (typeof CHANNEL_SUMS)[number]) =>
    sums[code * CHANNEL_SUMS.length + CHANNEL_SUMS.indexOf(name)] ?? 0;
  return {
    events: of('events'),
    unidentified: of('unidentified'),
    orders: of('orders'),
    refunds: of('refunds'),
    revenue: of('revenue'),
    people: of('people'),
    firstTouchPeople: of('firstTouchPeople'),
    lastTouchOrders: of('lastTouchOrders'),
    lastTouchRevenue: of('lastTouchRevenue'),
  };
}
