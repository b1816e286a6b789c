import { expect, test } from 'vitest';
import { type ExpressionSubject, evaluate } from './evaluate.ts';
import { parseExpression } from './parse.ts';

const ORDER: ExpressionSubject = {
  event: 'Order Completed',
  channel: 'store',
  amount: 129.9,
  device: '',
  properties: {
    total: 129.9,
    rating: '4.0',
    gift: false,
    coupon: null,
    tags: ['sofa', 3, true],
    shipping: { zone: 'B', days: 2 },
    promised_at: '2026-03-04',
    delivered_at: '2026-03-03T10:00:00Z',
    emoji: '😀',
    private: '\uffee',
  },
  context: { page: { url: 'https://shop.example/sizes?x=1' } },
};

test.each([
  ["channel = 'store' and properties.total > 100", true],
  ["channel in ('web', 'app') or amount >= 129.9", true],
  // missing: columns that are empty, nulls, keys that are not there
  ["device = 'phone'", false],
  ["device != 'phone'", false],
  ["not device = 'phone'", true],
  ['exists device', false],
  ['exists properties.coupon', false],
  ['properties.coupon = null', true],
  ['properties.nothing != null', false],
  ['properties.total != null', true],
  ['properties.a = properties.b', false],
  // numbers and plain decimal text
  ['properties.rating >= 4', true],
  ["properties.total = '129.9'", true],
  ["properties.rating = '4'", false],
  ["properties.shipping.days in ('2', 'x')", true],
  ['properties.promised_at > 5', false],
  // kinds that do not compare
  ['properties.gift = false', true],
  ["properties.gift = 'false'", false],
  ["properties.gift != 'false'", true],
  ['properties.gift < true', false],
  ['properties.tags = 3', false],
  ['properties.tags != 3', true],
  ["properties.shipping = 'B'", false],
  // contains
  ["context.page.url contains '/sizes'", true],
  ["context.page.url contains '/SIZES'", false],
  ["properties.tags contains 'sofa'", true],
  ['properties.tags contains 3', true],
  ["properties.tags contains '3'", false],
  ["properties.total contains '1'", false],
  ["event contains 'Order'", true],
  // paths
  ["properties.shipping.zone = 'B'", true],
  ["properties.shipping.zone.more = 'B'", false],
  ["properties.tags.0 = 'sofa'".replace('.0', ".'0'"), false],
  ['exists properties.toString', false],
  // texts by code point
  ['properties.delivered_at <= properties.promised_at', true],
  ["day(properties.delivered_at) = '2026-03-03'", true],
  ['day(properties.delivered_at) < day(properties.promised_at)', true],
  ["day(properties.emoji) != 'x'", false],
  ['day(properties.total) = null', true],
  ['properties.emoji > properties.private', true],
])('%s is %s', (text, expected) => {
  expect(evaluate(parseExpression(text), ORDER)).toBe(expected);
});
