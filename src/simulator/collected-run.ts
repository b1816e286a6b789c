import type { GroundTruth } from './ground-truth.ts';
import type { SimulatedItem } from './segment-item.ts';
import { type ShopOptions, simulateShop } from './simulate-shop.ts';

export interface CollectedRun {
  /** repeats included, in the order of arrival */
  items: SimulatedItem[];
  /** repeats left out */
  distinct: SimulatedItem[];
  truth: GroundTruth;
}

/** A whole run in memory, for runs of some thousand people. */
export function collectRun(options: ShopOptions): CollectedRun {
  const shop = simulateShop(options);
  const items = [...shop].flat();
  const seen = new Set<string>();
  const distinct = items.filter(({ item }) => {
    if (seen.has(item.messageId)) return false;
    seen.add(item.messageId);
    return true;
  });
  return { items, distinct, truth: shop.truth };
}
