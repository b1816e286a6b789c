import type { Channel } from '../channels.ts';
import type { ItemType } from './event-names.ts';
import type { Identifier } from './identifiers.ts';
import type { JsonObject } from './json.ts';
import type { AmountUnits } from './money.ts';

/** How an item reached us; decides the clock rule only (the channel says where the contact happened). */
export type SourceKind = 'browser' | 'mobile' | 'server' | 'import';

/** One event in the form of the event log (table `events`), before identity, code and seq are known. */
export interface NormalisedEvent {
  type: ItemType;
  /** name after aliases; the original, where it differs, is `context.original_event` */
  event: string;
  /** when it happened, milliseconds since 1970 */
  atMs: number;
  /** the client's clock when it happened */
  originalAtMs: number | null;
  /** the client's clock when it was sent */
  sentAtMs: number | null;
  /** as sent, or a hash of what the item says */
  messageId: string;
  /** strongest first; may be empty */
  identifiers: Identifier[];
  channel: Channel;
  /** signed, ten-thousandths of the currency unit; null where the event carries no money */
  amount: AmountUnits | null;
  /** ISO 4217, '' = not said */
  currency: string;
  orderId: string;
  session: string;
  location: string;
  device: '' | 'desktop' | 'mobile' | 'tablet';
  campaign: string;
  /** of the first product */
  category: string;
  /** the account (company, household) that a group item or `account_id` names */
  accountId: string;
  /** all properties as sent, with `products` in canonical form; the traits of identify and group under `traits` */
  properties: JsonObject;
  /** context of batch and item; `item` holds top-level keys that are not Segment's */
  context: JsonObject;
  /** what an identify says about the person; null for every other type */
  traits: JsonObject | null;
  /** stable JSON of what the item says, without transport: equal text = a copy, other text under the same messageId = a conflict */
  canonical: string;
}
