import { z } from 'zod';
import { period } from '../platform/base-contract.ts';

/**
 * Channels: for every channel the people with at least one event in it in the period, its events, its orders and
 * revenue (order totals less refunds and, with their sign, `Revenue Adjusted`: bad debts, chargebacks, corrections;
 * workspace currency), and how often it was the first touch of a person (counted where the person's first event ever lies
 * inside the period) and the last touch before an order (the latest event in another moment before Order Completed, any
 * channel, within 30 days; the order's own channel where there was none).
 */
export const channelsQuestion = z.object({ period: period.optional() });
export type ChannelsQuestion = z.infer<typeof channelsQuestion>;

export const channelRow = z.object({
  /** "unknown" where the event named none */
  channel: z.string(),
  people: z.number().int(),
  events: z.number().int(),
  /** events without any identifier; in `events`, never in `people` */
  unidentifiedEvents: z.number().int(),
  /** distinct orders: Order Completed by order_id, the earliest of each; one without order_id is an order of its own */
  orders: z.number().int(),
  /** Order Refunded and Order Cancelled */
  refunds: z.number().int(),
  revenue: z.number(),
  firstTouchPeople: z.number().int(),
  lastTouchOrders: z.number().int(),
  lastTouchRevenue: z.number(),
});
export const channelsAnswer = z.object({
  rows: z.array(channelRow),
  total: z.object({
    people: z.number().int(),
    events: z.number().int(),
    unidentifiedEvents: z.number().int(),
    orders: z.number().int(),
    refunds: z.number().int(),
    /** people with at least one order */
    buyers: z.number().int(),
    revenue: z.number(),
  }),
  currency: z.string(),
});
export type ChannelsAnswer = z.infer<typeof channelsAnswer>;

export const channelsPart = z.object({
  channel: z.string(),
  kind: z.enum(['people', 'buyers', 'firstTouch', 'lastTouch']),
});
export type ChannelsPart = z.infer<typeof channelsPart>;
