import type { Channel } from '../shared/channels.ts';
import type { Product } from './catalogue.ts';
import type { Device } from './devices.ts';
import type { Order } from './order.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { SourceName } from './sources.ts';

export interface ExternalIdentifier {
  type: 'email' | 'phone' | 'loyalty_card' | 'device_id';
  value: string;
}

/** What an item says about who it was; empty for a till without a card. */
export interface Identifiers {
  anonymousId?: string;
  userId?: string;
  external?: readonly ExternalIdentifier[];
}
export const UNKNOWN: Identifiers = {};

export interface Campaign {
  name: string;
  source: string;
  medium: string;
}

/** One meeting of a person with the shop: a session, a call, a walk through a store, or one message of a system. */
export interface Visit {
  person: Person;
  source: SourceName;
  channel: Channel;
  device?: Device;
  locationId?: string;
  campaign?: Campaign;
  /** the page that led here */
  referrer?: { type: 'search' | 'social' | 'email' | 'ad' | 'review'; name: string };
  /** an app without network keeps its events so long */
  sendDelayMs: number;
}

export type Properties = Record<string, unknown>;

/** One event in compact form; the Segment payload is written from it when the item leaves (see segment-item.ts). */
export interface Act {
  at: number;
  /** position among the household's events, part of the messageId */
  serial: number;
  type: 'track' | 'page' | 'screen' | 'identify';
  name: string;
  channel: Channel;
  visit: Visit;
  ids: Identifiers;
  properties: Properties | undefined;
  product: Product | undefined;
  order: Order | undefined;
}

export interface ActDetails {
  type?: Act['type'];
  properties?: Properties;
  product?: Product;
  order?: Order;
  /** where it is not the visit's channel, such as the ad that led to a session */
  channel?: Channel;
}

/** All that one household did inside the run. */
export class Journal {
  readonly acts: Act[] = [];
  private readonly range: { startsAt: number; endsAt: number };
  private serial = 0;

  constructor(range: { startsAt: number; endsAt: number }) {
    this.range = range;
  }

  /** False when the instant lies outside the run: then nothing happened as far as the shop's data say. */
  record(visit: Visit, ids: Identifiers, at: number, name: string, details: ActDetails = {}): boolean {
    const whole = Math.floor(at);
    if (whole < this.range.startsAt || whole >= this.range.endsAt) return false;
    this.acts.push({
      at: whole,
      serial: this.serial++,
      type: details.type ?? 'track',
      name,
      channel: details.channel ?? visit.channel,
      visit,
      ids,
      properties: details.properties,
      product: details.product,
      order: details.order,
    });
    return true;
  }
}

/** A visit under way: remembers the time and who the systems think it is. */
export class Contact {
  readonly journal: Journal;
  readonly visit: Visit;
  readonly random: Random;
  at: number;
  ids: Identifiers;

  constructor(journal: Journal, start: { visit: Visit; at: number; ids: Identifiers; random: Random }) {
    this.journal = journal;
    this.visit = start.visit;
    this.random = start.random;
    this.at = Math.floor(start.at);
    this.ids = start.ids;
  }

  /** The next event of the visit, some seconds after the one before. */
  act(name: string, details: ActDetails = {}, seconds: readonly [number, number] = [6, 75]): boolean {
    this.at += Math.ceil(this.random.between(seconds[0], seconds[1]) * 1000);
    return this.journal.record(this.visit, this.ids, this.at, name, details);
  }
}

/** One event of a system about a person, such as a mail that was sent. */
export function note(
  journal: Journal,
  visit: Omit<Visit, 'sendDelayMs'>,
  what: { at: number; name: string; ids: Identifiers } & ActDetails,
): boolean {
  return journal.record({ ...visit, sendDelayMs: 0 }, what.ids, what.at, what.name, what);
}

export function external(
  person: Person,
  ...types: readonly ExternalIdentifier['type'][]
): ExternalIdentifier[] {
  return types.map((type) => ({ type, value: externalValue(person, type) }));
}

function externalValue(person: Person, type: ExternalIdentifier['type']): string {
  switch (type) {
    case 'email':
      return person.email;
    case 'phone':
      return person.phone;
    case 'loyalty_card':
      return person.loyaltyCard;
    case 'device_id':
      return person.devices.find((device) => device.deviceId)?.deviceId ?? '';
  }
}
