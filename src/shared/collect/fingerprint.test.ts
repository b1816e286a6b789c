import { expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

it('tells 100,000 similar texts apart, in each half of its 128 bits', () => {
  const firstHalves = new Set<string>();
  const secondHalves = new Set<string>();
  const count = 100_000;
  for (let n = 0; n < count; n++) {
    const text = fingerprint(`{"event":"Page Viewed","n":${n}}`);
    firstHalves.add(text.slice(0, 16));
    secondHalves.add(text.slice(16));
  }
  expect(firstHalves.size).toBe(count);
  expect(secondHalves.size).toBe(count);
});

it('changes about half of its bits with one character', () => {
  let changed = 0;
  const rounds = 2000;
  for (let n = 0; n < rounds; n++) {
    const a = BigInt(`0x${fingerprint(`order ${n} a`)}`);
    const b = BigInt(`0x${fingerprint(`order ${n} b`)}`);
    changed += (a ^ b).toString(2).replaceAll('0', '').length;
  }
  expect(changed / rounds).toBeGreaterThan(62);
  expect(changed / rounds).toBeLessThan(66);
});

it('is the same everywhere', () => {
  expect(fingerprint('desirepath')).toBe(fingerprint('desirepath'));
  expect(fingerprint('')).toMatch(/^[0-9a-f]{32}$/);
});
