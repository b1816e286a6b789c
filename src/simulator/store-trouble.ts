import { DAY_MS, HOUR_MS, localDay, timeOn } from './calendar.ts';
import type { Product } from './catalogue.ts';
import { buyOnline } from './checkout.ts';
import type { HouseholdRun } from './household-run.ts';
import { EFFECTS, MISMATCH_CATEGORY } from './incidents.ts';
import { type Contact, external, type Identifiers, note, UNKNOWN } from './journal.ts';
import type { Mission } from './mission.ts';
import { priceOrder, productProperties } from './order.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { look, openSession } from './session.ts';

/** What the store charges at that moment; while the mismatch lasts, one category costs more than online. */
export function priceStoreOrder(
  run: HouseholdRun,
  mission: Mission,
  at: number,
  ids: Identifiers,
  delivery: 'home' | 'takeaway',
) {
  const { person, category, basket, orderId } = mission;
  const isDearer = run.shop.ledger.holding('price-mismatch', at, person.storeId) !== undefined;
  const origin = {
    id: orderId,
    person,
    at,
    channel: 'store' as const,
    locationId: person.storeId,
    ids,
    category,
    delivery,
  };
  return priceOrder(origin, basket, (product) =>
    isDearer && product.category.id === MISMATCH_CATEGORY
      ? Math.round(product.price * EFFECTS.storePriceFactor * 100) / 100
      : product.price,
  );
}

/** The shelf is empty although the web shop promised: true when the person leaves without buying here. */
export function missesStock(run: HouseholdRun, contact: Contact, mission: Mission): boolean {
  const { person, category, random } = mission;
  const draw = random.fork(32);
  const [hit, way] = [draw.unit(), draw.unit()];
  const product = mission.basket.lines[0]?.product;
  if (!run.shop.ledger.holding('phantom-stock', contact.at, person.storeId)) return false;
  if (hit >= EFFECTS.phantomStockHits || !product) return false;
  const { ledger } = run.shop;
  ledger.hit('phantom-stock', person.id);
  showEmptyShelf(run, contact, { person, product, random });
  if (way < EFFECTS.phantomStockTakesOther) {
    ledger.recover('phantom-stock');
    return false;
  }
  if (way < EFFECTS.phantomStockTakesOther + EFFECTS.phantomStockOrdersOnline) {
    ledger.recover('phantom-stock');
    const at = timeOn(localDay(contact.at + DAY_MS), 'web', draw);
    run.agenda.add(at, () => {
      const session = openSession(run, person, { at, random: draw, forPurchase: true, category });
      look(session, category, 1, product);
      buyOnline(run, session, mission);
    });
    return true;
  }
  const order = priceStoreOrder(run, mission, contact.at, UNKNOWN, 'takeaway');
  ledger.lose('phantom-stock', order.id, order.revenue);
  return true;
}

/** An assistant, or the shelf itself, says no. */
export function showEmptyShelf(
  run: HouseholdRun,
  contact: Contact,
  wish: { person: Person; product: Product; random: Random },
): void {
  const { person, product } = wish;
  const showsCard = person.loyalty === 'yes' && wish.random.fork(33).chance(0.6);
  const ids = showsCard ? { external: external(person, 'loyalty_card') } : contact.ids;
  contact.at += 120_000;
  note(run.journal, staffTablet(wish), {
    at: contact.at,
    name: 'Out Of Stock Shown',
    ids,
    properties: productProperties(product),
  });
}

/**
 * The store charges more than the web shop did. Who looked online notices most; others see it on their phones.
 * True when the person walks out.
 */
export function complainsAboutPrice(run: HouseholdRun, contact: Contact, mission: Mission): boolean {
  const { person, category, random } = mission;
  const { ledger } = run.shop;
  if (category.id !== MISMATCH_CATEGORY || !ledger.holding('price-mismatch', contact.at, person.storeId))
    return false;
  const draw = random.fork(34);
  const [notice, complaint, leaving] = [draw.unit(), draw.unit(), draw.unit()];
  if (mission.research === 'offline' && notice >= EFFECTS.mismatchNoticedInStore) return false;
  ledger.hit('price-mismatch', person.id);
  if (complaint < EFFECTS.mismatchComplains) {
    const tablet = staffTablet(mission);
    const ids = person.loyalty === 'yes' ? { external: external(person, 'loyalty_card') } : contact.ids;
    contact.at += Math.round(draw.between(0.05, 0.3) * HOUR_MS);
    const properties = { topic: 'price', category: category.id, text: 'It costs less on your web site.' };
    note(run.journal, tablet, { at: contact.at, name: 'Complaint Made', ids, properties });
  }
  if (leaving >= EFFECTS.mismatchLeaves) return false;
  // Without the mismatch they would have paid the price that they saw online.
  const origin = { id: mission.orderId, person, at: contact.at, channel: 'store' as const };
  const order = priceOrder(
    { ...origin, locationId: person.storeId, ids: UNKNOWN, category, delivery: 'takeaway' },
    mission.basket,
    (product) => product.price,
  );
  ledger.lose('price-mismatch', order.id, order.revenue);
  return true;
}

function staffTablet({ person }: Pick<Mission, 'person'>) {
  const { storeId: locationId } = person;
  return { person, source: 'store-tablet' as const, channel: 'store' as const, locationId };
}
