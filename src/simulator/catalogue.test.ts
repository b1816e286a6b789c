import { describe, expect, it } from 'vitest';
import { CATEGORIES, chooseProduct, PRODUCTS } from './catalogue.ts';
import { Random } from './random.ts';

describe('catalogue', () => {
  it('has twelve products of their own id in every category, within its prices', () => {
    expect(new Set(PRODUCTS.map(({ id }) => id)).size).toBe(PRODUCTS.length);
    for (const category of CATEGORIES) {
      const products = PRODUCTS.filter((product) => product.category === category);
      expect(products.length).toBe(12);
      for (const { price, cost } of products) {
        expect(price).toBeGreaterThan(category.lowestPrice - 1);
        expect(price).toBeLessThanOrEqual(category.highestPrice);
        expect(cost).toBeLessThan(price / 1.19);
      }
    }
  });

  it('moves the choice up with the taste', () => {
    const meanPrice = (taste: number) => {
      const random = new Random(1);
      const [category] = CATEGORIES;
      if (!category) throw new Error('no category');
      const prices = Array.from({ length: 2000 }, () => chooseProduct(category, taste, random).price);
      return prices.reduce((sum, price) => sum + price, 0) / prices.length;
    };
    expect(meanPrice(1.2)).toBeGreaterThan(1.05 * meanPrice(0.8));
  });
});
