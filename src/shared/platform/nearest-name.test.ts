import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

test.each([
  ['chanel', ['event', 'channel'], 'channel'],
  ['Order Compelted', ['Order Completed', 'Order Refunded'], 'Order Completed'],
  ['touchpionts', ['touchpoints', 'thoughts'], 'touchpoints'],
  ['KPIS', ['kpis'], 'kpis'],
  ['xyz', ['event', 'channel'], undefined],
  ['a', [], undefined],
])('%s', (name, names, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});
