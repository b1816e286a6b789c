import { describe, expect, it } from 'vitest';
import { type ItemBatch, parseItem } from './item.ts';
import { ITEM_LIMIT_BYTES, type ItemErrorCode } from './item-verdict.ts';

const receivedAtMs = Date.UTC(2026, 2, 1, 12);

function accept(raw: unknown, batch: Partial<ItemBatch> = {}) {
  const verdict = parseItem(raw, { receivedAtMs, ...batch });
  if (!verdict.ok) throw new Error(`${verdict.code}: ${verdict.message}`);
  return verdict.event;
}

const track = (event: string, properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  accept({ type: 'track', event, userId: 'u1', properties, ...more });

const games = [
  {
    product_id: '507f1f77bcf86cd799439011',
    sku: '45790-32',
    name: 'Monopoly',
    price: 19,
    quantity: 1,
    category: 'Games',
  },
  {
    product_id: '505bd76785ebb509fc183733',
    sku: '46493-32',
    name: 'Uno',
    price: 3,
    quantity: 2,
    category: 'Games',
  },
];

describe('e-commerce events of Segment', () => {
  it('Order Completed: total counts, products and everything else stay', () => {
    const properties = {
      checkout_id: 'fksdjfsdjfisjf9sdfjsd9f',
      order_id: '50314b8e9bcf000000000000',
      affiliation: 'Google Store',
      total: 27.5,
      subtotal: 22.5,
      revenue: 25,
      shipping: 3,
      tax: 2,
      discount: 2.5,
      coupon: 'hasbros',
      currency: 'USD',
      products: games,
    };
    const event = track('Order Completed', properties);
    expect(event).toMatchObject({
      type: 'track',
      event: 'Order Completed',
      amount: 275_000n,
      currency: 'USD',
      orderId: '50314b8e9bcf000000000000',
      category: 'Games',
      identifiers: [{ type: 'user_id', value: 'u1' }],
    });
    expect(event.properties).toEqual(properties);
  });

  it('Order Refunded: its example sends more than its table lists', () => {
    const event = track('Order Refunded', {
      order_id: '50314b8e9bcf000000000000',
      total: 30,
      currency: 'USD',
      products: games,
    });
    expect(event).toMatchObject({ amount: -300_000n, orderId: '50314b8e9bcf000000000000' });
    expect(track('Order Refunded', { order_id: '50314b8e9bcf000000000000' }).amount).toBeNull();
  });

  it('Product Viewed: a product at the top level becomes an array of one', () => {
    const event = track('Product Viewed', {
      product_id: '507f1f77bcf86cd799439011',
      sku: 'G-32',
      category: 'Games',
      name: 'Monopoly: 3rd Edition',
      brand: 'Hasbro',
      variant: '200 pieces',
      price: '18.99',
      quantity: 1,
      coupon: 'MAYDEALS',
      currency: 'usd',
      position: 3,
      value: 18.99,
      url: 'https://www.example.com/product/path',
      image_url: 'https://www.example.com/product/path.jpg',
    });
    expect(event).toMatchObject({ amount: 189_900n, currency: 'USD', category: 'Games' });
    expect(event.properties.products).toEqual([
      {
        product_id: '507f1f77bcf86cd799439011',
        sku: 'G-32',
        category: 'Games',
        name: 'Monopoly: 3rd Edition',
        brand: 'Hasbro',
        variant: '200 pieces',
        price: 18.99,
        quantity: 1,
        coupon: 'MAYDEALS',
        position: 3,
        url: 'https://www.example.com/product/path',
        image_url: 'https://www.example.com/product/path.jpg',
      },
    ]);
    expect(event.properties.price).toBe('18.99');
  });

  it('products: ids become text, other spellings are read, extras stay', () => {
    const products = [
      { id: 7, price: '9.50', quantity: '2', position: 'home_top', size: 'XL' },
      'p2',
      8,
      null,
    ];
    expect(track('Cart Viewed', { products }).properties.products).toEqual([
      { id: 7, product_id: '7', price: 9.5, quantity: 2, position: 'home_top', size: 'XL' },
      { product_id: 'p2' },
      { product_id: '8' },
      null,
    ]);
    expect(track('Cart Viewed', { products: { sku: 's' } }).properties.products).toEqual([{ sku: 's' }]);
    expect(track('Cart Viewed', { products: 'none' }).properties.products).toBe('none');
  });

  it('Coupon Denied with coupon, Product Reviewed with a rating as text', () => {
    expect(track('Coupon Denied', { coupon: 'may_deals_2016', reason: 'expired' }).properties).toEqual({
      coupon: 'may_deals_2016',
      coupon_id: 'may_deals_2016',
      reason: 'expired',
    });
    expect(track('Product Reviewed', { product_id: 'p', rating: '4' }).properties.rating).toBe(4);
    expect(track('Product Reviewed', { product_id: 'p', rating: 'good' }).properties.rating).toBe('good');
  });

  it.each([
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
  ])('%s is stored as %s, and the original name is kept', (alias, name) => {
    const event = track(alias);
    expect(event.event).toBe(name);
    expect(event.context.original_event).toBe(alias);
  });

  it('takes any other name', () => {
    const event = track(' Sofa Tried Out ');
    expect(event.event).toBe('Sofa Tried Out');
    expect(event.context).not.toHaveProperty('original_event');
  });
});

describe('types', () => {
  it('page and screen', () => {
    const event = accept({
      type: 'page',
      anonymousId: 'a',
      name: 'Home',
      category: 'Shop',
      properties: { path: '/' },
    });
    expect(event).toMatchObject({ event: 'Page Viewed', channel: 'web', category: 'Shop' });
    expect(event.properties).toEqual({ name: 'Home', category: 'Shop', path: '/' });
    expect(accept({ type: 'screen', name: 'Home' })).toMatchObject({
      event: 'Screen Viewed',
      channel: 'app',
    });
  });

  it('identify learns traits, group names an account, alias joins', () => {
    const identify = accept({
      type: 'identify',
      userId: 'u1',
      traits: { email: 'Ann@example.com', plan: 'gold' },
      context: { traits: { city: 'Ulm' } },
    });
    expect(identify).toMatchObject({
      event: 'Identified',
      traits: { email: 'Ann@example.com', plan: 'gold', city: 'Ulm' },
    });
    expect(identify.identifiers.map(({ type }) => type)).toEqual(['user_id', 'email']);
    const group = accept({
      type: 'group',
      userId: 'u1',
      groupId: 'acme',
      traits: { email: 'office@acme.example' },
    });
    expect(group).toMatchObject({
      event: 'Grouped',
      accountId: 'acme',
      traits: null,
      properties: { account_id: 'acme', traits: { email: 'office@acme.example' } },
    });
    // the office's address is the company's, not the person's
    expect(group.identifiers.map(({ type }) => type)).toEqual(['user_id']);
    expect(accept({ type: 'alias', userId: 'u1', previousId: 'a1' })).toMatchObject({
      event: 'Aliased',
      identifiers: [{ value: 'u1' }, { value: 'a1' }],
    });
  });
});

describe('the clock', () => {
  const phone = { originalTimestamp: '2026-03-01T09:00:00.000Z', sentAt: '2026-03-01T09:00:05.000Z' };
  const item = { type: 'track', event: 'Signed Up', ...phone };

  it('believes browsers and phones only how long ago it was', () => {
    for (const kind of ['browser', 'mobile'] as const) {
      expect(accept(item, { kind })).toMatchObject({
        atMs: receivedAtMs - 5000,
        originalAtMs: Date.parse(phone.originalTimestamp),
        sentAtMs: Date.parse(phone.sentAt),
      });
    }
  });

  it('takes servers and imports at their word, at any past date', () => {
    for (const kind of ['server', 'import'] as const) {
      expect(accept({ ...item, timestamp: '1997-01-01' }, { kind }).atMs).toBe(Date.UTC(1997, 0, 1));
      expect(accept(item, { kind }).atMs).toBe(Date.parse(phone.originalTimestamp));
    }
  });

  it('corrects a clock that stands at 1970', () => {
    const raw = { type: 'page', originalTimestamp: '1970-01-01T00:10:00Z', sentAt: '1970-01-01T00:11:00Z' };
    expect(accept(raw, { kind: 'browser', sentAt: '2026-03-01T00:00:00Z' }).atMs).toBe(receivedAtMs - 60_000);
  });

  it('uses sentAt of the batch, never puts a browser into the future, and lives without any time', () => {
    const original = { type: 'page', originalTimestamp: '2026-03-01T09:00:00.000Z' };
    expect(accept(original, { kind: 'browser', sentAt: '2026-03-01T09:01:00.000Z' }).atMs).toBe(
      receivedAtMs - 60_000,
    );
    expect(accept(original, { kind: 'browser', sentAt: '2026-03-01T08:00:00.000Z' }).atMs).toBe(receivedAtMs);
    expect(accept({ type: 'page', originalTimestamp: '2031-01-01' }, { kind: 'browser' }).atMs).toBe(
      receivedAtMs,
    );
    expect(accept({ ...original, sentAt: 'never' }, { kind: 'browser' })).toMatchObject({
      atMs: Date.parse('2026-03-01T09:00:00.000Z'),
      sentAtMs: null,
    });
    expect(accept({ type: 'page' })).toMatchObject({
      atMs: receivedAtMs,
      originalAtMs: null,
      sentAtMs: null,
    });
  });
});

describe('where it happened', () => {
  it.each([
    [{ channel: 'kiosk' }, {}, 'kiosk'],
    [{ channel: 'In-Store' }, {}, 'store'],
    [{ channel: 'phone' }, { channel: 'browser' }, 'call'],
    [{ channel: 'carrier pigeon' }, { channel: 'browser' }, 'web'],
    [{ till_id: 4 }, { channel: 'server' }, 'store'],
    [{}, { channel: 'mobile' }, 'app'],
    [{}, { channel: 'server' }, 'other'],
  ])('%o with context %o is %s', (properties, context, channel) => {
    expect(track('Something', properties, { context }).channel).toBe(channel);
  });

  it('follows the source and what can only happen in one place', () => {
    expect(accept({ type: 'track', event: 'X' }, { kind: 'browser' }).channel).toBe('web');
    expect(accept({ type: 'track', event: 'X' }, { kind: 'mobile' }).channel).toBe('app');
    expect(track('Call Ended').channel).toBe('call');
    expect(track('Store Visited', {}, { context: { channel: 'mobile' } }).channel).toBe('store');
  });

  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148', 'mobile'],
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
      'mobile',
    ],
    ['Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 Chrome/120.0 Safari/537.36', 'tablet'],
    ['Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148', 'tablet'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36', 'desktop'],
    ['curl/8.0', ''],
  ])('%s is %s', (userAgent, device) => {
    expect(track('X', {}, { context: { userAgent } }).device).toBe(device);
    expect(track('X', { device: 'tablet' }, { context: { userAgent } }).device).toBe('tablet');
  });

  it('reads session, location, campaign and account', () => {
    const event = track(
      'X',
      { location_id: 'berlin-1', account_id: 'acme' },
      { context: { sessionId: 's1', campaign: { name: 'spring', source: 'mail' } } },
    );
    expect(event).toMatchObject({
      session: 's1',
      location: 'berlin-1',
      campaign: 'spring',
      accountId: 'acme',
    });
  });
});

describe('message ids and copies', () => {
  it.each(['messageId', '$insert_id', 'uuid', 'event_id'])('accepts %s', (name) => {
    expect(accept({ type: 'page', [name]: 'm1' }).messageId).toBe('m1');
  });

  it('makes the same id of the same item, whatever the order of its keys and the time it is sent', () => {
    const item = {
      type: 'track',
      event: 'X',
      userId: 'u',
      timestamp: '2026-01-01T00:00:00Z',
      properties: { a: 1, b: 2 },
    };
    const again = {
      sentAt: '2026-03-01',
      properties: { b: 2, a: 1 },
      timestamp: '2026-01-01T00:00:00Z',
      userId: 'u',
      event: 'X',
      type: 'track',
      integrations: { All: true },
      _metadata: { retryCount: 2 },
    };
    const first = accept(item);
    expect(first.messageId).toMatch(/^made-[0-9a-f]{32}$/);
    expect(accept(again, { receivedAtMs: receivedAtMs + 9000 })).toMatchObject({
      messageId: first.messageId,
      canonical: first.canonical,
    });
    expect(accept({ ...item, properties: { a: 1, b: 3 } }).messageId).not.toBe(first.messageId);
  });

  it('keeps equal items apart that say neither id nor time', () => {
    const item = { type: 'track', event: 'X' };
    const ids = [0, 1, 2].map((index) => accept(item, { index }).messageId);
    expect(new Set(ids).size).toBe(3);
    expect(accept(item, { receivedAtMs: receivedAtMs + 1 }).messageId).not.toBe(ids[0]);
  });
});

describe('nothing is lost', () => {
  it('merges the context of the batch under the own, and keeps unknown keys', () => {
    const event = accept(
      {
        type: 'track',
        event: 'X',
        context: { locale: 'de', page: { path: '/' } },
        loyaltyTier: 'gold',
        version: 2,
      },
      { context: { locale: 'en', ip: '1.2.3.4' } },
    );
    expect(event.context).toEqual({
      locale: 'de',
      ip: '1.2.3.4',
      page: { path: '/' },
      item: { loyaltyTier: 'gold', version: 2 },
    });
  });

  it('replaces half characters and NUL in properties, because the rest of the event is good', () => {
    expect(track('X', { note: 'cut \ud83d', nul: 'a\0b', good: '🛋️' }).properties).toEqual({
      note: 'cut \ufffd',
      nul: 'a\ufffdb',
      good: '🛋️',
    });
  });

  it('an event without any identifier is taken', () => {
    expect(accept({ type: 'track', event: 'Order Completed', properties: { total: 5 } })).toMatchObject({
      identifiers: [],
      amount: 50_000n,
    });
  });
});

describe('what is refused, with the value, the limit and the way out', () => {
  const nest = (depth: number): unknown => (depth === 0 ? 1 : { a: nest(depth - 1) });
  const track = { type: 'track', event: 'X' };
  const cases: [ItemErrorCode, unknown, RegExp][] = [
    ['not_an_object', 'text', /a string: "text"\. Send a JSON object/],
    ['not_an_object', [track], /an array: 1 elements/],
    ['not_an_object', null, /null/],
    ['missing_type', { event: 'X' }, /no type\. Send "type" as one of track, page/],
    ['unknown_type', { type: 'purchase' }, /"purchase"\. Send one of track/],
    ['missing_event_name', { type: 'track' }, /no event\. Send the name/],
    ['missing_event_name', { type: 'track', event: ['X'] }, /\["X"\] as event/],
    ['missing_event_name', { type: 'track', event: ' ' }, /" " as event/],
    ['event_name_too_long', { type: 'track', event: 'x'.repeat(201) }, /201 characters, the limit is 200/],
    ['bad_properties', { ...track, properties: [1] }, /properties is an array: \[1\]\. Send a JSON object/],
    ['bad_properties', { type: 'identify', traits: 'gold' }, /traits is a string/],
    [
      'bad_timestamp',
      { ...track, timestamp: 'yesterday' },
      /timestamp is "yesterday", which is no time\. Send ISO 8601/,
    ],
    ['bad_timestamp', { ...track, timestamp: '2026-02-30' }, /no time/],
    ['bad_timestamp', { ...track, timestamp: '1066-10-14' }, /outside 1900-01-01 to 2299-12-31/],
    [
      'bad_amount',
      { ...track, event: 'Completed Order', properties: { total: '27,50' } },
      /properties\.total of Order Completed is "27,50"/,
    ],
    [
      'item_too_large',
      { ...track, properties: { text: 'x'.repeat(ITEM_LIMIT_BYTES) } },
      /32\d\d\d bytes, the limit is 32768/,
    ],
    [
      'item_too_large',
      { ...track, properties: { text: 'ü'.repeat(ITEM_LIMIT_BYTES / 2) } },
      /the limit is 32768/,
    ],
    ['too_deep', { ...track, properties: nest(20) }, /deeper than 20 levels/],
    ['bad_utf8', { ...track, userId: 'u\ud83d' }, /userId is .* half a character/],
    ['bad_utf8', { type: 'track', event: 'a\0' }, /event is/],
  ];

  it.each(cases)('%s: %o', (code, raw, message) => {
    const verdict = parseItem(raw, { receivedAtMs });
    expect(verdict).toMatchObject({ ok: false, code });
    expect(verdict.ok ? '' : verdict.message).toMatch(message);
  });

  it('takes what is exactly at the limits', () => {
    const room = ITEM_LIMIT_BYTES - JSON.stringify({ ...track, properties: { text: '' } }).length;
    expect(parseItem({ ...track, properties: { text: 'x'.repeat(room) } }, { receivedAtMs }).ok).toBe(true);
    expect(parseItem({ ...track, properties: { text: 'x'.repeat(room + 1) } }, { receivedAtMs }).ok).toBe(
      false,
    );
    expect(parseItem({ ...track, properties: nest(19) }, { receivedAtMs }).ok).toBe(true);
    expect(parseItem({ type: 'track', event: 'x'.repeat(200) }, { receivedAtMs }).ok).toBe(true);
  });

  it('survives what is nested so deep that it cannot be written', () => {
    const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
    expect(parseItem({ ...track, properties: { deep } }, { receivedAtMs })).toMatchObject({
      code: 'too_deep',
    });
    expect(parseItem(deep, { receivedAtMs })).toMatchObject({ code: 'not_an_object' });
    expect(parseItem({ type: deep }, { receivedAtMs })).toMatchObject({ code: 'too_deep' });
  });

  it('holds the context of the batch to the same limits', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    expect(parseItem(track, { receivedAtMs, context: deep })).toMatchObject({
      code: 'too_deep',
      message: expect.stringContaining('context of the batch'),
    });
    expect(parseItem(track, { receivedAtMs, context: { a: 'x'.repeat(ITEM_LIMIT_BYTES) } })).toMatchObject({
      code: 'item_too_large',
    });
  });
});
