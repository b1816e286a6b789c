import type { Channel } from '../shared/channels.ts';
import { type Category, chooseProduct, PLAIN_CATEGORIES, type Product } from './catalogue.ts';
import type { Identifiers, Properties } from './journal.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

export interface Line {
  product: Product;
  quantity: number;
}

/** What somebody means to buy, fixed when the wish comes up. */
export interface Basket {
  lines: readonly Line[];
  couponShare: number;
  method: 'card' | 'paypal' | 'invoice' | 'instalments';
  delivery: 'home' | 'pickup' | 'takeaway';
}

export interface Order {
  id: string;
  person: Person;
  at: number;
  channel: Channel;
  locationId: string | undefined;
  category: Category;
  lines: readonly { product: Product; quantity: number; price: number }[];
  /** EUR; total = revenue + tax + shipping, after the discount */
  total: number;
  revenue: number;
  tax: number;
  shipping: number;
  discount: number;
  cost: number;
  coupon: string | undefined;
  ids: Identifiers;
  delivery: Basket['delivery'];
}

const TAX_RATE = 0.19;

export function fillBasket(person: Person, category: Category, random: Random): Basket {
  const main = chooseProduct(category, person.taste, random);
  const lines = [{ product: main, quantity: quantityOf(category, random) }];
  if (!category.isConsidered && random.chance(0.3)) {
    const second = chooseProduct(category, person.taste, random);
    if (second !== main) lines.push({ product: second, quantity: 1 });
  }
  if (random.chance(0.08)) {
    const extra = chooseProduct(random.pick(PLAIN_CATEGORIES), person.taste, random);
    if (lines.every((line) => line.product !== extra)) lines.push({ product: extra, quantity: 1 });
  }
  return {
    lines,
    couponShare: random.chance(person.persona.couponShare) ? 0.1 : 0,
    method: random.chance(person.persona.cardPaymentShare)
      ? 'card'
      : random.pick(['paypal', 'paypal', 'invoice', 'instalments'] as const),
    delivery: person.channels.has('pickup') && random.chance(0.5) ? 'pickup' : 'home',
  };
}

function quantityOf(category: Category, random: Random): number {
  if (category.maxQuantity === 1 || random.chance(0.6)) return 1;
  return random.whole(2, category.maxQuantity);
}

/** `priceFactor` is 1 but for a store that charges something else for the category. */
export function priceOrder(
  origin: Pick<Order, 'id' | 'person' | 'at' | 'channel' | 'locationId' | 'ids' | 'category' | 'delivery'>,
  basket: Basket,
  priceOf: (product: Product) => number,
): Order {
  const lines = basket.lines.map((line) => ({ ...line, price: priceOf(line.product) }));
  const gross = sum(lines.map((line) => line.price * line.quantity));
  const discount = cents(gross * basket.couponShare);
  const isFree = origin.delivery !== 'home' || gross - discount >= 80 || origin.channel === 'store';
  const shipping = isFree ? 0 : 4.95;
  const tax = cents(((gross - discount) * TAX_RATE) / (1 + TAX_RATE));
  const revenue = cents(gross - discount - tax);
  return {
    ...origin,
    lines,
    total: cents(revenue + tax + shipping),
    revenue,
    tax,
    shipping,
    discount,
    cost: cents(sum(lines.map((line) => line.product.cost * line.quantity))),
    coupon: basket.couponShare > 0 ? 'NORD10' : undefined,
  };
}

export function orderProperties(order: Order): Properties {
  return {
    order_id: order.id,
    affiliation: order.locationId ?? 'nordhaus.example',
    subtotal: order.revenue,
    total: order.total,
    revenue: order.revenue,
    tax: order.tax,
    shipping: order.shipping,
    discount: order.discount,
    cost: order.cost,
    ...(order.coupon ? { coupon: order.coupon } : {}),
    currency: 'EUR',
    delivery: order.delivery,
    products: order.lines.map((line) => productProperties(line.product, line.price, line.quantity)),
  };
}

export function productProperties(product: Product, price = product.price, quantity?: number): Properties {
  return {
    product_id: product.id,
    name: product.name,
    category: product.category.id,
    brand: product.brand,
    price,
    ...(quantity === undefined ? {} : { quantity }),
  };
}

export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
