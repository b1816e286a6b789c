import { describe, expect, it } from 'vitest';
import { collectRun } from './collected-run.ts';
import { INCIDENT_KINDS, type IncidentKind } from './incidents.ts';
import type { SimulatedItem } from './segment-item.ts';

const options = {
  seed: 8,
  people: 3000,
  days: 150,
  endsAt: Date.parse('2026-11-20T06:00:00Z'),
  repeatedShare: 0,
};
const run = collectRun(options);
const clean = collectRun({ ...options, incidents: [] });

const at = ({ item }: SimulatedItem) => Date.parse(item.timestamp);
const value = ({ item }: SimulatedItem, key: string) => item.properties?.[key];
const named = (items: SimulatedItem[], event: string) => items.filter(({ item }) => item.event === event);
const share = (items: SimulatedItem[], has: (item: SimulatedItem) => boolean) =>
  items.filter(has).length / items.length;
const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

function incidentOf(kind: IncidentKind) {
  const incident = run.truth.incidents.find((one) => one.kind === kind);
  if (!incident) throw new Error(`${kind} is not in the run`);
  const [from, to] = [Date.parse(incident.from), Date.parse(incident.to)];
  const holds = (item: SimulatedItem) => at(item) >= from && at(item) < to;
  return { incident, holds, from, to };
}

/** Items inside and outside of an incident's window. */
function split(kind: IncidentKind, items: SimulatedItem[]): [SimulatedItem[], SimulatedItem[]] {
  const { holds } = incidentOf(kind);
  return [items.filter(holds), items.filter((item) => !holds(item))];
}

describe('planted incidents, seen in the items alone', () => {
  it('plants all five within the last 90 days', () => {
    expect(run.truth.incidents.map(({ kind }) => kind).toSorted()).toEqual([...INCIDENT_KINDS].toSorted());
    for (const { from, to } of run.truth.incidents) {
      expect(Date.parse(from)).toBeGreaterThan(options.endsAt - 90 * 86_400_000);
      expect(Date.parse(to)).toBeLessThan(options.endsAt - 15 * 86_400_000);
    }
    expect(clean.truth.incidents).toEqual([]);
  });

  it('breaks the checkout on phones', () => {
    const ordered = new Set(named(run.items, 'Order Completed').map((item) => value(item, 'order_id')));
    const isOrdered = (item: SimulatedItem) => ordered.has(value(item, 'order_id'));
    const [inside, outside] = split('mobile-checkout-bug', named(run.items, 'Checkout Started'));
    const onPhone = (item: SimulatedItem) =>
      value(item, 'channel') === 'web' && value(item, 'device') === 'mobile';
    expect(inside.filter(onPhone).length).toBeGreaterThan(15);
    expect(share(inside.filter(onPhone), isOrdered)).toBeLessThan(0.4);
    expect(share(outside.filter(onPhone), isOrdered)).toBeGreaterThan(0.6);
    expect(
      share(
        inside.filter((item) => !onPhone(item)),
        isOrdered,
      ),
    ).toBeGreaterThan(0.5);
    const [errors, elsewhere] = split(
      'mobile-checkout-bug',
      named(run.items, 'Form Error').filter((item) => value(item, 'field') === 'postcode'),
    );
    expect(elsewhere).toEqual([]);
    expect(new Set(errors.map(({ person }) => person))).toEqual(
      new Set(incidentOf('mobile-checkout-bug').incident.affectedPeople),
    );
    expect(named(errors.length > 0 ? run.items : [], 'Rage Click').length).toBe(errors.length / 2);
  });

  it('fails every card payment for half a day', () => {
    const byCard = named(run.items, 'Payment Info Entered').filter(
      (item) => value(item, 'payment_method') === 'card',
    );
    const failures = named(run.items, 'Payment Failed').filter((item) => value(item, 'method') === 'card');
    const [entered, enteredElse] = split('payment-outage', byCard);
    const [failed, failedElse] = split('payment-outage', failures);
    expect(failed.length).toBeGreaterThanOrEqual(4);
    expect(failed.length / entered.length).toBeGreaterThan(0.6);
    expect(failed.every((item) => value(item, 'reason') === 'gateway_timeout')).toBe(true);
    expect(failedElse.length / enteredElse.length).toBeLessThan(0.05);
    const { incident, from, to } = incidentOf('payment-outage');
    expect(to - from).toBe(12 * 3_600_000);
    expect(new Set(failed.map(({ person }) => person)).size).toBe(incident.affectedPeople.length);
  });

  it('answers tickets five times slower, and people like it less', () => {
    const opened = named(run.items, 'Ticket Opened');
    const [inside, outside] = split('slow-support', opened).map(
      (items) => new Set(items.map((item) => value(item, 'ticket_id'))),
    );
    const answers = named(run.items, 'Ticket Answered');
    const response = (tickets: Set<unknown> | undefined) =>
      median(
        answers
          .filter((item) => tickets?.has(value(item, 'ticket_id')))
          .map((item) => Number(value(item, 'first_response_ms'))),
      );
    expect(response(inside) / response(outside)).toBeGreaterThan(3);
    expect(response(inside) / response(outside)).toBeLessThan(8);
    const { from, to } = incidentOf('slow-support');
    const csat = named(run.items, 'Survey Answered').filter((item) => value(item, 'survey') === 'support');
    // The survey follows the answer, which comes a day late.
    const isAbout = (item: SimulatedItem) => at(item) > from + 86_400_000 && at(item) < to + 2 * 86_400_000;
    const scores = (items: SimulatedItem[]) => mean(items.map((item) => Number(value(item, 'score'))));
    expect(scores(csat.filter(isAbout))).toBeLessThan(scores(csat.filter((item) => !isAbout(item))) - 0.7);
  });

  it('sends people to northern stores for stock that is not there', () => {
    const { incident } = incidentOf('phantom-stock');
    const isNorth = (item: SimulatedItem) =>
      incident.locationIds.includes(String(value(item, 'location_id')));
    const [empty, emptyElse] = split(
      'phantom-stock',
      named(run.items, 'Out Of Stock Shown').filter((item) => value(item, 'channel') === 'store'),
    );
    const [visits, visitsElse] = split('phantom-stock', named(run.items, 'Store Visited'));
    const inside = empty.filter(isNorth).length / visits.filter(isNorth).length;
    const outside = emptyElse.length / visitsElse.length;
    expect(empty.filter(isNorth).length).toBeGreaterThan(7);
    expect(inside).toBeGreaterThan(10 * outside);
    const checkedBefore = empty
      .filter(isNorth)
      .filter((item) =>
        named(run.items, 'Store Availability Checked').some(
          (check) =>
            check.person === item.person && at(check) < at(item) && at(item) - at(check) < 4 * 86_400_000,
        ),
      );
    expect(checkedBefore.length / empty.filter(isNorth).length).toBeGreaterThan(0.7);
  });

  it('charges more in the stores than online, and people complain', () => {
    const { incident } = incidentOf('price-mismatch');
    const prices = (items: SimulatedItem[], isStore: boolean) =>
      new Map(
        named(items, 'Order Completed')
          .filter((item) => (value(item, 'channel') === 'store') === isStore)
          .flatMap((item) => {
            const products: unknown = value(item, 'products');
            return Array.isArray(products) ? products : [];
          })
          .filter((product) => product.category === incident.category)
          .map((product) => [String(product.product_id), Number(product.price)]),
      );
    const ratios = (items: SimulatedItem[]) => {
      const online = prices(run.items, false);
      return [...prices(items, true)].flatMap(([id, price]) =>
        online.has(id) ? [price / (online.get(id) ?? 1)] : [],
      );
    };
    const [inside, outside] = split('price-mismatch', run.items);
    expect(mean(ratios(inside))).toBeCloseTo(1.18, 2);
    expect(mean(ratios(outside))).toBeCloseTo(1, 6);
    const complaints = named(run.items, 'Complaint Made').filter((item) => value(item, 'topic') === 'price');
    const [during, before] = split('price-mismatch', complaints);
    expect(during.length).toBeGreaterThan(4);
    expect(before).toEqual([]);
    expect(during.every(({ person }) => incident.affectedPeople.includes(person))).toBe(true);
  });

  it('loses exactly the orders that the same shop without incidents has', () => {
    const ids = (truth: typeof run.truth) => new Map(truth.orders.map((order) => [order.id, order.revenue]));
    const [without, withThem] = [ids(clean.truth), ids(run.truth)];
    const missing = [...without].filter(([id]) => !withThem.has(id));
    const lostOrders = run.truth.incidents.reduce((sum, { lostOrders }) => sum + lostOrders, 0);
    const lostRevenue = run.truth.incidents.reduce((sum, { lostRevenue }) => sum + lostRevenue, 0);
    expect([...withThem].filter(([id]) => !without.has(id))).toEqual([]);
    expect(missing.length).toBe(lostOrders);
    expect(missing.reduce((sum, [, revenue]) => sum + revenue, 0)).toBeCloseTo(lostRevenue, 1);
    expect(lostOrders).toBeGreaterThan(15);
  });
});
