import { describe, expect, it } from 'vitest';
import { DAY_MS } from './calendar.ts';
import { FUNNEL_STEPS, funnelDepth } from './funnel-truth.ts';

const [VIEW, ADD, START, ORDER] = FUNNEL_STEPS;
const walk = (...steps: [string, number][]) =>
  funnelDepth(steps.map(([name, day]) => ({ name, at: day * DAY_MS })));

describe('funnelDepth', () => {
  it('counts the steps reached in order', () => {
    expect(walk([VIEW, 1], [ADD, 2], [START, 3], [ORDER, 4])).toBe(4);
    expect(walk([VIEW, 1], [START, 2], [ADD, 3])).toBe(2);
    expect(walk([ADD, 1], [START, 2], [ORDER, 3])).toBe(0);
  });

  it('measures the window from the first step, both ends included', () => {
    expect(walk([VIEW, 1], [ADD, 10], [START, 14.9], [ORDER, 15])).toBe(4);
    expect(walk([VIEW, 1], [ADD, 10], [START, 14.9], [ORDER, 15.01])).toBe(3);
  });

  it('takes the latest entry that can have led there', () => {
    expect(walk([VIEW, 1], [VIEW, 12], [ADD, 13], [START, 20], [ORDER, 26])).toBe(4);
    // The second view renews only the entry: the cart belongs to the first one.
    expect(walk([VIEW, 1], [ADD, 2], [VIEW, 12], [START, 20])).toBe(2);
  });
});
