import { kindValuesOf } from '../src/shared/maps/discovery/observed.ts';
import type { SimulatedItem } from '../src/simulator/segment-item.ts';
import type { LabelledEvent } from './draft-quality.ts';

/** Part of the people that must have been at a touchpoint for it to be one of the shop's. */
const TRUE_SHARE = 0.01;
/** The stages of the simulated shop in the order that the simulator walks them, with what only happens there. */
const STAGES: readonly (readonly string[])[] = [
  ['Ad Clicked', 'Search Result Clicked', 'Social Post Clicked'],
  [
    'Products Searched',
    'Product List Viewed',
    'Product List Filtered',
    'Product Viewed',
    'Compared',
    'Configurator Saved',
    'Product Added to Wishlist',
    'Review Read',
    'Store Availability Checked',
  ],
  ['Product Added', 'Cart Viewed', 'Product Removed', 'Coupon Applied'],
  ['Checkout Started', 'Payment Info Entered', 'Order Completed'],
  ['Order Shipped', 'Order Delivered', 'Pick-up Ready', 'Order Picked Up'],
  ['Return Requested', 'Order Refunded', 'Product Reviewed'],
];

/**
 * The journeys of the people of a simulated shop as discovery reads them, with what is true: a touchpoint is an event in a
 * channel. Events of nobody known are left out.
 */
export function labelShop(items: readonly SimulatedItem[]): LabelledEvent[][] {
  const byPerson = new Map<string, LabelledEvent[]>();
  for (const { item, person } of items) {
    const isKnown = item.userId ?? item.anonymousId ?? item.context.externalIds?.[0];
    if (item.type === 'identify' || isKnown === undefined) continue;
    const event =
      item.type === 'page' ? 'Page Viewed' : item.type === 'screen' ? 'Screen Viewed' : (item.event ?? '');
    const properties = { ...item.properties, ...(item.name === undefined ? {} : { name: item.name }) };
    const channel = String(item.properties?.channel);
    const stage = STAGES.findIndex((events) => events.includes(event));
    const list = byPerson.get(person) ?? [];
    byPerson.set(person, list);
    list.push({
      event,
      channel,
      at: Date.parse(item.timestamp),
      values: kindValuesOf(properties),
      touchpoint: `${event} (${channel})`,
      stage: stage < 0 ? null : stage,
    });
  }
  const journeys = [...byPerson.values()].map((journey) => journey.toSorted((a, b) => a.at - b.at));
  const people = new Map<string, number>();
  for (const journey of journeys) {
    for (const label of new Set(journey.map(({ touchpoint }) => touchpoint ?? ''))) {
      people.set(label, (people.get(label) ?? 0) + 1);
    }
  }
  const isTrue = (label: string | null) => (people.get(label ?? '') ?? 0) >= TRUE_SHARE * journeys.length;
  return journeys.map((journey) =>
    journey.map((event) => (isTrue(event.touchpoint) ? event : { ...event, touchpoint: null })),
  );
}
