import type { Channel } from '../shared/channels.ts';
import type { CategoryKind } from './catalogue.ts';
import type { IncidentKind } from './incidents.ts';

/** What really happened in a run. JSON-serialisable; instants are UTC ISO strings, money is EUR, shares are 0 to 1. */
export interface GroundTruth {
  version: 1;
  shop: {
    name: string;
    seed: number;
    people: number;
    days: number;
    startsAt: string;
    endsAt: string;
    currency: 'EUR';
    timeZone: string;
  };
  items: ItemCounts;
  /** events by name, repeats left out; page calls as "Page Viewed", screen calls as "Screen Viewed", identify calls not counted */
  events: Record<string, number>;
  people: TruePerson[];
  identifiers: TrueIdentifier[];
  /** pairs of positions in `identifiers` that occur together on an item: all the evidence there is */
  linked: [number, number][];
  orders: TrueOrder[];
  channels: Partial<Record<Channel, ChannelTotals>>;
  facts: Facts;
  incidents: TrueIncident[];
}

export interface ItemCounts {
  /** items sent, repeats included */
  sent: number;
  distinct: number;
  repeated: number;
  /** arriving more than an hour after they happened */
  late: number;
  /** from a device whose clock is wrong */
  skewed: number;
  byType: Record<'track' | 'page' | 'screen' | 'identify', number>;
  bySource: Record<string, number>;
  /** events (identify calls not counted) per person and year */
  eventsPerPersonYear: number;
}

export interface TruePerson {
  id: string;
  household: number;
  persona: string;
  style: 'both' | 'online' | 'store';
  events: number;
  orders: number;
  revenue: number;
  /** distinct channels of their own acts */
  channels: number;
}

export interface TrueIdentifier {
  type: 'user_id' | 'anonymous_id' | 'email' | 'phone' | 'loyalty_card' | 'device_id';
  value: string;
  /** for a shared device: who signed in there first, or, if nobody did, who was there first */
  person: string;
  /** all who used it, where there is more than one */
  sharedBy?: string[];
}

export interface TrueOrder {
  id: string;
  person: string;
  at: string;
  channel: Channel;
  locationId: string | null;
  category: string;
  total: number;
  revenue: number;
  /** carries any identifier at all */
  isIdentified: boolean;
  /** offline, and its buyer viewed the category online in the 30 days before */
  isResearched: boolean;
}

export interface ChannelTotals {
  events: number;
  unidentifiedEvents: number;
  /** true people with an event there */
  people: number;
  orders: number;
  total: number;
  revenue: number;
  refunds: number;
  refundTotal: number;
}

/**
 * The calibrated facts as realised. "True" figures follow the real people; "observable" ones what a perfect reader
 * of the items can know (identity.ts).
 */
export interface Facts {
  ropo: { windowDays: number; categories: RopoRow[]; looked: RopoRow; others: RopoRow };
  /** true buyers by where their own acts took place */
  buyers: { all: number; both: number; onlineOnly: number; offlineOnly: number; bothShare: number };
  /** runs of a person's own acts without a gap over 30 minutes that ended before the order's run, in the days before */
  contactsBeforeConsidered: { lookbackDays: number; orders: number; mean: number; median: number };
  /** revenue per order of people with four channels and more against the others; channels of own acts */
  channelSpend: { fourAndMore: Spend; others: Spend; moreShare: number };
  funnel: {
    windowDays: number;
    steps: readonly string[];
    /** people that reach each step in order within the window from the first (latest entry), over the whole run */
    truePeople: number[];
    observablePeople: number[];
    /** web and app sessions with Product Viewed, and those of them with Product Added */
    viewSessions: number;
    cartSessions: number;
    viewToCartShare: number;
    carts: number;
    /** carts followed by an order of the same true person in any channel within the window */
    cartsOrdered: number;
    cartToOrderShare: number;
  };
  returns: { orders: number; returned: number; share: number };
  delivery: { delivered: number; onTime: number; onTimeShare: number };
  identifiedOrderShare: number;
}

export interface Spend {
  people: number;
  orders: number;
  revenue: number;
  revenuePerOrder: number;
}

export interface RopoRow {
  category: string;
  kind: CategoryKind | 'all';
  /** orders in channels that are not online and that hold the category */
  offlineOrders: number;
  researched: number;
  share: number;
  /** the same over orders that carry an identifier, researched by the true person */
  identifiedOrders: number;
  identifiedResearched: number;
  identifiedShare: number;
  /** over the identified ones, with only the views that the items tie to the buyer */
  observableResearched: number;
  observableShare: number;
}

export interface TrueIncident {
  kind: IncidentKind;
  title: string;
  from: string;
  to: string;
  channels: readonly string[];
  device: string | null;
  locationIds: readonly string[];
  category: string | null;
  /** where to look, and the step that breaks */
  event: string;
  breaks: { from: string; to: string } | null;
  definition: string;
  /** ids of the true people that ran into it */
  affectedPeople: string[];
  /** orders that would have been placed and never were, and their revenue */
  lostOrders: number;
  lostRevenue: number;
  /** orders placed all the same, later or in another way */
  recoveredOrders: number;
}

/** The truth as one JSON text. */
export function writeTruth(truth: GroundTruth): string {
  return JSON.stringify(truth);
}
