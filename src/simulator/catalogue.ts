import type { Random } from './random.ts';

/** Why a category is looked at before it is bought; `plain` ones mostly are not. */
export type CategoryKind = 'expensive' | 'fitting' | 'technical' | 'diy' | 'plain';

export interface Category {
  id: string;
  name: string;
  kind: CategoryKind;
  /** bought after weeks and many contacts */
  isConsidered: boolean;
  /** wishes per person and year */
  wishesPerYear: number;
  /** share of its orders that are placed online, before the person's own taste */
  onlineShare: number;
  /** chance that somebody who buys in the store looked online for that purchase; the realised share is in the truth */
  researchChance: number;
  returnShare: number;
  lowestPrice: number;
  highestPrice: number;
  /** people take more than one */
  maxQuantity: number;
  /** multiplies the shop's own season, January first */
  season: readonly number[];
  nouns: readonly string[];
  /** what people type into a search engine */
  query: string;
}

export interface Product {
  id: string;
  category: Category;
  name: string;
  brand: string;
  /** EUR, tax included, the same in every channel unless an incident says otherwise */
  price: number;
  cost: number;
}

const EVEN = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
const SPRING = [0.4, 0.6, 1.4, 2.1, 2, 1.5, 1, 0.8, 0.8, 0.6, 0.4, 0.4];
const AUTUMN = [1, 0.8, 0.8, 0.6, 0.5, 0.4, 0.4, 0.8, 1.5, 1.9, 1.8, 1.5];
const GIFTS = [0.6, 0.6, 0.8, 0.8, 0.8, 0.8, 0.7, 0.7, 0.8, 1, 1.9, 2.5];
const MOVING = [0.9, 0.9, 1, 1.1, 1, 0.9, 1.1, 1.2, 1.3, 1.2, 0.8, 0.6];

export const CATEGORIES: readonly Category[] = [
  considered('sofas', 'Sofas', 'expensive', 0.085, 0.28, 420, 1500, MOVING, [
    'Sofa',
    'Corner sofa',
    'Sofa bed',
  ]),
  considered('beds', 'Beds and mattresses', 'fitting', 0.085, 0.32, 280, 1150, MOVING, [
    'Bed frame',
    'Mattress',
  ]),
  considered('kitchens', 'Kitchens', 'expensive', 0.05, 0.14, 690, 1900, EVEN, [
    'Kitchen unit',
    'Kitchen island',
  ]),
  considered('appliances', 'Large appliances', 'technical', 0.095, 0.45, 290, 980, EVEN, [
    'Washing machine',
    'Fridge',
    'Oven',
  ]),
  considered('tv-audio', 'TV and audio', 'technical', 0.1, 0.5, 240, 1250, GIFTS, [
    'OLED TV',
    'Soundbar',
    'LED TV',
  ]),
  considered('computers', 'Computers', 'technical', 0.085, 0.55, 340, 1250, GIFTS, [
    'Notebook',
    'Tablet',
    'Monitor',
  ]),
  looked('power-tools', 'Power tools', 'technical', 0.23, 0.34, 45, 280, 0.1, SPRING, [
    'Cordless drill',
    'Jigsaw',
    'Sander',
  ]),
  looked('flooring-paint', 'Flooring and paint', 'diy', 0.15, 0.22, 35, 240, 0.06, SPRING, [
    'Laminate',
    'Wall paint',
    'Parquet',
  ]),
  looked('shoes', 'Shoes', 'fitting', 0.24, 0.42, 45, 150, 0.3, EVEN, ['Sneaker', 'Boot', 'Walking shoe']),
  looked('coats', 'Coats and suits', 'fitting', 0.18, 0.38, 80, 260, 0.3, AUTUMN, [
    'Wool coat',
    'Rain jacket',
    'Suit',
  ]),
  plain('textiles', 'Home textiles', 0.2, 0.4, 12, 80, EVEN, ['Bed linen', 'Curtain', 'Throw']),
  plain('lighting', 'Lighting', 0.16, 0.42, 15, 120, AUTUMN, ['Table lamp', 'Pendant', 'Floor lamp']),
  plain('kitchenware', 'Kitchenware', 0.2, 0.38, 8, 75, GIFTS, ['Pan', 'Knife set', 'Tableware']),
  plain('decoration', 'Decoration', 0.2, 0.36, 6, 60, GIFTS, ['Vase', 'Candle holder', 'Frame']),
  plain('basics', 'Fashion basics', 0.22, 0.48, 10, 45, EVEN, ['T-shirt', 'Socks', 'Jeans']),
  plain('garden', 'Garden', 0.16, 0.26, 8, 95, SPRING, ['Planter', 'Hose', 'Garden chair']),
  plain('toys', 'Toys', 0.12, 0.45, 10, 60, GIFTS, ['Building set', 'Puzzle', 'Doll']),
];

function considered(
  ...[id, name, kind, wishesPerYear, onlineShare, lowestPrice, highestPrice, season, nouns]: [
    string,
    string,
    CategoryKind,
    number,
    number,
    number,
    number,
    readonly number[],
    readonly string[],
  ]
): Category {
  const [returnShare, isConsidered, maxQuantity] = [0.09, true, 1];
  const shape = { id, name, kind, isConsidered, wishesPerYear, onlineShare, returnShare, lowestPrice };
  return { ...shape, highestPrice, maxQuantity, season, nouns, query: queryOf(nouns), researchChance: 0.49 };
}

function looked(
  ...[id, name, kind, wishesPerYear, onlineShare, lowestPrice, highestPrice, returnShare, season, nouns]: [
    string,
    string,
    CategoryKind,
    number,
    number,
    number,
    number,
    number,
    readonly number[],
    readonly string[],
  ]
): Category {
  const [isConsidered, maxQuantity] = [false, 2];
  const shape = { id, name, kind, isConsidered, wishesPerYear, onlineShare, returnShare, lowestPrice };
  return { ...shape, highestPrice, maxQuantity, season, nouns, query: queryOf(nouns), researchChance: 0.49 };
}

function plain(
  ...[id, name, wishesPerYear, onlineShare, lowestPrice, highestPrice, season, nouns]: [
    string,
    string,
    number,
    number,
    number,
    number,
    readonly number[],
    readonly string[],
  ]
): Category {
  const [kind, isConsidered, maxQuantity, returnShare] = ['plain' as const, false, 4, 0.11];
  const shape = { id, name, kind, isConsidered, wishesPerYear, onlineShare, returnShare, lowestPrice };
  return { ...shape, highestPrice, maxQuantity, season, nouns, query: queryOf(nouns), researchChance: 0.1 };
}

function queryOf(nouns: readonly string[]): string {
  return (nouns[0] ?? '').toLowerCase();
}

const SERIES = [
  'Alster',
  'Brocken',
  'Dune',
  'Elbe',
  'Fehmarn',
  'Geest',
  'Harz',
  'Isar',
  'Jade',
  'Kiel',
  'Lahn',
  'Mole',
];
const BRANDS = ['Nordhaus', 'Lindholm', 'Kranich', 'Werkmann', 'Ostwind', 'Halden'];

/** The same assortment in every run: twelve products per category, from cheap to dear. */
export const PRODUCTS: readonly Product[] = CATEGORIES.flatMap((category) =>
  SERIES.map((series, index) => {
    const ratio = category.highestPrice / category.lowestPrice;
    const price = Math.round(category.lowestPrice * ratio ** (index / (SERIES.length - 1))) - 0.05;
    const noun = category.nouns[index % category.nouns.length] ?? category.name;
    return {
      id: `${category.id.slice(0, 3).toUpperCase()}-${String(index + 1).padStart(3, '0')}`,
      category,
      name: `${noun} ${series}`,
      brand: BRANDS[(index + category.id.length) % BRANDS.length] ?? 'Nordhaus',
      price: Math.round(price * 100) / 100,
      cost: Math.round(price * 58) / 100,
    };
  }),
);

const productsByCategory = new Map(
  CATEGORIES.map((category) => [
    category.id,
    PRODUCTS.filter((product) => product.category.id === category.id),
  ]),
);

/** Cheap ones sell more often; `taste` above 1 moves the choice up. */
export function chooseProduct(category: Category, taste: number, random: Random): Product {
  const products = productsByCategory.get(category.id) ?? [];
  const place = Math.min(products.length - 1, Math.floor(products.length * random.unit() ** (1 / taste)));
  return products[place] ?? random.pick(products);
}

export const PLAIN_CATEGORIES = CATEGORIES.filter((category) => category.kind === 'plain');
