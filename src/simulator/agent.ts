import { localDay, timeOn } from './calendar.ts';
import { CATEGORIES, type Category } from './catalogue.ts';
import { buyOnline, orderOf } from './checkout.ts';
import { completeOrder } from './complete-order.ts';
import { HouseholdRun, type ShopSettings } from './household-run.ts';
import { planIdleTime } from './idle-time.ts';
import { external } from './journal.ts';
import { planMessages } from './messages.ts';
import { type Mission, makeMission, onlineChance } from './mission.ts';
import type { Household, Person } from './people.ts';
import type { Random } from './random.ts';
import { planResearch } from './research.ts';
import { call } from './service.ts';
import { look, openSession } from './session.ts';
import { buyInStore } from './store-visit.ts';

/** Lives through the run of one household, everything in the order of time. */
export function simulateHousehold(shop: ShopSettings, household: Household): HouseholdRun {
  const run = new HouseholdRun(shop, household);
  for (const person of household.members) {
    for (const device of person.devices) {
      const wasSignedIn = device.remembers && person.account === 'yes' && !device.neverSignsIn;
      if (wasSignedIn && person.random.fork(5).chance(0.75)) device.signedInWith = device.anonymousIds[0];
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
  if (mission.place === 'store') {
    buyInStore(run, mission);
    return;
  }
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
