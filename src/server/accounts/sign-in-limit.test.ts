import { expect, it } from 'vitest';
import { createSignInLimit } from './sign-in-limit.ts';

it('lets ten failures through in 15 minutes, for an address and for an email', () => {
  let now = 0;
  const limit = createSignInLimit({ now: () => now });
  for (let attempt = 0; attempt < 10; attempt++) {
    expect(limit.count(['address 1', `email ${attempt}`])).toBe(0);
    now += 1_000;
  }
  expect(limit.count(['address 1', 'email other'])).toBe(15 * 60 - 10);
  expect(limit.count(['address 2', 'email other'])).toBe(0);
  now = 15 * 60_000;
  expect(limit.count(['address 1', 'email other'])).toBe(0);
});

it('does not count a try that was right', () => {
  const limit = createSignInLimit({ now: () => 0 });
  for (let attempt = 0; attempt < 50; attempt++) {
    expect(limit.count(['address 1'])).toBe(0);
    limit.takeBack(['address 1']);
  }
});
