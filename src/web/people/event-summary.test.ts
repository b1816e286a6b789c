import { expect, test } from 'vitest';
import { productNames, showValue, tellEvent } from './event-summary.ts';

test('products first, then what tells most; at most two things', () => {
  expect(tellEvent({ products: [{ name: 'Worktop' }, { name: 'Oil' }], location: 'Győr', score: 4 })).toEqual(
    ['Worktop +1', '4'],
  );
  expect(tellEvent({ topic: 'Where is my parcel?', secret: 'x' })).toEqual(['Where is my parcel?']);
  expect(tellEvent({ name: '  ', nested: { name: 'x' } })).toEqual([]);
});

test('products may be anything', () => {
  expect(productNames({ products: 'none' })).toEqual([]);
  expect(productNames({ products: [null, 3, {}, { product_id: 'p-1' }] })).toEqual(['p-1']);
});

test('values as text', () => {
  expect(showValue(['kitchen', 'oak'])).toBe('kitchen, oak');
  expect(showValue({ a: 1 })).toBe('{"a":1}');
  expect(showValue([{ a: 1 }])).toBe('[{"a":1}]');
  expect(showValue(true)).toBe('true');
  expect(showValue(undefined)).toBe('');
});
