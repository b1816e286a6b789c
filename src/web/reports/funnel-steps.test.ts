import { expect, test } from 'vitest';
import { funnelQuestion } from '../../shared/reports/funnel.ts';
import { firstQuestion, joinWindow, moveStep, nameStep, splitWindow } from './funnel-steps.ts';

const steps = ['a', 'b', 'c'].map((event) => ({ anyOf: [{ event }] }));
const names = (list: typeof steps) => list.map(nameStep).join('');

test('moving a step keeps all others in order and never leaves the list', () => {
  expect(names(moveStep(steps, 0, 2))).toBe('bca');
  expect(names(moveStep(steps, 2, 0))).toBe('cab');
  expect(names(moveStep(steps, 0, -1))).toBe('abc');
  expect(names(moveStep(steps, 2, 3))).toBe('abc');
  expect(names(steps)).toBe('abc');
});

test('a window is said in its largest whole unit and comes back the same', () => {
  for (const [windowMs, amount, unit] of [
    [14 * 86_400_000, 14, 'day'],
    [20 * 3_600_000, 20, 'hour'],
    [90 * 60_000, 90, 'minute'],
  ] as const) {
    expect(splitWindow(windowMs)).toEqual({ amount, unit });
    expect(joinWindow(amount, unit)).toBe(windowMs);
  }
  expect(joinWindow(9999, 'day')).toBe(366 * 86_400_000);
});

test('the first question is the usual way of a shop where its events exist', () => {
  const shop = firstQuestion([{ name: 'Order Completed' }, { name: 'X' }, { name: 'Product Viewed' }]);
  expect(shop?.steps.map(nameStep)).toEqual(['Product Viewed', 'Order Completed']);
  expect(funnelQuestion.safeParse(shop).success).toBe(true);
  expect(firstQuestion([{ name: 'p' }, { name: 'q' }])?.steps.map(nameStep)).toEqual(['p', 'q']);
  expect(firstQuestion([])).toBeNull();
});

test('a step is named by its label, else by its events', () => {
  expect(nameStep({ anyOf: [{ event: 'a' }, { event: 'b' }] })).toBe('a / b');
  expect(nameStep({ label: 'Wants it', anyOf: [{ event: 'a' }] })).toBe('Wants it');
});
