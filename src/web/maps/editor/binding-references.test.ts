import { expect, test } from 'vitest';
import {
  nameEvent,
  readClauses,
  readReferences,
  setCondition,
  writeClauses,
  writeReferences,
} from './binding-references.ts';
import { createFreshIds } from './fresh-ids.ts';

const file = {
  events: { bought: 'Order Completed', big: { name: 'Order Completed', where: 'properties.total > 50' } },
  stages: [{ id: 'a', title: 'A', enter: ['bought', 'big', 'Page Viewed'], steps: [] }],
};

test('references are events, aliases and aliases with a condition', () => {
  expect(readReferences(['bought', 'big', 'Page Viewed'], file.events)).toEqual([
    { written: 'bought', event: 'Order Completed', where: null, alias: 'bought' },
    { written: 'big', event: 'Order Completed', where: 'properties.total > 50', alias: 'big' },
    { written: 'Page Viewed', event: 'Page Viewed', where: null, alias: null },
  ]);
  expect(writeReferences(['bought'])).toBe('bought');
  expect(writeReferences([])).toBeUndefined();
  expect([nameEvent('Order Completed', file.events), nameEvent('Other', file.events)]).toEqual([
    'bought',
    'Other',
  ]);
});

test('a condition changes its own alias, and makes a new one where others use it too', () => {
  const [, big] = readReferences(['bought', 'big'], file.events);
  if (!big) throw new Error('no reference');
  const names = { file, freshId: createFreshIds(file) };
  expect(setCondition(big, 'properties.total > 99', names)).toEqual({
    written: 'big',
    edits: [
      {
        kind: 'set',
        at: ['events', 'big', 'where'],
        base: 'properties.total > 50',
        value: 'properties.total > 99',
      },
    ],
  });
  const shared = { ...file, metrics: { m: { kind: 'count', event: 'big' } } };
  expect(setCondition(big, "channel = 'web'", { file: shared, freshId: createFreshIds(shared) })).toEqual({
    written: 'order_completed',
    edits: [
      {
        kind: 'set',
        at: ['events', 'order_completed'],
        value: { name: 'Order Completed', where: "channel = 'web'" },
      },
    ],
  });
  expect(setCondition(big, null, names)).toEqual({ written: 'bought', edits: [] });
});

test('plain conditions are read into parts and written back; others stay text', () => {
  const where = "properties.total > 50 and channel = 'it\\'s' and exists properties.'first name'";
  const clauses = readClauses(where);
  expect(clauses).toEqual([
    { path: 'properties.total', operator: '>', value: 50 },
    { path: 'channel', operator: '=', value: "it's" },
    { path: "properties.'first name'", operator: 'exists', value: null },
  ]);
  expect(writeClauses(clauses ?? [])).toBe(where);
  expect(readClauses("channel = 'a' or channel = 'b'")).toBeNull();
  expect(readClauses('no condition at all')).toBeNull();
  expect(writeClauses([{ path: 'channel', operator: '=', value: null }])).toBeNull();
});
