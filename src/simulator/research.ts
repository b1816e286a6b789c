import { DAY_MS, HOUR_MS, localDay, type Rhythm, timeOn } from './calendar.ts';
import { chooseProduct } from './catalogue.ts';
import { abandonCart, fillCart } from './checkout.ts';
import type { HouseholdRun } from './household-run.ts';
import type { Contact } from './journal.ts';
import type { Mission } from './mission.ts';
import { ARTICLES } from './names.ts';
import type { Random } from './random.ts';
import { askOnSite, call, chat } from './service.ts';
import { checkStock, look, openSession, searchInVain } from './session.ts';
import { showEmptyShelf } from './store-trouble.ts';
import { enterStore, lookAround } from './store-visit.ts';

/** Ways to think about a purchase. `look` is the only one in which a product of the category is seen online. */
type Step = 'look' | 'read' | 'reviews' | 'store' | 'call' | 'chat';

const RHYTHMS: Record<Step, Rhythm> = {
  look: 'web',
  read: 'web',
  reviews: 'web',
  store: 'store',
  call: 'call',
  chat: 'web',
};
/** Products seen longer ago than this no longer count as research for the purchase (metrics.md, ROPO share). */
export const RESEARCH_WINDOW_DAYS = 30;

/** The contacts before the decision: how many, when and where. */
export function planResearch(run: HouseholdRun, mission: Mission): void {
  const random = mission.random.fork(10);
  const { category, decidesAt } = mission;
  const isOnline = mission.research === 'online';
  const count = contactCount(mission, random);
  const spanDays = category.isConsidered
    ? random.between(18, 62)
    : category.kind === 'plain'
      ? 3
      : random.between(3, 12);
  let hasLooked = false;
  let lastLook: { at: number; random: Random } | undefined;
  for (let index = 0; index < count; index++) {
    const own = random.fork(100 + index);
    const daysBefore = spanDays * own.unit() ** 1.4;
    const mayLook = isOnline || daysBefore > RESEARCH_WINDOW_DAYS + 2;
    const step = chooseStep(mission, mayLook, own);
    if (!step) continue;
    const at = placeInTime(decidesAt, daysBefore, RHYTHMS[step], own);
    if (step === 'look') {
      if (daysBefore < RESEARCH_WINDOW_DAYS - 2) hasLooked = true;
      if (!lastLook || at > lastLook.at) lastLook = { at, random: own };
    }
    schedule(run, mission, { step, at, random: own });
  }
  if (isOnline && mission.place !== 'online' && !hasLooked) {
    const own = random.fork(99);
    schedule(run, mission, {
      step: 'look',
      at: placeInTime(decidesAt, own.between(0.1, 5), 'web', own),
      random: own,
    });
  }
  if (isOnline && mission.place === 'store' && mission.checksStock)
    planStockCheck(run, mission, random.fork(98));
  planCartBefore(run, mission, random.fork(97));
}

function contactCount(mission: Mission, random: Random): number {
  const { category } = mission;
  const isOnline = mission.research === 'online';
  const whole = category.isConsidered
    ? isOnline
      ? 6 + random.poisson(4)
      : 2 + random.poisson(2.5)
    : category.kind === 'plain'
      ? random.poisson(isOnline ? 0.7 : 0.2)
      : isOnline
        ? 1 + random.poisson(1.5)
        : random.poisson(0.6);
  return mission.willBuy ? whole : Math.round(whole * 0.6);
}

function chooseStep(mission: Mission, mayLook: boolean, random: Random): Step | undefined {
  const { person, category } = mission;
  const isOnlinePerson = person.style !== 'store';
  return random.weighted([
    ['look', mayLook && isOnlinePerson ? 11 : 0],
    ['read', isOnlinePerson ? 1.4 : 0],
    ['reviews', person.channels.has('review_site') ? 1.2 : 0],
    ['store', person.style === 'online' ? 0 : category.isConsidered ? 1.7 : 0.8],
    ['call', person.channels.has('call') ? 0.8 : 0],
    ['chat', person.channels.has('chat') ? 0.7 : 0],
  ] as const);
}

/** Before the decision, and on another occasion than it: at least an hour earlier. */
function placeInTime(decidesAt: number, daysBefore: number, rhythm: Rhythm, random: Random): number {
  const at = timeOn(localDay(decidesAt - daysBefore * DAY_MS), rhythm, random);
  if (at < decidesAt - HOUR_MS) return at;
  return timeOn(localDay(decidesAt) - 2, rhythm, random) - (rhythm === 'web' ? 0 : DAY_MS);
}

function schedule(
  run: HouseholdRun,
  mission: Mission,
  visit: { step: Step; at: number; random: Random },
): void {
  run.agenda.add(visit.at, () => takeStep(run, mission, visit));
}

function takeStep(
  run: HouseholdRun,
  mission: Mission,
  { step, at, random }: { step: Step; at: number; random: Random },
): void {
  const { person, category } = mission;
  switch (step) {
    case 'look':
      browseFor(openSession(run, person, { at, random, category }), mission);
      return;
    case 'read': {
      const contact = openSession(run, person, { at, random });
      contact.act('Content Viewed', { properties: { article: random.pick(ARTICLES), topic: category.id } });
      return;
    }
    case 'reviews': {
      const contact = openSession(run, person, {
        at,
        random,
        campaign: { name: 'reviews', source: 'reviews.example', medium: 'referral' },
      });
      contact.visit.referrer = { type: 'review', name: 'reviews.example' };
      contact.act('Review Read', {
        channel: 'review_site',
        properties: { category: category.id, site: 'reviews.example' },
      });
      return;
    }
    case 'store': {
      const contact = enterStore(run, person, at, random);
      lookAround(contact, category);
      const product = chooseProduct(category, person.taste, random);
      if (random.chance(0.02)) showEmptyShelf(run, contact, { person, product, random });
      return;
    }
    case 'call':
      call(run, person, { at, random, reason: 'product question' });
      return;
    case 'chat':
      chat(openSession(run, person, { at, random }), 'product question');
      return;
  }
}

/** A session in the category with what else people do there. */
function browseFor(contact: Contact, mission: Mission): void {
  const { random } = contact;
  const { category } = mission;
  const product = look(
    contact,
    category,
    random.chance(0.28) ? 2 : 1,
    random.chance(0.3) ? mission.basket.lines[0]?.product : undefined,
  );
  const extra = random.unit();
  if (extra < 0.05)
    contact.act('Product List Filtered', {
      properties: { list_id: category.id, category: category.id, filters: [{ type: 'price', value: 'low' }] },
    });
  else if (extra < 0.09 && category.isConsidered)
    contact.act('Configurator Saved', { properties: { category: category.id } });
  else if (extra < 0.12) contact.act('Compared', { product });
  else if (extra < 0.15) contact.act('Product Added to Wishlist', { product });
  else if (extra < 0.165)
    contact.act('Product Shared', {
      properties: { share_via: 'link', product_id: product.id, category: category.id },
    });
  else if (extra < 0.18) searchInVain(contact);
  else if (extra < 0.19) contact.act('Out Of Stock Shown', { product });
  askOnSite(contact, extra >= 0.165 && extra < 0.19);
}

/** The day before the walk: is it there? The web shop always says yes; in one incident that is not true. */
function planStockCheck(run: HouseholdRun, mission: Mission, random: Random): void {
  const { person, category, basket } = mission;
  const at = placeInTime(mission.decidesAt, random.between(0.3, 1.4), 'web', random);
  run.agenda.add(at, () => {
    const contact = openSession(run, person, { at, random, category });
    const product = basket.lines[0]?.product;
    if (product) checkStock(contact, product);
  });
}

const CART_CHANCE = { lost: 0.6, store: 0.1, online: 0.16 };

/** Carts that are not filled by the ordering session itself: given up, or left for the store. */
function planCartBefore(run: HouseholdRun, mission: Mission, random: Random): void {
  if (mission.research !== 'online') return;
  const kind = !mission.willBuy ? 'lost' : mission.place === 'online' ? 'online' : 'store';
  if (!random.chance(CART_CHANCE[kind])) return;
  const at = placeInTime(mission.decidesAt, random.between(0.3, 5), 'web', random);
  run.agenda.add(at, () => {
    const contact = openSession(run, mission.person, { at, random, category: mission.category });
    look(contact, mission.category, 1, mission.basket.lines[0]?.product);
    if (kind === 'online') fillCart(contact, mission);
    else abandonCart(run, contact, mission);
  });
}
