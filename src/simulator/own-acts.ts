import { CHANNELS } from '../shared/channels.ts';
import type { Act } from './journal.ts';

/** Events that a system makes, not the person: no contact, no channel used. */
const SYSTEM_EVENTS: ReadonlySet<string> = new Set([
  'Message Sent',
  'Message Delivered',
  'Order Shipped',
  'Order Delivered',
  'Pick-up Ready',
  'Order Refunded',
  'Ticket Answered',
  'Ticket Resolved',
  'Survey Sent',
]);

export function isOwnAct(act: Act): boolean {
  if (act.type === 'identify' || SYSTEM_EVENTS.has(act.name)) return false;
  return act.properties?.opened_by !== 'machine';
}

export function isOnline(act: Act): boolean {
  return CHANNELS[act.channel].isOnline;
}
