import { DAY_MS, HOUR_MS, localDay, timeOn } from './calendar.ts';
import { completeOrder } from './complete-order.ts';
import type { HouseholdRun } from './household-run.ts';
import { EFFECTS, type IncidentKind } from './incidents.ts';
import { type Contact, external, note } from './journal.ts';
import type { Mission } from './mission.ts';
import { priceOrder, productProperties } from './order.ts';
import { look, openSession, signIn } from './session.ts';

/** Puts the basket into the cart; a second visit to the same cart adds nothing. */
export function fillCart(contact: Contact, mission: Mission): void {
  if (mission.isCartOpen) return;
  mission.isCartOpen = true;
  for (const line of mission.basket.lines) {
    const properties = {
      cart_id: mission.cartId,
      ...productProperties(line.product, line.product.price, line.quantity),
    };
    contact.act('Product Added', { properties });
  }
}

/** Fills the cart and goes away, some of them from the checkout. */
export function abandonCart(run: HouseholdRun, contact: Contact, mission: Mission): void {
  const random = mission.random.fork(21);
  fillCart(contact, mission);
  if (random.chance(0.5)) contact.act('Cart Viewed', { properties: { cart_id: mission.cartId } });
  if (random.chance(0.12))
    contact.act('Product Removed', {
      properties: {
        cart_id: mission.cartId,
        ...productProperties(mission.basket.lines[0]?.product ?? look(contact, mission.category, 1)),
      },
    });
  const startsCheckout = random.chance(0.34);
  if (startsCheckout) {
    startCheckout(contact, mission);
    if (!stumbleOverForm(run, contact) && random.chance(0.35))
      enterPayment(contact, mission, mission.basket.method);
  }
  remindOfCart(run, contact, mission);
}

/**
 * The whole way from the cart to the order. False when something broke on the way; the order may then come later
 * from another place, which is planned here.
 */
export function buyOnline(run: HouseholdRun, contact: Contact, mission: Mission, isRetry = false): boolean {
  const { ledger } = run.shop;
  const random = mission.random.fork(isRetry ? 23 : 22);
  fillCart(contact, mission);
  if (random.chance(0.6)) contact.act('Cart Viewed', { properties: { cart_id: mission.cartId } });
  if (mission.basket.couponShare > 0) {
    const coupon = { cart_id: mission.cartId, coupon_id: 'NORD10', coupon_name: '10 % off' };
    contact.act('Coupon Applied', { properties: coupon });
  }
  showWho(contact);
  startCheckout(contact, mission);
  const fate = random.unit();
  if (!isRetry && stumbleOverForm(run, contact) && random.chance(EFFECTS.checkoutBugHits)) {
    const retries = fate < EFFECTS.checkoutBugRetriesElsewhere;
    return breakOff(run, contact, mission, { kind: 'mobile-checkout-bug', retries, daysLater: 1 });
  }
  if (random.chance(0.015)) contact.act('Form Error', { properties: { field: 'phone' } });
  let { method } = mission.basket;
  enterPayment(contact, mission, method);
  if (method === 'card' && ledger.holding('payment-outage', contact.at)) {
    ledger.hit('payment-outage', mission.person.id);
    failPayment(contact, mission, 'gateway_timeout');
    if (fate >= EFFECTS.outageSwitchesMethod) {
      const retries = fate < EFFECTS.outageSwitchesMethod + EFFECTS.outageReturnsNextDay;
      return breakOff(run, contact, mission, { kind: 'payment-outage', retries, daysLater: 1 });
    }
    ledger.recover('payment-outage');
    method = 'paypal';
    enterPayment(contact, mission, method);
  } else if (random.chance(0.02)) {
    failPayment(contact, mission, random.pick(['declined', 'declined', 'three_d_secure']));
    enterPayment(contact, mission, method);
  }
  contact.at += 4000;
  completeOrder(run, contact, { ...orderOf(mission, contact, contact.at + 1000), paymentMethod: method });
  return true;
}

/** The order that a mission makes in this contact, at list prices. */
export function orderOf(mission: Mission, contact: Contact, at: number) {
  const order = priceOrder(
    {
      id: mission.orderId,
      person: mission.person,
      at,
      channel: contact.visit.channel,
      locationId: contact.visit.locationId,
      ids: contact.ids,
      category: mission.category,
      delivery: mission.basket.delivery,
    },
    mission.basket,
    (product) => product.price,
  );
  return { order, random: mission.random.fork(60) };
}

function startCheckout(contact: Contact, mission: Mission): void {
  const products = mission.basket.lines.map((line) =>
    productProperties(line.product, line.product.price, line.quantity),
  );
  const value = products.reduce((sum, _, index) => {
    const line = mission.basket.lines[index];
    return sum + (line ? line.product.price * line.quantity : 0);
  }, 0);
  const properties = {
    cart_id: mission.cartId,
    order_id: mission.orderId,
    value: Math.round(value * 100) / 100,
    currency: 'EUR',
    products,
  };
  contact.act('Checkout Started', { properties });
}

function enterPayment(contact: Contact, mission: Mission, method: string): void {
  const properties = {
    order_id: mission.orderId,
    payment_method: method,
    shipping_method: mission.basket.delivery === 'pickup' ? 'pickup' : 'standard',
  };
  contact.act('Payment Info Entered', { properties }, [30, 150]);
}

function failPayment(contact: Contact, mission: Mission, reason: string): void {
  const properties = { order_id: mission.orderId, method: mission.basket.method, reason };
  contact.act('Payment Failed', { properties }, [3, 20]);
}

/** Account holders sign in, newcomers sign up, guests leave their mail address: from here the shop knows them. */
function showWho(contact: Contact): void {
  const { person, device } = contact.visit;
  if (contact.ids.userId) return;
  if (person.account !== 'no') {
    const isNew = person.account === 'later';
    person.account = 'yes';
    signIn(contact, isNew);
    return;
  }
  if (device?.kind === 'shared') throw new Error('a guest must not leave a mail address on a shared device');
  contact.ids = { ...contact.ids, external: [...(contact.ids.external ?? []), ...external(person, 'email')] };
}

/** The planted form bug: true when this checkout runs into it. */
function stumbleOverForm(run: HouseholdRun, contact: Contact): boolean {
  const { visit } = contact;
  const isMobileWeb = visit.channel === 'web' && visit.device?.kind === 'mobile';
  if (!isMobileWeb || !run.shop.ledger.holding('mobile-checkout-bug', contact.at)) return false;
  run.shop.ledger.hit('mobile-checkout-bug', visit.person.id);
  const properties = { form: 'address', field: 'postcode', message: 'Please enter a valid postcode' };
  contact.act('Form Error', { properties }, [20, 60]);
  contact.act('Form Error', { properties }, [5, 20]);
  contact.act(
    'Rage Click',
    { properties: { selector: 'button.continue', clicks: contact.random.whole(4, 11) } },
    [1, 6],
  );
  return true;
}

/** The order is lost, or is placed a day later where the trouble is not. */
function breakOff(
  run: HouseholdRun,
  contact: Contact,
  mission: Mission,
  trouble: { kind: IncidentKind; retries: boolean; daysLater: number },
): false {
  const { ledger } = run.shop;
  if (!trouble.retries) {
    const { order } = orderOf(mission, contact, contact.at);
    ledger.lose(trouble.kind, order.id, order.revenue);
    return false;
  }
  ledger.recover(trouble.kind);
  const random = mission.random.fork(24);
  const at = timeOn(localDay(contact.at + trouble.daysLater * DAY_MS), 'web', random);
  run.agenda.add(at, () => {
    const next = openSession(run, mission.person, {
      at,
      random,
      forPurchase: true,
      category: mission.category,
    });
    buyOnline(run, next, mission, true);
  });
  return false;
}

/** A mail about the cart to those who are known and subscribed. */
function remindOfCart(run: HouseholdRun, contact: Contact, mission: Mission): void {
  const { person } = mission;
  if (!person.isSubscribed || !contact.ids.userId) return;
  const visit = {
    person,
    source: 'email' as const,
    channel: 'email' as const,
    campaign: { name: 'abandoned-cart', source: 'mail', medium: 'email' },
  };
  const ids = { userId: person.userId, external: external(person, 'email') };
  const properties = { message: 'abandoned-cart', cart_id: mission.cartId };
  const sentAt = contact.at + HOUR_MS;
  note(run.journal, visit, { at: sentAt, name: 'Message Sent', ids, properties });
  if (mission.random.fork(25).chance(0.4)) {
    note(run.journal, visit, {
      at: sentAt + 40 * 60_000,
      name: 'Message Opened',
      ids,
      properties: { ...properties, opened_by: 'human' },
    });
  }
}
