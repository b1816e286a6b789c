/** Properties that say most about an event, in this order. */
const TELLING = [
  'name',
  'product',
  'title',
  'subject',
  'query',
  'topic',
  'reason',
  'category',
  'campaign',
  'coupon',
  'outcome',
  'score',
  'path',
  'location',
  'location_id',
] as const;

const MOST_TEXT = 90;

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.slice(0, MOST_TEXT);
  return typeof value === 'number' ? String(value) : null;
}

/** Names of the products of an event, in the order they came. */
export function productNames(properties: Record<string, unknown>): string[] {
  const { products } = properties;
  if (!Array.isArray(products)) return [];
  return products.flatMap((product: unknown) => {
    if (typeof product !== 'object' || product === null) return [];
    const found =
      ('name' in product && textOf(product.name)) || ('product_id' in product && textOf(product.product_id));
    return found ? [found] : [];
  });
}

/** The one or two properties that tell a reader what it was about; empty where none does. */
export function tellEvent(properties: Record<string, unknown>): string[] {
  const told: string[] = [];
  const names = productNames(properties);
  if (names[0]) told.push(names.length > 1 ? `${names[0]} +${names.length - 1}` : names[0]);
  for (const key of TELLING) {
    if (told.length >= 2) break;
    const text = textOf(properties[key]);
    if (text && !told.includes(text)) told.push(text);
  }
  return told;
}

/** A property's value as text for the table of details; a list of plain values reads `kitchen, oak`. */
export function showValue(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
