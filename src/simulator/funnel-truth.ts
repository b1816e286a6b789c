import { DAY_MS } from './calendar.ts';
import type { Facts } from './ground-truth.ts';
import type { Act, Visit } from './journal.ts';
import { ratio } from './ropo.ts';

export const FUNNEL_STEPS = [
  'Product Viewed',
  'Product Added',
  'Checkout Started',
  'Order Completed',
] as const;
export const FUNNEL_WINDOW_DAYS = 14;
const steps: readonly string[] = FUNNEL_STEPS;
const WINDOW_MS = FUNNEL_WINDOW_DAYS * DAY_MS;

/** The way from a product to an order: by people, by sessions and by carts. */
export class FunnelTally {
  private readonly truePeople = FUNNEL_STEPS.map(() => 0);
  private readonly observablePeople = FUNNEL_STEPS.map(() => 0);
  private viewSessions = 0;
  private cartSessions = 0;
  private carts = 0;
  private cartsOrdered = 0;

  /** Acts of one household in the order of time. */
  add(acts: readonly Act[], observedPerson: (act: Act) => string | undefined): void {
    countDepths(
      this.truePeople,
      groupBy(acts, (act) => act.visit.person),
    );
    countDepths(this.observablePeople, groupBy(acts, observedPerson));
    this.addSessions(acts);
    this.addCarts(acts);
  }

  private addSessions(acts: readonly Act[]): void {
    const viewed = new Set<Visit>();
    const filled = new Set<Visit>();
    for (const act of acts) {
      if (act.name === 'Product Viewed') viewed.add(act.visit);
      if (act.name === 'Product Added' && viewed.has(act.visit)) filled.add(act.visit);
    }
    this.viewSessions += viewed.size;
    this.cartSessions += filled.size;
  }

  private addCarts(acts: readonly Act[]): void {
    const firstAdds = new Map<unknown, Act>();
    for (const act of acts) {
      const cartId = act.name === 'Product Added' ? act.properties?.cart_id : undefined;
      if (cartId !== undefined && !firstAdds.has(cartId)) firstAdds.set(cartId, act);
    }
    const orders = acts.filter((act) => act.order);
    this.carts += firstAdds.size;
    for (const add of firstAdds.values()) {
      const isOrdered = orders.some(
        (order) =>
          order.visit.person === add.visit.person && order.at > add.at && order.at <= add.at + WINDOW_MS,
      );
      if (isOrdered) this.cartsOrdered++;
    }
  }

  finish(): Facts['funnel'] {
    return {
      windowDays: FUNNEL_WINDOW_DAYS,
      steps: FUNNEL_STEPS,
      truePeople: this.truePeople,
      observablePeople: this.observablePeople,
      viewSessions: this.viewSessions,
      cartSessions: this.cartSessions,
      viewToCartShare: ratio(this.cartSessions, this.viewSessions),
      carts: this.carts,
      cartsOrdered: this.cartsOrdered,
      cartToOrderShare: ratio(this.cartsOrdered, this.carts),
    };
  }
}

function groupBy<Key>(acts: readonly Act[], keyOf: (act: Act) => Key | undefined): Map<Key, Act[]> {
  const groups = new Map<Key, Act[]>();
  for (const act of acts) {
    const key = keyOf(act);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(act);
    else groups.set(key, [act]);
  }
  return groups;
}

function countDepths<Key>(counts: number[], groups: Map<Key, Act[]>): void {
  for (const acts of groups.values()) {
    const depth = funnelDepth(acts);
    for (let step = 0; step < depth; step++) counts[step] = (counts[step] ?? 0) + 1;
  }
}

/**
 * How many steps one person reaches in order, all within the window from the first: for each step the latest entry
 * that can have reached it is remembered (specs/reports.md 6, rules 1 to 4; every act here has its own instant).
 */
export function funnelDepth(acts: readonly { name: string; at: number }[]): number {
  const entries: (number | undefined)[] = FUNNEL_STEPS.map(() => undefined);
  let depth = 0;
  for (const act of acts) {
    const step = steps.indexOf(act.name);
    if (step < 0) continue;
    const entry = step === 0 ? act.at : entries[step - 1];
    if (entry === undefined || act.at - entry > WINDOW_MS) continue;
    entries[step] = entry;
    depth = Math.max(depth, step + 1);
  }
  return depth;
}
