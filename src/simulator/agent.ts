import { localDay, timeOn } from './calendar.ts';
import { CATEGORIES, type Category } from './catalogue.ts';
import { abandonCart, buyOnline, orderOf } from './checkout.ts';
import { completeOrder } from './complete-order.ts';
import { HouseholdRun, type ShopSettings } from './household-run.ts';
import { external } from './journal.ts';
import { planMessages } from './messages.ts';
import { type Mission, makeMission, onlineChance } from './mission.ts';
import { TICKET_TOPICS } from './names.ts';
import type { Household, Person } from './people.ts';
import type { Random } from './random.ts';
import { planResearch } from './research.ts';
import { askForHelp, call } from './service.ts';
import { look, openSession } from './session.ts';
import { buyInStore, enterStore, lookAround } from './store-visit.ts';

/** Events per person and year that are not about one purchase, for an activity of 1. */
const YEARLY = { browsing: 7.6, strolling: 1.2, questions: 0.07, mentions: 0.03, referrals: 0.04 };
/** Of the sessions without a purpose. */
const IDLE_CART_CHANCE = 0.11;

/** Lives through the run of one household, everything in the order of time. */
export function simulateHousehold(shop: ShopSettings, household: Household): HouseholdRun {
  const run = new HouseholdRun(shop, household);
  for (const person of household.members) {
    for (const device of person.devices) {
      const wasSignedIn = device.remembers && person.account === 'yes' && !device.neverSignsIn;
      if (wasSignedIn && person.random.fork(5).chance(0.5)) device.signedInWith = device.anonymousIds[0];
    }
    planWishes(run, person);
    planIdleTime(run, person);
    planMessages(run, person);
  }
  run.agenda.runAll();
  return run;
}

function planWishes(run: HouseholdRun, person: Person): void {
  let serial = 0;
  CATEGORIES.forEach((category, index) => {
    const random = person.random.fork(1000 + index);
    const mean = category.wishesPerYear * (person.persona.affinity[category.id] ?? 1) * person.activity;
    const count = random.poisson(mean * run.shop.wishYears);
    for (let wish = 0; wish < count; wish++) {
      planWish(run, person, { category, serial: serial++, random: random.fork(wish) });
    }
  });
}

function planWish(
  run: HouseholdRun,
  person: Person,
  wish: { category: Category; serial: number; random: Random },
): void {
  const { category } = wish;
  const draw = wish.random.fork(2);
  const place = choosePlace(person, category, draw);
  const rhythm = place === 'online' ? 'web' : place;
  const day = run.shop.purchaseDays.get(`${category.id}/${rhythm}`)?.draw(draw);
  if (day === undefined) return;
  const decidesAt = timeOn(day, rhythm, draw);
  const mission = makeMission(person, category, {
    random: wish.random,
    serial: wish.serial,
    place,
    decidesAt,
  });
  planResearch(run, mission);
  if (mission.willBuy) run.agenda.add(decidesAt, () => buy(run, mission));
}

function choosePlace(person: Person, category: Category, random: Random): Mission['place'] {
  const [online, phone] = [random.unit(), random.unit()];
  if (online < onlineChance(person, category)) return 'online';
  return person.channels.has('call') && phone < 0.18 ? 'call' : 'store';
}

function buy(run: HouseholdRun, mission: Mission): void {
  const { person, category, decidesAt: at } = mission;
  if (mission.place === 'store') return buyInStore(run, mission);
  const random = mission.random.fork(40);
  if (mission.place === 'online') {
    const contact = openSession(run, person, { at, random, forPurchase: true, category });
    look(contact, category, 1, mission.basket.lines[0]?.product);
    buyOnline(run, contact, mission);
    return;
  }
  const contact = call(run, person, { at, random, reason: 'order', isAboutOrder: true });
  contact.ids = { external: external(person, 'phone', 'email') };
  mission.basket = { ...mission.basket, method: 'invoice', delivery: 'home' };
  completeOrder(run, contact, {
    ...orderOf(mission, contact, contact.at - 20_000),
    paymentMethod: 'invoice',
  });
}

/** Looking around without a wish, in the web shop and in the stores, and now and then a question or a word to others. */
function planIdleTime(run: HouseholdRun, person: Person): void {
  const years = run.days / 365;
  const liking = CATEGORIES.map(
    (category) => [category, category.wishesPerYear * (person.persona.affinity[category.id] ?? 1)] as const,
  );
  const visits = person.random.fork(3);
  if (person.style !== 'store') {
    const count = visits.poisson(YEARLY.browsing * person.activity * years);
    for (let index = 0; index < count; index++) {
      const random = visits.fork(index);
      const at = timeOn(run.shop.browsingDays.draw(random), 'web', random);
      const category = random.weighted(liking) ?? random.pick(CATEGORIES);
      run.agenda.add(at, () => browseIdly(run, person, { at, random, category, serial: index }));
    }
  }
  if (person.style !== 'online') {
    const count = visits.poisson(YEARLY.strolling * (0.5 + 0.5 * person.activity) * years);
    for (let index = 0; index < count; index++) {
      const random = visits.fork(10_000 + index);
      const at = timeOn(run.shop.strollingDays.draw(random), 'store', random);
      const category = random.weighted(liking) ?? random.pick(CATEGORIES);
      run.agenda.add(at, () => lookAround(enterStore(run, person, at, random), category));
    }
  }
  planWords(run, person, years);
}

function browseIdly(
  run: HouseholdRun,
  person: Person,
  { at, random, category, serial }: { at: number; random: Random; category: Category; serial: number },
): void {
  const contact = openSession(run, person, { at, random, category });
  if (random.chance(0.08)) return;
  look(contact, category, random.chance(0.3) ? 2 : 1);
  if (!random.chance(IDLE_CART_CHANCE)) return;
  const place = 'online';
  const mission = makeMission(person, category, {
    random: random.fork(7),
    serial: 100_000 + serial,
    place,
    decidesAt: at,
  });
  abandonCart(run, contact, mission);
}

function planWords(run: HouseholdRun, person: Person, years: number): void {
  const random = person.random.fork(4);
  const anytime = () => timeOn(run.shop.browsingDays.draw(random), 'web', random);
  if (person.account === 'yes' && random.chance(YEARLY.questions * years)) {
    const at = anytime();
    const topic = random.pick(TICKET_TOPICS);
    run.agenda.add(at, () =>
      askForHelp(run, person, { at, random: random.fork(1), topic, ids: { userId: person.userId } }),
    );
  }
  if (person.channels.has('social') && random.chance(YEARLY.mentions * 3 * years)) {
    const at = anytime();
    const properties = {
      network: 'pictures.example',
      sentiment: random.pick(['positive', 'positive', 'neutral', 'negative']),
    };
    run.agenda.add(at, () => {
      const visit = { person, source: 'social' as const, channel: 'social' as const, sendDelayMs: 0 };
      run.journal.record(visit, {}, at, 'Social Mention', { properties });
    });
  }
  if (person.account === 'yes' && random.chance(YEARLY.referrals * years)) {
    const at = anytime();
    run.agenda.add(at, () => {
      const visit = { person, source: 'orders' as const, channel: 'web' as const, sendDelayMs: 0 };
      const properties = { code: `REF-${person.index}`, reward: 10 };
      run.journal.record(visit, { userId: person.userId }, at, 'Referral Made', { properties });
    });
  }
}

/** The days that a run draws wishes from: it, and some weeks after it, whose research already shows. */
export const WISH_TAIL_DAYS = 45;
export function wishDays(range: { startsAt: number; endsAt: number }): {
  firstDay: number;
  days: number;
  lastDay: number;
} {
  const firstDay = localDay(range.startsAt);
  const lastDay = localDay(range.endsAt);
  return { firstDay, days: lastDay - firstDay + WISH_TAIL_DAYS, lastDay };
}
