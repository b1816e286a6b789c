/**
 * The public face of the browser tracker: what a page sees as `window.desirepath`.
 *
 * ```html
 * <script>window.desirepath = window.desirepath || []</script>
 * <script async src="https://shop-data.example/t.js" data-write-key="wk_..."></script>
 * <script>desirepath.push(['track', 'Quote Requested', { value: 120, currency: 'EUR' }])</script>
 * ```
 * `push([method, ...arguments])` works before and after the file has loaded; the methods themselves only after.
 *
 * Attributes of the script element:
 * - `data-write-key`  which workspace and source the events belong to (required)
 * - `data-consent="required"`  nothing is stored or sent before `consent('granted')`. A browser that sends Global
 *   Privacy Control is treated the same way, without the attribute.
 * - `data-page="manual"`  no automatic page views; the page calls `page()` itself
 *
 * By itself it sends:
 * - a page item for each page, also when the address changes through the history API
 * - `Page Left` when the page is left or hidden: `visible_ms` = time it was visible since the page view or since the
 *   former Page Left of the same view (so the values of a view add up; hidden time never counts), `scroll_percent` = the
 *   lowest point seen so far as a share of the document's height, `page_view_id` = messageId of the page view. It
 *   carries page and session of that view.
 *
 * Elements: `data-dp-event="Product Added" data-dp-product-id="p1" data-dp-price="12"` tracks the click with
 * `{ product_id: 'p1', price: 12 }`. Digits become numbers unless the name is an id, sku, coupon, variant or phone.
 */
export type Properties = Record<string, unknown>;

export interface Desirepath {
  /** Says that something happened. `channel` is 'web' unless the properties name another. */
  track(event: string, properties?: Properties): void;
  /**
   * Says who uses this browser from now on. Another user id than before starts a new anonymous id and session, because
   * two people who share a browser must not become one.
   */
  identify(userId: string, traits?: Properties): void;
  identify(traits: Properties): void;
  /** A page view by hand; automatic ones need no call. */
  page(name?: string, properties?: Properties): void;
  /** Says which account (company, household) the person belongs to. */
  group(groupId: string, traits?: Properties): void;
  /** Forgets the user, the anonymous id and the session: on sign-out. */
  reset(): void;
  /** 'granted' stores and sends what waited; 'denied' discards it and erases what was stored. Remembered. */
  consent(decision: 'granted' | 'denied'): void;
  /** Runs a call by name: `push(['track', 'Signed Up'])`. */
  push(...calls: QueuedCall[]): void;
}

export type QueuedCall = [method: keyof Omit<Desirepath, 'push'>, ...args: unknown[]];

/** One event as it travels: Segment's item format. */
export interface Item {
  type: 'track' | 'page' | 'identify' | 'group';
  messageId: string;
  anonymousId: string;
  userId?: string;
  groupId?: string;
  event?: string;
  name?: string;
  properties?: Properties;
  traits?: Properties;
  context: Properties;
  originalTimestamp: string;
}

declare global {
  interface Window {
    desirepath?: Desirepath | QueuedCall[];
  }
}
