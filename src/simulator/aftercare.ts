import { DAY_MS, HOUR_MS, localDay, timeOn } from './calendar.ts';
import type { HouseholdRun } from './household-run.ts';
import { type Identifiers, note, UNKNOWN } from './journal.ts';
import { RETURN_REASONS, REVIEW_TEXTS } from './names.ts';
import { cents, type Order, productProperties } from './order.ts';
import type { Random } from './random.ts';
import { askForHelp, scale, survey } from './service.ts';

/** How the goods reached the buyer. */
interface Receipt {
  at: number;
  isLate: boolean;
}

/** Delivery, pick-up, return, review and survey of one order, each at its own time. */
export function planAftercare(run: HouseholdRun, order: Order, random: Random): void {
  const receipt =
    order.delivery === 'takeaway' ? { at: order.at, isLate: false } : handOver(run, order, random.fork(1));
  planReturn(run, order, { receipt, random: random.fork(2) });
  if (order.ids === UNKNOWN) return;
  const voice = random.fork(3);
  planReview(run, order, { receipt, random: voice });
  planOpinion(run, order, { receipt, random: voice });
  planQuestion(run, order, { receipt, random: random.fork(4) });
}

/** Systems behind the counter know the account or the mail address, never the browser. */
export function systemIdentifiers(order: Order): Identifiers {
  if (order.ids === UNKNOWN) return UNKNOWN;
  const { userId } = order.ids;
  const kept = order.ids.external?.filter((one) => one.type !== 'device_id') ?? [];
  return { ...(userId ? { userId } : {}), ...(kept.length > 0 ? { external: kept } : {}) };
}

function handOver(run: HouseholdRun, order: Order, random: Random): Receipt {
  const { person } = order;
  const ids = systemIdentifiers(order);
  const isBulky = order.category.kind === 'expensive' || order.category.id === 'beds';
  const promisedDays = order.delivery === 'pickup' ? 1 : isBulky ? random.whole(7, 18) : random.whole(2, 5);
  const isLate = random.chance(order.delivery === 'pickup' ? 0.08 : 0.13);
  const takenDays = isLate
    ? promisedDays + random.whole(1, isBulky ? 9 : 4)
    : Math.max(1, promisedDays - random.whole(0, 1));
  const promisedAt = timeOn(localDay(order.at) + promisedDays, 'store', random);
  const doneAt = timeOn(localDay(order.at) + takenDays, 'store', random);
  const properties = { order_id: order.id, promised_at: new Date(promisedAt).toISOString() };
  if (order.delivery === 'pickup') {
    const visit = {
      person,
      source: 'orders' as const,
      channel: 'pickup' as const,
      locationId: person.storeId,
    };
    const takenAt = timeOn(localDay(doneAt) + random.whole(0, 3), 'store', random);
    run.agenda.add(doneAt, () =>
      note(run.journal, visit, { at: doneAt, name: 'Pick-up Ready', ids, properties }),
    );
    const pickedUpAt = takenAt > doneAt ? takenAt : doneAt + 2 * HOUR_MS;
    run.agenda.add(pickedUpAt, () => {
      note(run.journal, visit, {
        at: pickedUpAt,
        name: 'Order Picked Up',
        ids,
        properties: { order_id: order.id },
      });
    });
    return { at: pickedUpAt, isLate };
  }
  const shippedAt = order.at + (doneAt - order.at) * random.between(0.3, 0.7);
  const courier = { person, source: 'courier' as const, channel: 'courier' as const };
  run.agenda.add(shippedAt, () => {
    note(
      run.journal,
      { ...courier, source: 'orders' },
      { at: shippedAt, name: 'Order Shipped', ids, properties },
    );
  });
  const delivered = { ...properties, delivered_at: new Date(doneAt).toISOString() };
  run.agenda.add(doneAt, () => {
    note(run.journal, courier, { at: doneAt, name: 'Order Delivered', ids, properties: delivered });
  });
  return { at: doneAt, isLate };
}

interface Aftermath {
  receipt: Receipt;
  random: Random;
}

function planReturn(run: HouseholdRun, order: Order, { receipt, random }: Aftermath): void {
  const { person } = order;
  const chance =
    order.category.returnShare * (order.channel === 'store' ? 0.75 : 1.2) * (receipt.isLate ? 1.3 : 1);
  if (!random.chance(chance)) return;
  const isInStore = order.channel === 'store' || (person.style === 'both' && random.chance(0.3));
  const channel = isInStore ? ('store' as const) : ('web' as const);
  const at = timeOn(localDay(receipt.at) + random.whole(1, 12), channel, random);
  const ids = systemIdentifiers(order);
  const returned = order.lines.length > 1 && random.chance(0.6) ? order.lines.slice(0, 1) : order.lines;
  const share = returned === order.lines ? 1 : (order.lines[0]?.price ?? 0) / orderGross(order);
  const total = cents((order.total - order.shipping) * Math.min(1, share));
  const products = returned.map((line) => productProperties(line.product, line.price, line.quantity));
  const reason = random.pick(RETURN_REASONS);
  const refundedAt = isInStore ? at + 10 * 60_000 : at + random.between(2, 9) * DAY_MS;
  const place = { person, channel, ...(isInStore ? { locationId: person.storeId } : {}) };
  run.agenda.add(at, () => {
    const properties = { order_id: order.id, reason, products };
    note(
      run.journal,
      { ...place, source: isInStore ? 'till' : 'orders' },
      { at, name: 'Return Requested', ids, properties },
    );
  });
  run.agenda.add(refundedAt, () => {
    const properties = { order_id: order.id, total, currency: 'EUR', products };
    note(
      run.journal,
      { ...place, source: 'orders' },
      { at: refundedAt, name: 'Order Refunded', ids, properties },
    );
  });
}

function orderGross(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
}

function planReview(run: HouseholdRun, order: Order, { receipt, random }: Aftermath): void {
  const { person } = order;
  const product = order.lines[0]?.product;
  if (!random.chance(0.06) || person.style === 'store' || !product) return;
  const at = timeOn(localDay(receipt.at) + random.whole(3, 20), 'web', random);
  const rating = scale(random, { mean: receipt.isLate ? 3.1 : 4.3, deviation: 0.9, from: 1, to: 5 });
  const channel = person.channels.has('review_site') ? ('review_site' as const) : ('web' as const);
  const properties = {
    ...productProperties(product),
    review_id: `review-${order.id}`,
    rating: String(rating),
    review_body: random.pick(REVIEW_TEXTS[rating] ?? ['Fine.']),
  };
  run.agenda.add(at, () => {
    note(
      run.journal,
      { person, source: 'reviews', channel },
      { at, name: 'Product Reviewed', ids: systemIdentifiers(order), properties },
    );
  });
}

function planOpinion(run: HouseholdRun, order: Order, { receipt, random }: Aftermath): void {
  if (!random.chance(0.3)) return;
  const at = timeOn(localDay(receipt.at) + 7, 'call', random);
  const answer = scale(random, { mean: receipt.isLate ? 5.6 : 8.3, deviation: 1.9, from: 0, to: 10 });
  const willAnswer = random.chance(0.32) && order.person.style !== 'store';
  survey(run, {
    person: order.person,
    ids: systemIdentifiers(order),
    at,
    random,
    question: { survey: 'after-purchase', question: 'Would you recommend us?', kind: 'nps' },
    score: willAnswer ? answer : undefined,
  });
}

function planQuestion(run: HouseholdRun, order: Order, { receipt, random }: Aftermath): void {
  const [asks, when] = [random.unit(), random.unit()];
  if (asks > (receipt.isLate ? 0.5 : 0.13)) return;
  const at = receipt.at - (receipt.at - order.at) * 0.2 + when * 3 * DAY_MS;
  run.agenda.add(at, () => {
    askForHelp(run, order.person, {
      at,
      random,
      topic: receipt.isLate ? 'delivery' : random.pick(['invoice', 'product question', 'return', 'warranty']),
      ids: systemIdentifiers(order),
      orderId: order.id,
    });
  });
}
