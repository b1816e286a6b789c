import { expect, test } from 'vitest';
import { addressOf, freeAddress, isAddress } from './map-address.ts';

test.each([
  ['Kitchen', 'kitchen'],
  ['Küche: 2. Versuch!', 'kuche-2-versuch'],
  ['  A   sale in the live chat ', 'a-sale-in-the-live-chat'],
  ['中文', ''],
  ['x'.repeat(100), 'x'.repeat(60)],
])('%s becomes %s', (title, address) => {
  expect(addressOf(title)).toBe(address);
});

test('a taken address gets a number', () => {
  expect(freeAddress('kitchen', [])).toBe('kitchen');
  expect(freeAddress('kitchen', ['kitchen', 'kitchen-2'])).toBe('kitchen-3');
});

test('an address begins with a letter or digit', () => {
  expect(['a', '9', 'a-b_c', 'x'.repeat(80)].every(isAddress)).toBe(true);
  expect(['', '-a', 'A', 'a b', 'x'.repeat(81)].some(isAddress)).toBe(false);
});
