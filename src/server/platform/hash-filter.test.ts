import { expect, it } from 'vitest';
import { HashFilter, SURE } from './hash-filter.ts';

it('knows everything that was added, over several layers, and takes little else for known', () => {
  const filter = new HashFilter(undefined, 1_000);
  const count = 50_000;
  for (let n = 0; n < count; n++) {
    filter.add((BigInt(n) * 0x9e3779b97f4a7c15n) & 0xffff_ffff_ffff_ffffn);
    filter.addText(`1\nanonymous_id\na${n}`);
  }
  let wrong = 0;
  for (let n = 0; n < count; n++) {
    expect(filter.mayContain((BigInt(n) * 0x9e3779b97f4a7c15n) & 0xffff_ffff_ffff_ffffn)).toBe(true);
    expect(filter.mayContainText(`1\nanonymous_id\na${n}`)).toBe(true);
    if (filter.mayContainText(`1\nanonymous_id\nb${n}`)) wrong++;
  }
  expect(wrong / count).toBeLessThan(0.08); // 0.5 % a layer, 12 layers
});

it('takes next to nothing for known where it is to be sure', () => {
  const filter = new HashFilter(SURE, 10_000);
  const hashOf = (n: number) => (BigInt(n) * 0x9e3779b97f4a7c15n) & 0xffff_ffff_ffff_ffffn;
  const count = 50_000;
  for (let n = 0; n < count; n++) filter.add(hashOf(n));
  let wrong = 0;
  for (let n = 0; n < count; n++) {
    expect(filter.mayContain(hashOf(n))).toBe(true);
    if (filter.mayContain(hashOf(n + count))) wrong++;
  }
  expect(wrong).toBeLessThan(5); // 0.0002 % a layer, 5 layers: 0.5 expected
});
