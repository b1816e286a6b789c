import { localDay, timeOn } from './calendar.ts';
import { CATEGORIES, type Category, chooseProduct } from './catalogue.ts';
import { abandonCart } from './checkout.ts';
import type { HouseholdRun } from './household-run.ts';
import { EFFECTS } from './incidents.ts';
import { makeMission } from './mission.ts';
import { TICKET_TOPICS } from './names.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { askForHelp } from './service.ts';
import { checkStock, look, openSession } from './session.ts';
import { showEmptyShelf } from './store-trouble.ts';
import { enterStore, lookAround } from './store-visit.ts';

/** Events per person and year that are not about one purchase, for an activity of 1. */
const YEARLY = { browsing: 8.4, strolling: 1.2, questions: 0.07, mentions: 0.03, referrals: 0.04 };
/** Of the sessions without a purpose. */
const IDLE_CART_CHANCE = 0.095;

const STOCK_CHECK_CHANCE = 0.3;

/** Looking around without a wish, in the web shop and in the stores, and now and then a question or a word to others. */
export function planIdleTime(run: HouseholdRun, person: Person): void {
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
      planStroll(run, person, { at, random, category });
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

/** A walk through the store; some ask the web shop first whether the thing is there. */
function planStroll(
  run: HouseholdRun,
  person: Person,
  walk: { at: number; random: Random; category: Category },
): void {
  const { at, random, category } = walk;
  const checks = person.style === 'both' && random.chance(STOCK_CHECK_CHANCE);
  const product = chooseProduct(category, person.taste, random);
  if (checks) {
    const own = random.fork(1);
    const checkedAt = timeOn(localDay(at) - 1, 'web', own);
    run.agenda.add(checkedAt, () =>
      checkStock(openSession(run, person, { at: checkedAt, random: own, category }), product),
    );
  }
  run.agenda.add(at, () => {
    const contact = enterStore(run, person, at, random);
    lookAround(contact, category);
    const isMissing = checks && random.fork(2).chance(EFFECTS.phantomStockHits);
    if (!isMissing || !run.shop.ledger.holding('phantom-stock', contact.at, person.storeId)) return;
    run.shop.ledger.hit('phantom-stock', person.id);
    showEmptyShelf(run, contact, { person, product, random });
  });
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
