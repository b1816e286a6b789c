import { CHANNELS } from '../shared/channels.ts';
import { DAY_MS } from './calendar.ts';
import { CATEGORIES, type Category } from './catalogue.ts';
import type { RopoRow } from './ground-truth.ts';
import type { Act } from './journal.ts';
import type { Order } from './order.ts';
import { isOnline } from './own-acts.ts';
import { RESEARCH_WINDOW_DAYS } from './research.ts';

const WINDOW_MS = RESEARCH_WINDOW_DAYS * DAY_MS;

/**
 * Research online, purchase offline (metrics.md): orders in offline channels whose buyer had Product Viewed of the
 * same category in an online channel within the 30 days before (both ends included), over all such orders. An order
 * with products of two categories counts in both.
 */
export class RopoTally {
  private readonly rows = new Map<string, RopoRow>(
    CATEGORIES.map((one) => [one.id, emptyRow(one.id, one.kind)]),
  );

  /** Acts of one household in the order of time; gives back the ids of the researched orders. */
  add(
    acts: readonly Act[],
    orders: readonly Order[],
    observedPerson: (act: Act) => string | undefined,
  ): Set<string> {
    const researchedIds = new Set<string>();
    const views = acts.filter((act) => act.name === 'Product Viewed' && isOnline(act));
    for (const order of orders) {
      if (CHANNELS[order.channel].isOnline) continue;
      const buyer = acts.find((act) => act.order === order);
      const observedBuyer = buyer && observedPerson(buyer);
      const inWindow = views.filter((view) => view.at <= order.at && view.at >= order.at - WINDOW_MS);
      for (const category of new Set(order.lines.map((line) => line.product.category))) {
        const ofCategory = inWindow.filter((view) => view.product?.category === category);
        const isResearched = ofCategory.some((view) => view.visit.person === order.person);
        if (isResearched && category === order.category) researchedIds.add(order.id);
        this.count(category, {
          isResearched,
          isIdentified: observedBuyer !== undefined,
          isObservable:
            observedBuyer !== undefined && ofCategory.some((view) => observedPerson(view) === observedBuyer),
        });
      }
    }
    return researchedIds;
  }

  private count(
    category: Category,
    order: { isResearched: boolean; isIdentified: boolean; isObservable: boolean },
  ): void {
    const row = this.rows.get(category.id);
    if (!row) return;
    row.offlineOrders++;
    if (order.isResearched) row.researched++;
    if (order.isIdentified) row.identifiedOrders++;
    if (order.isIdentified && order.isResearched) row.identifiedResearched++;
    if (order.isObservable) row.observableResearched++;
  }

  /** By category, and the two groups: those that people look at before buying, and the rest. */
  finish(): { categories: RopoRow[]; looked: RopoRow; others: RopoRow } {
    const categories = [...this.rows.values()].map(withShares);
    const group = (name: string, has: (row: RopoRow) => boolean) =>
      withShares(categories.filter(has).reduce(addRows, emptyRow(name, 'all')));
    return {
      categories,
      looked: group('looked', (row) => row.kind !== 'plain'),
      others: group('others', (row) => row.kind === 'plain'),
    };
  }
}

function emptyRow(category: string, kind: RopoRow['kind']): RopoRow {
  const counts = {
    offlineOrders: 0,
    researched: 0,
    identifiedOrders: 0,
    identifiedResearched: 0,
    observableResearched: 0,
  };
  return { category, kind, ...counts, share: 0, identifiedShare: 0, observableShare: 0 };
}

function addRows(sum: RopoRow, row: RopoRow): RopoRow {
  return {
    ...sum,
    offlineOrders: sum.offlineOrders + row.offlineOrders,
    researched: sum.researched + row.researched,
    identifiedOrders: sum.identifiedOrders + row.identifiedOrders,
    identifiedResearched: sum.identifiedResearched + row.identifiedResearched,
    observableResearched: sum.observableResearched + row.observableResearched,
  };
}

function withShares(row: RopoRow): RopoRow {
  return {
    ...row,
    share: ratio(row.researched, row.offlineOrders),
    identifiedShare: ratio(row.identifiedResearched, row.identifiedOrders),
    observableShare: ratio(row.observableResearched, row.identifiedOrders),
  };
}

/** 0 where there is nothing to divide by. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
