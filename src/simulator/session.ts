import { type Category, chooseProduct, type Product, queryFor } from './catalogue.ts';
import { anonymousIdOf, type Device } from './devices.ts';
import type { HouseholdRun } from './household-run.ts';
import { Contact, external, type Identifiers, type Visit } from './journal.ts';
import { BRAND_QUERIES, ZERO_RESULT_QUERIES } from './names.ts';
import { productProperties } from './order.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

export interface SessionWish {
  /** a purchase needs a device on which the person may show who they are */
  forPurchase?: boolean;
  /** what they are after, for the words of a search */
  category?: Category;
  /** came by a click in a mail */
  campaign?: Visit['campaign'];
}

/** Opens the web shop or the app: chooses the device, arrives by some way, is signed in or not. */
export function openSession(
  run: HouseholdRun,
  person: Person,
  start: { at: number; random: Random } & SessionWish,
): Contact {
  const { random } = start;
  const device = chooseDevice(person, start.forPurchase === true, random);
  const channel = device.kind === 'app' ? 'app' : 'web';
  const visit: Visit = {
    person,
    source: channel,
    channel,
    device,
    sendDelayMs:
      device.kind === 'app' && random.chance(0.05) ? Math.round(random.exponential(5 * 3_600_000)) : 0,
  };
  const anonymousId = anonymousIdOf(device, run.shareOfRun(start.at));
  const isKnown = device.signedInWith === anonymousId;
  const contact = new Contact(run.journal, {
    visit,
    at: start.at,
    random,
    ids: idsOn(device, anonymousId, isKnown ? person.userId : undefined),
  });
  if (start.campaign) {
    visit.campaign = start.campaign;
    visit.referrer = { type: 'email', name: 'newsletter' };
  } else if (channel === 'web') {
    arrive(contact, start.category);
  }
  if (channel === 'app') contact.act('Home', { type: 'screen' }, [0, 4]);
  else contact.act(landingName(start.category, random), { type: 'page' }, [1, 6]);
  if (isKnown && !device.isIntroduced) identify(contact);
  if (!isKnown && person.account === 'yes' && !device.neverSignsIn) {
    if (random.chance(device.kind === 'app' ? 0.85 : device.kind === 'shared' ? 0.5 : 0.4)) signIn(contact);
  }
  return contact;
}

function landingName(category: Category | undefined, random: Random): string {
  return category && random.chance(0.6) ? category.name : 'Home';
}

function chooseDevice(person: Person, isForPurchase: boolean, random: Random): Device {
  const usable = person.devices.filter(
    (device) =>
      !isForPurchase ||
      (device.kind === 'shared' ? person.account !== 'no' : person.account === 'no' || !device.neverSignsIn),
  );
  const { mobileShare } = person.persona;
  const device = random.weighted(
    (usable.length > 0 ? usable : person.devices).map((one) => {
      const weight = { app: 1.1, mobile: mobileShare, desktop: 1 - mobileShare, shared: 0.16 }[one.kind];
      return [one, weight] as const;
    }),
  );
  if (!device) throw new Error(`${person.id} has no device`);
  return device;
}

function idsOn(device: Device, anonymousId: string, userId: string | undefined): Identifiers {
  return {
    anonymousId,
    ...(userId ? { userId } : {}),
    ...(device.deviceId ? { external: [{ type: 'device_id' as const, value: device.deviceId }] } : {}),
  };
}

/** The click on an ad, a search result or a post that leads to a session, in the channel where it was made. */
function arrive(contact: Contact, category: Category | undefined): void {
  const { random, visit } = contact;
  const { channels } = visit.person;
  const way = random.weighted([
    ['search', channels.has('search') ? 5 : 0],
    ['ads', channels.has('ads') ? 2.4 : 0],
    ['social', channels.has('social') ? 2 : 0],
    ['direct', 5],
  ] as const);
  if (way === 'search') {
    const isBranded = !category || random.chance(0.4);
    const query = isBranded ? random.pick(BRAND_QUERIES) : queryFor(category);
    visit.referrer = { type: 'search', name: 'search.example' };
    contact.act(
      'Search Result Clicked',
      { channel: 'search', properties: { query, branded: isBranded } },
      [0, 1],
    );
  } else if (way === 'ads') {
    visit.campaign = {
      name: category ? `${category.id}-ads` : 'brand-ads',
      source: 'ads.example',
      medium: 'cpc',
    };
    visit.referrer = { type: 'ad', name: 'ads.example' };
    contact.act('Ad Clicked', { channel: 'ads', properties: { campaign: visit.campaign.name } }, [0, 1]);
  } else if (way === 'social') {
    visit.campaign = { name: 'room-stories', source: 'pictures.example', medium: 'social' };
    visit.referrer = { type: 'social', name: 'pictures.example' };
    contact.act(
      'Social Post Clicked',
      { channel: 'social', properties: { network: 'pictures.example' } },
      [0, 1],
    );
  }
}

/** From here on the session carries the user id; `identify` connects it with the mail address, the phone and the card. */
export function signIn(contact: Contact, isNew = false): void {
  const { person, device } = contact.visit;
  if (!device || contact.ids.userId) return;
  const { anonymousId = '' } = contact.ids;
  contact.ids = idsOn(device, anonymousId, person.userId);
  contact.act(isNew ? 'Signed Up' : 'Signed In', { properties: { method: 'password' } }, [8, 40]);
  identify(contact);
  if (device.remembers && device.kind !== 'shared') device.signedInWith = anonymousId;
}

function identify(contact: Contact): void {
  const { person } = contact.visit;
  const types = [
    'email' as const,
    'phone' as const,
    ...(person.isCardLinked && person.loyalty === 'yes' ? ['loyalty_card' as const] : []),
  ];
  if (contact.visit.device) contact.visit.device.isIntroduced = true;
  const before = contact.ids;
  contact.ids = { ...before, external: [...(before.external ?? []), ...external(person, ...types)] };
  contact.act('identify', { type: 'identify' }, [0, 1]);
  contact.ids = before;
}

/** Searches or opens the list, then looks at products of the category; gives back the last one. */
export function look(contact: Contact, category: Category, views: number, wanted?: Product): Product {
  const { random, visit } = contact;
  const way = random.unit();
  if (way < 0.4) {
    const products = Array.from({ length: 3 }, (_, index) => ({
      ...productProperties(chooseProduct(category, 1, random)),
      position: index + 1,
    }));
    contact.act('Product List Viewed', {
      properties: { list_id: category.id, category: category.id, products },
    });
  } else if (way < 0.58) {
    contact.act('Products Searched', {
      properties: { query: queryFor(category), results: random.whole(8, 60) },
    });
  }
  let product = wanted ?? chooseProduct(category, visit.person.taste, random);
  for (let count = 0; count < views; count++) {
    if (count > 0 && !wanted) product = chooseProduct(category, visit.person.taste, random);
    if (visit.channel === 'web' && random.chance(0.12)) {
      contact.act('Product', { type: 'page', properties: { path: `/product/${product.id}` } }, [4, 50]);
    }
    contact.act('Product Viewed', { product }, [5, 80]);
  }
  return product;
}

/** A search that finds nothing: demand that the shop does not serve. */
export function searchInVain(contact: Contact): void {
  const query = contact.random.pick(ZERO_RESULT_QUERIES);
  contact.act('Products Searched', { properties: { query, results: 0 } });
}

/** Is it in my store? The web shop always says yes; in one incident that is not true. */
export function checkStock(contact: Contact, wanted: Product): void {
  const { category, id } = wanted;
  look(contact, category, 1, wanted);
  const { storeId } = contact.visit.person;
  const properties = { product_id: id, category: category.id, available: true, store_id: storeId };
  contact.act('Store Availability Checked', { properties });
}
