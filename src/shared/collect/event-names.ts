/** Segment's item types; each has its endpoint. */
export const ITEM_TYPES = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

export function isItemType(text: string): text is ItemType {
  return ITEM_TYPES.some((type) => type === text);
}

/** The event that an item without a name of its own stands for. */
export const EVENT_OF_TYPE = {
  page: 'Page Viewed',
  screen: 'Screen Viewed',
  identify: 'Identified',
  group: 'Grouped',
  alias: 'Aliased',
} as const satisfies Record<Exclude<ItemType, 'track'>, string>;

/**
 * Older names of Segment's e-commerce spec (collect.md 1.3) and the name of version 2 that is stored instead. The last
 * line is ours: the American spelling, or revenue of cancelled orders would be counted.
 */
const ALIASES = new Map([
  ['Viewed Product Category', 'Product List Viewed'],
  ['Viewed Promotion', 'Promotion Viewed'],
  ['Clicked Promotion', 'Promotion Clicked'],
  ['Clicked Product', 'Product Clicked'],
  ['Viewed Product', 'Product Viewed'],
  ['Added Product', 'Product Added'],
  ['Removed Product', 'Product Removed'],
  ['Started Order', 'Checkout Started'],
  ['Viewed Checkout Step', 'Checkout Step Viewed'],
  ['Completed Checkout Step', 'Checkout Step Completed'],
  ['Updated Order', 'Order Updated'],
  ['Completed Order', 'Order Completed'],
  ['Order Canceled', 'Order Cancelled'],
]);

/** The name under which an event is stored: `Completed Order` -> `Order Completed`; any other name stays. */
export function canonicalEventName(name: string): string {
  return ALIASES.get(name) ?? name;
}
