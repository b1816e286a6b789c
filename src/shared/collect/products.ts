import { isJsonObject, type JsonObject, readText } from './json.ts';

/** The canonical product (collect.md 1.3): the same 12 keys in every event that carries a product. */
export const PRODUCT_KEYS = [
  'product_id',
  'sku',
  'category',
  'name',
  'brand',
  'variant',
  'price',
  'quantity',
  'coupon',
  'position',
  'url',
  'image_url',
] as const;
type ProductKey = (typeof PRODUCT_KEYS)[number];

const NUMBERS = new Set<ProductKey>(['price', 'quantity', 'position']);
/** Other spellings that clients send; the original stays as an extra. */
const SPELLINGS: Partial<Record<ProductKey, readonly string[]>> = {
  product_id: ['productId', 'id'],
  image_url: ['imageUrl'],
};
/** What belongs to the product at the top level of an event. */
const TOP_LEVEL_KEYS = [...PRODUCT_KEYS, 'productId', 'imageUrl'];

/**
 * The properties with `products` in canonical form: an array of objects with the 12 keys (ids as text, price, quantity
 * and position as numbers) and whatever else they carried. A product at the top level (Product Viewed ...) becomes an
 * array of one and stays at the top level too; ids alone become objects. What is no product is left as it is.
 *
 * normaliseProducts({ product_id: 7, price: '9.50' })
 * // -> { product_id: 7, price: '9.50', products: [{ product_id: '7', price: 9.5 }] }
 */
export function normaliseProducts(properties: JsonObject): JsonObject {
  const { products } = properties;
  if (Array.isArray(products)) return { ...properties, products: products.map(normaliseProduct) };
  if (isJsonObject(products)) return { ...properties, products: [normaliseProduct(products)] };
  if (products !== undefined && products !== null) return properties;
  const id = readText(properties.product_id) || readText(properties.productId) || readText(properties.sku);
  if (!id) return properties;
  const own: JsonObject = {};
  for (const key of TOP_LEVEL_KEYS) if (properties[key] !== undefined) own[key] = properties[key];
  return { ...properties, products: [normaliseProduct(own)] };
}

function normaliseProduct(product: unknown): unknown {
  if (!isJsonObject(product)) {
    const id = readText(product);
    return id ? { product_id: id } : product;
  }
  const normalised = { ...product };
  for (const key of PRODUCT_KEYS) {
    let value = product[key];
    for (const name of SPELLINGS[key] ?? []) value ??= product[name];
    if (value !== undefined && value !== null)
      normalised[key] = NUMBERS.has(key) ? readNumber(value) : readLabel(value);
  }
  return normalised;
}

/** `'9.50'` -> 9.5; what is no plain decimal number stays, because a text such as `home_top` may be a position. */
export function readNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\s*-?\d{1,15}(\.\d{1,15})?\s*$/.test(value) ? Number(value) : value;
}

function readLabel(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

/** Category of the first product that has one, else of the list; '' where there is none. */
export function readCategory(properties: JsonObject): string {
  const { products } = properties;
  const first = Array.isArray(products) ? products.find((product) => isJsonObject(product)) : undefined;
  return readText(isJsonObject(first) ? first.category : undefined) || readText(properties.category);
}
