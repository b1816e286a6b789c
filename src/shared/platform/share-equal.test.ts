import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareEqual } from './share-equal.ts';

const value = fc.jsonValue({ maxDepth: 4 });

test('the answer is the newer value, whatever was before', () => {
  fc.assert(
    fc.property(value, value, (before, after) => {
      const text = JSON.stringify(after);
      expect(JSON.stringify(shareEqual(before, after))).toBe(text);
      expect(JSON.stringify(after)).toBe(text);
    }),
  );
});

test('an equal value is the one that was before', () => {
  fc.assert(
    fc.property(value, (before) => {
      expect(shareEqual(before, structuredClone(before))).toBe(before);
    }),
  );
});

test('parts that stayed are those from before, items found by id', () => {
  const before = { a: { b: 1 }, list: [{ id: 'x', n: [1] }, { id: 'y' }], texts: ['one'] };
  const after = shareEqual(before, { a: { b: 2 }, list: [{ id: 'y' }, { id: 'x', n: [1] }], texts: ['one'] });
  expect(after.list[0]).toBe(before.list[1]);
  expect(after.list[1]).toBe(before.list[0]);
  expect(after.texts).toBe(before.texts);
  expect(after.a).toEqual({ b: 2 });
});

test('keys in another order are another value', () => {
  const before: object = { a: 1, b: 2 };
  expect(Object.keys(shareEqual(before, { b: 2, a: 1 }))).toEqual(['b', 'a']);
});
