import type { Random } from './random.ts';

/** Why a category is looked at before it is bought; `plain` ones mostly are not. */
export type CategoryKind = 'expensive' | 'fitting' | 'technical' | 'diy' | 'plain';

export interface Category {
  id: string;
  /** begins the ids of its products */
  code: string;
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

/** Bought after weeks and many contacts. */
const CONSIDERED = { isConsidered: true, researchChance: 0.49, returnShare: 0.09, maxQuantity: 1 };
/** Tried on or compared first, but soon bought. */
const LOOKED_AT = { isConsidered: false, researchChance: 0.49, maxQuantity: 2 };
const PLAIN = {
  kind: 'plain' as const,
  isConsidered: false,
  researchChance: 0.1,
  returnShare: 0.11,
  maxQuantity: 4,
};

export const CATEGORIES: readonly Category[] = [
  {
    ...CONSIDERED,
    id: 'sofas',
    code: 'SOF',
    name: 'Sofas',
    kind: 'expensive',
    wishesPerYear: 0.085,
    onlineShare: 0.28,
    lowestPrice: 420,
    highestPrice: 1500,
    season: MOVING,
    nouns: ['Sofa', 'Corner sofa', 'Sofa bed'],
  },
  {
    ...CONSIDERED,
    id: 'beds',
    code: 'BED',
    name: 'Beds and mattresses',
    kind: 'fitting',
    wishesPerYear: 0.085,
    onlineShare: 0.32,
    lowestPrice: 280,
    highestPrice: 1150,
    season: MOVING,
    nouns: ['Bed frame', 'Mattress'],
  },
  {
    ...CONSIDERED,
    id: 'kitchens',
    code: 'KIT',
    name: 'Kitchens',
    kind: 'expensive',
    wishesPerYear: 0.05,
    onlineShare: 0.14,
    lowestPrice: 690,
    highestPrice: 1900,
    season: EVEN,
    nouns: ['Kitchen unit', 'Kitchen island'],
  },
  {
    ...CONSIDERED,
    id: 'appliances',
    code: 'APP',
    name: 'Large appliances',
    kind: 'technical',
    wishesPerYear: 0.095,
    onlineShare: 0.45,
    lowestPrice: 290,
    highestPrice: 980,
    season: EVEN,
    nouns: ['Washing machine', 'Fridge', 'Oven'],
  },
  {
    ...CONSIDERED,
    id: 'tv-audio',
    code: 'TVA',
    name: 'TV and audio',
    kind: 'technical',
    wishesPerYear: 0.1,
    onlineShare: 0.5,
    lowestPrice: 240,
    highestPrice: 1250,
    season: GIFTS,
    nouns: ['OLED TV', 'Soundbar', 'LED TV'],
  },
  {
    ...CONSIDERED,
    id: 'computers',
    code: 'COM',
    name: 'Computers',
    kind: 'technical',
    wishesPerYear: 0.085,
    onlineShare: 0.55,
    lowestPrice: 340,
    highestPrice: 1250,
    season: GIFTS,
    nouns: ['Notebook', 'Tablet', 'Monitor'],
  },
  {
    ...LOOKED_AT,
    id: 'power-tools',
    code: 'POW',
    name: 'Power tools',
    kind: 'technical',
    wishesPerYear: 0.23,
    onlineShare: 0.34,
    returnShare: 0.1,
    lowestPrice: 45,
    highestPrice: 280,
    season: SPRING,
    nouns: ['Cordless drill', 'Jigsaw', 'Sander'],
  },
  {
    ...LOOKED_AT,
    id: 'flooring-paint',
    code: 'FLO',
    name: 'Flooring and paint',
    kind: 'diy',
    wishesPerYear: 0.15,
    onlineShare: 0.22,
    returnShare: 0.06,
    lowestPrice: 35,
    highestPrice: 240,
    season: SPRING,
    nouns: ['Laminate', 'Wall paint', 'Parquet'],
  },
  {
    ...LOOKED_AT,
    id: 'shoes',
    code: 'SHO',
    name: 'Shoes',
    kind: 'fitting',
    wishesPerYear: 0.24,
    onlineShare: 0.42,
    returnShare: 0.3,
    lowestPrice: 45,
    highestPrice: 150,
    season: EVEN,
    nouns: ['Sneaker', 'Boot', 'Walking shoe'],
  },
  {
    ...LOOKED_AT,
    id: 'coats',
    code: 'COA',
    name: 'Coats and suits',
    kind: 'fitting',
    wishesPerYear: 0.18,
    onlineShare: 0.38,
    returnShare: 0.3,
    lowestPrice: 80,
    highestPrice: 260,
    season: AUTUMN,
    nouns: ['Wool coat', 'Rain jacket', 'Suit'],
  },
  {
    ...PLAIN,
    id: 'textiles',
    code: 'TEX',
    name: 'Home textiles',
    wishesPerYear: 0.2,
    onlineShare: 0.4,
    lowestPrice: 12,
    highestPrice: 80,
    season: EVEN,
    nouns: ['Bed linen', 'Curtain', 'Throw'],
  },
  {
    ...PLAIN,
    id: 'lighting',
    code: 'LIG',
    name: 'Lighting',
    wishesPerYear: 0.16,
    onlineShare: 0.42,
    lowestPrice: 15,
    highestPrice: 120,
    season: AUTUMN,
    nouns: ['Table lamp', 'Pendant', 'Floor lamp'],
  },
  {
    ...PLAIN,
    id: 'kitchenware',
    code: 'KWA',
    name: 'Kitchenware',
    wishesPerYear: 0.2,
    onlineShare: 0.38,
    lowestPrice: 8,
    highestPrice: 75,
    season: GIFTS,
    nouns: ['Pan', 'Knife set', 'Tableware'],
  },
  {
    ...PLAIN,
    id: 'decoration',
    code: 'DEC',
    name: 'Decoration',
    wishesPerYear: 0.2,
    onlineShare: 0.36,
    lowestPrice: 6,
    highestPrice: 60,
    season: GIFTS,
    nouns: ['Vase', 'Candle holder', 'Frame'],
  },
  {
    ...PLAIN,
    id: 'basics',
    code: 'BAS',
    name: 'Fashion basics',
    wishesPerYear: 0.22,
    onlineShare: 0.48,
    lowestPrice: 10,
    highestPrice: 45,
    season: EVEN,
    nouns: ['T-shirt', 'Socks', 'Jeans'],
  },
  {
    ...PLAIN,
    id: 'garden',
    code: 'GAR',
    name: 'Garden',
    wishesPerYear: 0.16,
    onlineShare: 0.26,
    lowestPrice: 8,
    highestPrice: 95,
    season: SPRING,
    nouns: ['Planter', 'Hose', 'Garden chair'],
  },
  {
    ...PLAIN,
    id: 'toys',
    code: 'TOY',
    name: 'Toys',
    wishesPerYear: 0.12,
    onlineShare: 0.45,
    lowestPrice: 10,
    highestPrice: 60,
    season: GIFTS,
    nouns: ['Building set', 'Puzzle', 'Doll'],
  },
];

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
      id: `${category.code}-${String(index + 1).padStart(3, '0')}`,
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

/** What people type into a search engine. */
export function queryFor(category: Category): string {
  return (category.nouns[0] ?? category.name).toLowerCase();
}
