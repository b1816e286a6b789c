import { planAftercare } from './aftercare.ts';
import type { HouseholdRun } from './household-run.ts';
import type { Contact } from './journal.ts';
import { type Order, orderProperties } from './order.ts';
import type { Random } from './random.ts';

/** Writes Order Completed and plans what follows from it: delivery, return, review, questions. */
export function completeOrder(
  run: HouseholdRun,
  contact: Contact,
  sale: { order: Order; random: Random; paymentMethod: string },
): void {
  const { order } = sale;
  const properties = { ...orderProperties(order), payment_method: sale.paymentMethod };
  const isRecorded = run.journal.record(contact.visit, order.ids, order.at, 'Order Completed', {
    properties,
    order,
    channel: order.channel,
  });
  contact.at = Math.max(contact.at, order.at);
  if (isRecorded) run.orders.push(order);
  planAftercare(run, order, sale.random);
}
