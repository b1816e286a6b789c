import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount, readCurrency, readSignedAmount } from './money.ts';

describe('parseAmount', () => {
  it.each([
    [19.99, 199_900n],
    ['19.99', 199_900n],
    [0.1 + 0.2, 3000n],
    [-5, -50_000n],
    ['+7', 70_000n],
    ['.5', 5000n],
    ['1e3', 10_000_000n],
    [1e-7, 0n],
    ['0.00004', 0n],
    ['0.00005', 1n],
    ['-0.00005', -1n],
    [1.23456, 12_346n],
    [0, 0n],
    ['99999999999999.9999', 999_999_999_999_999_999n],
    ['0e999', 0n],
  ])('%s is %s ten-thousandths', (value, units) => {
    expect(parseAmount(value)).toBe(units);
  });

  it.each([
    '',
    '12,50',
    '$12',
    '.',
    'e5',
    '1e400',
    '100000000000000',
    null,
    true,
    [],
    {},
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('%s is no amount', (value) => {
    expect(parseAmount(value)).toBeUndefined();
  });

  it('reads back every amount that the stores can hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), (units) => {
        const digits = (units < 0n ? -units : units).toString().padStart(5, '0');
        const text = `${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
        expect(parseAmount(text)).toBe(units);
      }),
    );
  });
});

describe('readSignedAmount', () => {
  it.each([
    ['Order Completed', { total: 27.5, revenue: 25, value: 1 }, 275_000n],
    ['Order Completed', { revenue: 25, value: 1 }, 250_000n],
    ['Order Completed', { total: null, value: 1 }, 10_000n],
    ['Order Completed', { order_id: 'x' }, null],
    ['Order Refunded', { total: 30 }, -300_000n],
    ['Order Refunded', { total: -30 }, -300_000n],
    ['Order Refunded', { order_id: 'x' }, null],
    ['Order Cancelled', { revenue: 25 }, -250_000n],
    ['Checkout Started', { value: 30, revenue: 25 }, 300_000n],
    ['Product Viewed', { value: 'high', price: 19 }, null],
    ['Order Updated', { total: 27.5 }, null],
  ])('%s with %o', (event, properties, amount) => {
    expect(readSignedAmount(event, properties)).toEqual({ amount });
  });

  it('says which property of an order is no money', () => {
    expect(readSignedAmount('Order Completed', { total: '27,50' })).toEqual({ amount: null, bad: 'total' });
  });
});

it('reads currencies as three letters', () => {
  expect(['usd', ' EUR ', '$', 'euro', 978, null].map(readCurrency)).toEqual(['USD', 'EUR', '', '', '', '']);
});
