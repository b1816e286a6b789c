import type { ChannelsAnswer } from '../../src/shared/reports/channels.ts';
import { amountOf, journeysByPerson, type Log, type LoggedEvent } from '../random-log.ts';
import { sum } from './numbers.ts';

const THIRTY_DAYS_MS = 30 * 86_400_000;

interface Limits {
  fromMs: number;
  toMs: number;
}

export interface ChannelPeople {
  people: string[];
  buyers: string[];
  firstTouch: string[];
  lastTouch: string[];
}

/** An order whose order_id an earlier order of the log had already. */
export function isRepeatedOrder(log: Log, event: LoggedEvent): boolean {
  return (
    event.event === 'Order Completed' &&
    event.orderId !== '' &&
    log
      .slice(0, log.indexOf(event))
      .some(({ event: name, orderId }) => name === 'Order Completed' && orderId === event.orderId)
  );
}

/** The channels report from its definition: numbers without order, and the people behind every number. */
export function referenceChannels(log: Log, { fromMs, toMs }: Limits) {
  const inPeriod = log.filter((event) => event.atMs >= fromMs && event.atMs < toMs);
  const orders = inPeriod.filter(
    (event) => event.event === 'Order Completed' && !isRepeatedOrder(log, event),
  );
  const refunds = inPeriod.filter((event) => event.event === 'Order Refunded');
  const touchOf = (order: LoggedEvent) => {
    const before = log.filter(
      (event) =>
        event.who !== null &&
        event.who === order.who &&
        event.atMs < order.atMs &&
        order.atMs - event.atMs <= THIRTY_DAYS_MS,
    );
    return before.at(-1)?.channel ?? order.channel;
  };
  const firstTouches = [...journeysByPerson(log)].flatMap(([who, [first]]) =>
    first !== undefined && inPeriod.includes(first) ? [{ who, channel: first.channel }] : [],
  );
  const peopleOf = (events: readonly LoggedEvent[]) =>
    [...new Set(events.flatMap(({ who }) => who ?? []))].toSorted();
  const of = (channel: string) => (event: LoggedEvent) => event.channel === channel;

  const channels = [
    ...new Set(inPeriod.map(({ channel }) => channel).concat(orders.map(touchOf))),
  ].toSorted();
  const peopleByChannel = new Map<string, ChannelPeople>(
    channels.map((channel) => [
      channel,
      {
        people: peopleOf(inPeriod.filter(of(channel))),
        buyers: peopleOf(orders.filter(of(channel))),
        firstTouch: firstTouches
          .filter((touch) => touch.channel === channel)
          .map(({ who }) => who)
          .toSorted(),
        lastTouch: peopleOf(orders.filter((order) => touchOf(order) === channel)),
      },
    ]),
  );
  const rows = channels.map((channel) => {
    const own = inPeriod.filter(of(channel));
    const touched = orders.filter((order) => touchOf(order) === channel);
    return {
      channel,
      people: peopleByChannel.get(channel)?.people.length ?? 0,
      events: own.length,
      unidentifiedEvents: own.filter(({ who }) => who === null).length,
      orders: orders.filter(of(channel)).length,
      refunds: refunds.filter(of(channel)).length,
      revenue: sum([...orders, ...refunds].filter(of(channel)).map(amountOf)),
      firstTouchPeople: peopleByChannel.get(channel)?.firstTouch.length ?? 0,
      lastTouchOrders: touched.length,
      lastTouchRevenue: sum(touched.map(amountOf)),
    };
  });
  const total: ChannelsAnswer['total'] = {
    people: peopleOf(inPeriod).length,
    events: inPeriod.length,
    unidentifiedEvents: inPeriod.filter(({ who }) => who === null).length,
    orders: orders.length,
    refunds: refunds.length,
    buyers: peopleOf(orders).length,
    revenue: sum([...orders, ...refunds].map(amountOf)),
  };
  return { rows, total, peopleByChannel };
}
