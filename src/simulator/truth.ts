import type { Channel } from '../shared/channels.ts';
import { TIME_ZONE } from './calendar.ts';
import { FunnelTally } from './funnel-truth.ts';
import type { ChannelTotals, Facts, GroundTruth, TrueIncident } from './ground-truth.ts';
import type { HouseholdRun, ShopSettings } from './household-run.ts';
import { IdentifierTally } from './identifier-truth.ts';
import { LinkedIdentifiers } from './identity.ts';
import type { IncidentLedger } from './incidents.ts';
import { type Act, UNKNOWN } from './journal.ts';
import { cents } from './order.ts';
import { PeopleTally } from './people-truth.ts';
import { SHOP_NAME } from './places.ts';
import { RESEARCH_WINDOW_DAYS } from './research.ts';
import { RopoTally, ratio } from './ropo.ts';
import { eventName } from './segment-item.ts';

/** Gathers the truth household by household, from exactly the acts that are sent. */
export class TruthTally {
  private readonly ropo = new RopoTally();
  private readonly funnel = new FunnelTally();
  private readonly identifiers = new IdentifierTally();
  private readonly peopleTally: PeopleTally;
  private readonly events: Record<string, number> = {};
  private readonly channels = new Map<Channel, ChannelTotals>();
  private readonly orders: GroundTruth['orders'] = [];
  private readonly returned = new Set<unknown>();
  private readonly delivery = { delivered: 0, onTime: 0 };

  constructor(range: { startsAt: number; endsAt: number }) {
    this.peopleTally = new PeopleTally(range);
  }

  /** `arrivals` holds the instant of arrival of each of the run's acts, in the order of its journal. */
  add(run: HouseholdRun, arrivals: readonly number[]): void {
    const journalled = run.journal.acts;
    const arrived = journalled
      .map((act, index) => ({ act, arrivesAt: arrivals[index] ?? act.at }))
      .sort((a, b) => a.arrivesAt - b.arrivesAt || a.act.serial - b.act.serial)
      .map(({ act }) => act);
    const links = new LinkedIdentifiers();
    for (const act of arrived) links.add(act.ids);
    const acts = journalled.toSorted((a, b) => a.at - b.at || a.serial - b.serial);
    const observed = new Map(acts.map((act) => [act, links.personOf(act.ids)]));
    const observedPerson = (act: Act) => observed.get(act);

    this.identifiers.add(arrived);
    this.funnel.add(acts, observedPerson);
    const researched = this.ropo.add(acts, run.orders, observedPerson);
    for (const order of run.orders) {
      this.orders.push({
        id: order.id,
        person: order.person.id,
        at: new Date(order.at).toISOString(),
        channel: order.channel,
        locationId: order.locationId ?? null,
        category: order.category.id,
        total: order.total,
        revenue: order.revenue,
        isIdentified: order.ids !== UNKNOWN,
        isResearched: researched.has(order.id),
      });
    }
    for (const person of run.household.members) {
      const isTheirs = (act: Act) => act.visit.person === person;
      const own = acts.filter(isTheirs);
      this.peopleTally.add(
        person,
        own,
        run.orders.filter((order) => order.person === person),
      );
      for (const channel of new Set(own.filter((act) => act.type !== 'identify').map((act) => act.channel))) {
        this.channelOf(channel).people++;
      }
    }
    for (const act of acts) this.count(act);
  }

  private count(act: Act): void {
    const name = eventName(act);
    if (name === undefined) return;
    this.events[name] = (this.events[name] ?? 0) + 1;
    const totals = this.channelOf(act.channel);
    totals.events++;
    if (act.ids.anonymousId === undefined && act.ids.userId === undefined && !act.ids.external) {
      totals.unidentifiedEvents++;
    }
    if (act.order) {
      totals.orders++;
      totals.total = cents(totals.total + act.order.total);
      totals.revenue = cents(totals.revenue + act.order.revenue);
    }
    if (name === 'Order Refunded') {
      totals.refunds++;
      totals.refundTotal = cents(totals.refundTotal + Number(act.properties?.total));
    }
    if (name === 'Return Requested') this.returned.add(act.properties?.order_id);
    if (name === 'Order Delivered') {
      const promisedDay = String(act.properties?.promised_at).slice(0, 10);
      this.delivery.delivered++;
      if (String(act.properties?.delivered_at).slice(0, 10) <= promisedDay) this.delivery.onTime++;
    }
  }

  private channelOf(channel: Channel): ChannelTotals {
    let totals = this.channels.get(channel);
    if (!totals) {
      totals = {
        events: 0,
        unidentifiedEvents: 0,
        people: 0,
        orders: 0,
        total: 0,
        revenue: 0,
        refunds: 0,
        refundTotal: 0,
      };
      this.channels.set(channel, totals);
    }
    return totals;
  }

  finish(shop: ShopSettings & { people: number; days: number }, items: GroundTruth['items']): GroundTruth {
    return {
      version: 1,
      shop: {
        name: SHOP_NAME,
        seed: shop.seed,
        people: shop.people,
        days: shop.days,
        startsAt: new Date(shop.startsAt).toISOString(),
        endsAt: new Date(shop.endsAt).toISOString(),
        currency: 'EUR',
        timeZone: TIME_ZONE,
      },
      items,
      events: this.events,
      people: this.peopleTally.people,
      ...this.identifiers.finish(),
      orders: this.orders,
      channels: Object.fromEntries(this.channels),
      facts: this.facts(),
      incidents: describeIncidents(shop.ledger),
    };
  }

  private facts(): Facts {
    const returned = this.orders.filter((order) => this.returned.has(order.id)).length;
    const identified = this.orders.filter((order) => order.isIdentified).length;
    return {
      ropo: { windowDays: RESEARCH_WINDOW_DAYS, ...this.ropo.finish() },
      ...this.peopleTally.finish(),
      funnel: this.funnel.finish(),
      returns: { orders: this.orders.length, returned, share: ratio(returned, this.orders.length) },
      delivery: { ...this.delivery, onTimeShare: ratio(this.delivery.onTime, this.delivery.delivered) },
      identifiedOrderShare: ratio(identified, this.orders.length),
    };
  }
}

function describeIncidents(ledger: IncidentLedger): TrueIncident[] {
  return ledger.incidents.map(({ from, to, ...incident }) => {
    const damage = ledger.damageOf(incident.kind);
    return {
      ...incident,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      affectedPeople: [...damage.affected],
      lostOrders: damage.lostOrders.size,
      lostRevenue: cents([...damage.lostOrders.values()].reduce((sum, revenue) => sum + revenue, 0)),
      recoveredOrders: damage.recoveredOrders,
    };
  });
}
