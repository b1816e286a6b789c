import type { Category } from './catalogue.ts';
import { completeOrder } from './complete-order.ts';
import type { HouseholdRun } from './household-run.ts';
import { Contact, external, type Identifiers, note, UNKNOWN } from './journal.ts';
import type { Mission } from './mission.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { complainsAboutPrice, missesStock, priceStoreOrder } from './store-trouble.ts';

/** Walks in: the door counts, and knows who it is only from the app on the phone. */
export function enterStore(run: HouseholdRun, person: Person, at: number, random: Random): Contact {
  const app = person.devices.find((device) => device.kind === 'app');
  const isSeen = app?.deviceId !== undefined && random.chance(0.6);
  const ids: Identifiers = isSeen
    ? { anonymousId: app.anonymousIds[0] ?? '', external: external(person, 'device_id') }
    : UNKNOWN;
  const visit = {
    person,
    source: isSeen ? ('app' as const) : ('store-sensor' as const),
    channel: 'store' as const,
    locationId: person.storeId,
    sendDelayMs: 0,
    ...(isSeen ? { device: app } : {}),
  };
  const contact = new Contact(run.journal, { visit, at, random, ids });
  contact.act('Store Visited', {}, [0, 20]);
  return contact;
}

/** What people do in there beside buying. */
export function lookAround(contact: Contact, category: Category): void {
  const { random, visit, journal } = contact;
  const { person } = visit;
  const tablet = {
    person,
    source: 'store-tablet' as const,
    channel: 'store' as const,
    locationId: person.storeId,
  };
  const cardIds = showsCard(person, random) ? { external: external(person, 'loyalty_card') } : UNKNOWN;
  const isFashion = category.id === 'shoes' || category.id === 'coats' || category.id === 'basics';
  contact.at += Math.round(random.between(3, 12) * 60_000);
  if (isFashion && random.chance(0.35)) {
    note(journal, tablet, {
      at: contact.at,
      name: 'Fitting Room Entered',
      ids: UNKNOWN,
      properties: { category: category.id },
    });
  } else if (random.chance(category.isConsidered ? 0.5 : 0.14)) {
    const properties = { category: category.id, minutes: random.whole(4, 35) };
    note(journal, tablet, { at: contact.at, name: 'Consultation Given', ids: cardIds, properties });
  }
  if (person.channels.has('kiosk') && random.chance(0.45)) {
    contact.at += Math.round(random.between(1, 6) * 60_000);
    const kiosk = { person, source: 'kiosk' as const, channel: 'kiosk' as const, locationId: person.storeId };
    const properties = { category: category.id, action: random.pick(['search', 'stock', 'print']) };
    note(journal, kiosk, {
      at: contact.at,
      name: 'Kiosk Used',
      ids: random.chance(0.3) ? cardIds : UNKNOWN,
      properties,
    });
  }
}

function showsCard(person: Person, random: Random): boolean {
  return random.chance(0.8) && person.loyalty === 'yes';
}

/** The visit that is meant to end at the till. */
export function buyInStore(run: HouseholdRun, mission: Mission): void {
  const { person, category, random } = mission;
  const draw = random.fork(30);
  const contact = enterStore(run, person, mission.decidesAt, random.fork(31));
  lookAround(contact, category);
  if (mission.research === 'online' && mission.checksStock && missesStock(run, contact, mission)) return;
  if (complainsAboutPrice(run, contact, mission)) return;
  payAtTill(run, contact, mission, draw);
}

function payAtTill(run: HouseholdRun, contact: Contact, mission: Mission, draw: Random): void {
  const { person, category, basket } = mission;
  const ids = tillIdentifiers(run, contact, mission, draw);
  const needsDelivery = category.isConsidered && draw.chance(0.5) && ids !== UNKNOWN;
  contact.at += Math.round(draw.between(2, 20) * 60_000);
  const order = priceStoreOrder(run, mission, contact.at, ids, needsDelivery ? 'home' : 'takeaway');
  const till = {
    person,
    source: 'till' as const,
    channel: 'store' as const,
    locationId: person.storeId,
    sendDelayMs: 0,
  };
  const atTill = new Contact(run.journal, { visit: till, at: contact.at - 2000, random: draw, ids });
  if (ids.external?.some((one) => one.type === 'loyalty_card')) {
    run.journal.record(till, ids, contact.at - 1500, 'Loyalty Card Used', {
      properties: { order_id: order.id },
    });
  }
  completeOrder(run, atTill, {
    order,
    random: mission.random.fork(60),
    paymentMethod: basket.method === 'card' ? 'card' : 'cash',
  });
}

/** A card, a new card, a mail address for the receipt, or nothing at all. */
function tillIdentifiers(run: HouseholdRun, contact: Contact, mission: Mission, draw: Random): Identifiers {
  const { person } = mission;
  const [card, receipt, delivery] = [draw.unit(), draw.unit(), draw.unit()];
  if (person.loyalty === 'yes' && card < 0.85) return { external: external(person, 'loyalty_card') };
  if (person.loyalty === 'later' && card < 0.6) {
    person.loyalty = 'yes';
    const ids = { external: external(person, 'loyalty_card', 'email') };
    const till = { person, source: 'till' as const, channel: 'store' as const, locationId: person.storeId };
    note(run.journal, till, {
      at: contact.at + 60_000,
      name: 'Loyalty Joined',
      ids,
      properties: { tier: 'basic' },
    });
    return { external: external(person, 'loyalty_card') };
  }
  if (mission.category.isConsidered && delivery < 0.4)
    return { external: external(person, 'email', 'phone') };
  return receipt < 0.08 ? { external: external(person, 'email') } : UNKNOWN;
}
