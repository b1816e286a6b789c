import fc from 'fast-check';
import { z } from 'zod';
import { startCollector } from '../src/server/collect/collector.ts';
import type { Collector } from '../src/server/collect/collector-types.ts';
import { createIdentityResolver } from '../src/server/customers/identity-resolver.ts';
import { type JourneyRefresher, startJourneyRefresher } from '../src/server/journeys/refresher.ts';
import { createEventNames } from '../src/server/platform/event-names.ts';
import { ch, u32 } from '../src/server/platform/sql.ts';
import { openTestStores, type TestStores } from './stores.ts';

/** One event as it was sent. `who` = its user id; null = no identifier at all. */
export interface LoggedEvent {
  who: string | null;
  atMs: number;
  event: string;
  channel: string;
  /** order total, or refund; whole currency units */
  total: number;
  orderId: string;
  coupon: string | null;
}

/** A log in the order of (time, place in the log): what every report's reference implementation reads. */
export type Log = readonly LoggedEvent[];

export const MINUTE_MS = 60_000;
/** The clocks change in Berlin on 2024-03-31. */
export const LOG_STARTS_AT_MS = Date.parse('2024-03-29T18:00:00Z');
export const LOG_EVENTS = ['View', 'Add', 'Checkout', 'Order Completed', 'Order Refunded', 'Other'] as const;
const CHANNELS = ['web', 'store', 'email', 'call'];

/**
 * Random logs in which repeats, equal instants, exact limits and repeated orders are common: few names, few people,
 * times on a grid of ten minutes over three days or of one minute within half an hour.
 */
export const arbitraryLog: fc.Arbitrary<LoggedEvent[]> = fc
  .record({
    people: fc.integer({ min: 2, max: 8 }),
    grid: fc.constantFrom({ stepMs: 10 * MINUTE_MS, steps: 432 }, { stepMs: MINUTE_MS, steps: 30 }),
  })
  .chain(({ people, grid }) =>
    fc.array(
      fc
        .record({
          person: fc.integer({ min: 0, max: people }),
          slot: fc.integer({ min: 0, max: grid.steps }),
          event: fc.constantFrom(...LOG_EVENTS, 'View', 'Add', 'Order Completed'),
          channel: fc.constantFrom(...CHANNELS),
          order: fc.integer({ min: 0, max: 25 }),
          coupon: fc.constantFrom(null, 'SPRING', 'AUTUMN'),
        })
        .map(({ person, slot, event, channel, order, coupon }) => ({
          who: person === 0 ? null : `user-${person}`,
          atMs: LOG_STARTS_AT_MS + slot * grid.stepMs,
          event,
          channel,
          // by the time, so that equal events of one instant are worth the same
          total: event.startsWith('Order') ? 10 + (slot % 7) : 0,
          orderId: event.startsWith('Order') && order > 0 ? `order-${order}` : '',
          coupon,
        })),
      { minLength: people * 4, maxLength: people * 8 },
    ),
  );

export interface LogStores extends TestStores {
  collector: Collector;
  refresher: JourneyRefresher;
  /**
   * Sends the log through the collector, into a new workspace in Berlin's time or after the log `before` of an older one,
   * and waits until reports count it. Returns the whole log of the workspace in order.
   */
  collect(log: Log, earlier?: { workspace: number; before: Log }): Promise<{ workspace: number; log: Log }>;
}

const placeRow = z.object({ message_id: z.string(), seq: z.coerce.number() });

export async function openLogStores(): Promise<LogStores> {
  const stores = await openTestStores();
  const { context } = stores;
  const refresher = await startJourneyRefresher(context);
  const collector = await startCollector(context, {
    resolver: createIdentityResolver(context),
    eventNames: createEventNames(context.postgres),
  });
  return {
    ...stores,
    collector,
    refresher,
    async collect(log, earlier) {
      const workspace = earlier?.workspace ?? (await stores.createWorkspace({ timeZone: 'Europe/Berlin' }));
      const all = [...(earlier?.before ?? []), ...log];
      const items = log.map((event, index) => itemOf(event, all.length - log.length + index));
      const verdicts = await collector.accept({ workspace, source: 'test', kind: 'server', items });
      const refused = verdicts.find(({ status }) => status !== 'stored');
      if (refused !== undefined) throw new Error(`not stored: ${JSON.stringify(refused)}`);
      await refresher.settle();
      const places = await context.clickhouse.query(
        ch`SELECT message_id, seq FROM events WHERE workspace = ${u32(workspace)} ORDER BY at, seq`,
        placeRow,
      );
      const sorted = places.flatMap(({ message_id }) => all[Number(message_id.slice(1))] ?? []);
      if (sorted.length !== all.length) throw new Error('the log lost events');
      return { workspace, log: sorted };
    },
    async close() {
      await collector.close();
      await refresher.stop();
      await stores.close();
    },
  };
}

function itemOf({ who, atMs, event, channel, total, orderId, coupon }: LoggedEvent, index: number): object {
  return {
    type: 'track',
    event,
    messageId: `m${index}`,
    timestamp: new Date(atMs).toISOString(),
    ...(who === null ? {} : { userId: who }),
    properties: {
      channel,
      ...(event.startsWith('Order') ? { total, currency: 'EUR' } : {}),
      ...(event === 'Revenue Adjusted' ? { value: total, currency: 'EUR' } : {}),
      ...(orderId === '' ? {} : { order_id: orderId }),
      ...(coupon === null ? {} : { coupon }),
    },
  };
}

/** Events of each person, in order; those without identifier are in no journey of a person. */
export function journeysByPerson(log: Log): Map<string, LoggedEvent[]> {
  const journeys = new Map<string, LoggedEvent[]>();
  for (const event of log) {
    if (event.who !== null) journeys.set(event.who, [...(journeys.get(event.who) ?? []), event]);
  }
  return journeys;
}

/** What the event adds to revenue, in whole currency units. */
export function amountOf({ event, total }: LoggedEvent): number {
  return event === 'Order Refunded' ? -total : event === 'Order Completed' ? total : 0;
}
