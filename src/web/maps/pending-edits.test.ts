import { expect, test } from 'vitest';
import type { PendingBatch } from './map-session.ts';
import { createPendingEdits } from './pending-edits.ts';

function openShelf() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const batch = (name: string): PendingBatch => ({
  batch: name,
  edits: [{ kind: 'set', at: ['title'], value: name }],
});

test('what was left is taken over, and taken off once it has arrived; another tab keeps its own', () => {
  const shelf = openShelf();
  const place = { workspace: 'Shop', map: 'm' };
  createPendingEdits(place, shelf).save([batch('a'), batch('b')]);
  const other = createPendingEdits(place, shelf);
  expect(other.load()).toEqual([batch('a'), batch('b')]);
  const third = createPendingEdits(place, shelf);
  third.save([batch('c')]);
  other.save([batch('b')]);
  expect(createPendingEdits(place, shelf).load()).toEqual([batch('c'), batch('b')]);
  other.save([]);
  third.save([]);
  expect(shelf.kept.size).toBe(0);
});

test('what another version wrote is passed over', () => {
  const shelf = openShelf();
  shelf.setItem('desirepath-pending/Shop/m', '[{"batch": 5}]');
  expect(createPendingEdits({ workspace: 'Shop', map: 'm' }, shelf).load()).toEqual([]);
});
