import { atLocal, DAY_MS, HOUR_MS, localDay } from './calendar.ts';
import { regionOf, STORES } from './places.ts';

export const INCIDENT_KINDS = [
  'mobile-checkout-bug',
  'payment-outage',
  'slow-support',
  'phantom-stock',
  'price-mismatch',
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** Something planted: when, where, and how to see it. */
export interface Incident {
  kind: IncidentKind;
  title: string;
  /** UTC instants, ms; the end is not part of it */
  from: number;
  to: number;
  channels: readonly string[];
  device: string | null;
  locationIds: readonly string[];
  category: string | null;
  /** the event that betrays it, and the step it breaks */
  event: string;
  breaks: { from: string; to: string } | null;
  definition: string;
}

/** Strength of each, in one place. */
export const EFFECTS = {
  checkoutBugHits: 0.92,
  checkoutBugRetriesElsewhere: 0.25,
  outageSwitchesMethod: 0.35,
  outageReturnsNextDay: 0.2,
  slowAnswerFactor: 5,
  phantomStockHits: 0.7,
  phantomStockOrdersOnline: 0.3,
  phantomStockTakesOther: 0.2,
  storePriceFactor: 1.18,
  mismatchComplains: 0.7,
  mismatchLeaves: 0.4,
  mismatchNoticedInStore: 0.4,
} as const;

export const MISMATCH_CATEGORY = 'power-tools';
const NORTH = STORES.filter((store) => regionOf(store.id) === 'north').map((store) => store.id);
const ALL_STORES = STORES.map((store) => store.id);

/** The windows lie 17 to 87 days before the end, on local days; those outside the run are left out. */
export function planIncidents(
  range: { startsAt: number; endsAt: number },
  kinds: readonly IncidentKind[],
): Incident[] {
  const lastDay = localDay(range.endsAt);
  const spanned = (daysBefore: number, lengthMs: number, fromHour = 0) => {
    const from = atLocal(lastDay - daysBefore, fromHour * HOUR_MS);
    return {
      from,
      to: lengthMs < DAY_MS ? from + lengthMs : atLocal(lastDay - daysBefore + lengthMs / DAY_MS, 0),
    };
  };
  const all: Incident[] = [
    {
      kind: 'mobile-checkout-bug',
      title: 'The checkout form fails on phones',
      ...spanned(24, 7 * DAY_MS),
      channels: ['web'],
      device: 'mobile',
      locationIds: [],
      category: null,
      event: 'Form Error',
      breaks: { from: 'Checkout Started', to: 'Order Completed' },
      definition:
        'Web on mobile: after Checkout Started the form refuses (Form Error field postcode, then Rage Click) and most orders fail.',
    },
    {
      kind: 'payment-outage',
      title: 'Card payments fail for half a day',
      ...spanned(38, 12 * HOUR_MS, 10),
      channels: ['web', 'app'],
      device: null,
      locationIds: [],
      category: null,
      event: 'Payment Failed',
      breaks: { from: 'Payment Info Entered', to: 'Order Completed' },
      definition:
        'Web and app: every card payment ends in Payment Failed (method card, reason gateway_timeout).',
    },
    {
      kind: 'slow-support',
      title: 'Support answers five times slower',
      ...spanned(58, 14 * DAY_MS),
      channels: ['email', 'web'],
      device: null,
      locationIds: [],
      category: null,
      event: 'Ticket Answered',
      breaks: null,
      definition:
        'Tickets opened in the window: first_response_ms of Ticket Answered five times the usual; csat answers (Survey Answered, survey support) drop.',
    },
    {
      kind: 'phantom-stock',
      title: 'The web shop shows stock that the northern stores lack',
      ...spanned(87, 21 * DAY_MS),
      channels: ['store'],
      device: null,
      locationIds: NORTH,
      category: null,
      event: 'Out Of Stock Shown',
      breaks: { from: 'Store Availability Checked', to: 'Order Completed' },
      definition:
        'Store Availability Checked says available, then Out Of Stock Shown in that store at the visit.',
    },
    {
      kind: 'price-mismatch',
      title: 'Stores charge more for power tools than the web shop',
      ...spanned(52, 28 * DAY_MS),
      channels: ['store'],
      device: null,
      locationIds: ALL_STORES,
      category: MISMATCH_CATEGORY,
      event: 'Complaint Made',
      breaks: { from: 'Store Visited', to: 'Order Completed' },
      definition:
        'Store prices of power tools 18 % above those online; people who saw the online price complain (Complaint Made topic price) and some leave.',
    },
  ];
  return all.filter(
    (incident) =>
      kinds.includes(incident.kind) && incident.from >= range.startsAt && incident.to <= range.endsAt,
  );
}

/** What an incident did, counted while people run into it. */
export interface IncidentDamage {
  affected: Set<string>;
  /** by id of the order that would have been placed */
  lostOrders: Map<string, number>;
  recoveredOrders: number;
}

/** Knows which incident holds at an instant and keeps the true damage. */
export class IncidentLedger {
  readonly incidents: readonly Incident[];
  private readonly damages = new Map<IncidentKind, IncidentDamage>();

  constructor(incidents: readonly Incident[]) {
    this.incidents = incidents;
    for (const incident of incidents) {
      this.damages.set(incident.kind, { affected: new Set(), lostOrders: new Map(), recoveredOrders: 0 });
    }
  }

  /** The incident of that kind, if it holds at the instant (and at the store, where it has stores). */
  holding(kind: IncidentKind, at: number, locationId?: string): Incident | undefined {
    return this.incidents.find(
      (incident) =>
        incident.kind === kind &&
        at >= incident.from &&
        at < incident.to &&
        (locationId === undefined || incident.locationIds.includes(locationId)),
    );
  }

  damageOf(kind: IncidentKind): IncidentDamage {
    const damage = this.damages.get(kind);
    if (!damage) throw new Error(`no incident ${kind} in this run`);
    return damage;
  }

  hit(kind: IncidentKind, personId: string): void {
    this.damageOf(kind).affected.add(personId);
  }

  lose(kind: IncidentKind, orderId: string, revenue: number): void {
    this.damageOf(kind).lostOrders.set(orderId, revenue);
  }

  recover(kind: IncidentKind): void {
    this.damageOf(kind).recoveredOrders++;
  }
}
