import { z } from 'zod';
import { mapEdit } from '../../shared/maps/edit/map-edit.ts';
import type { PendingBatch } from './map-session.ts';

const keptBatches = z.array(z.object({ batch: z.string(), edits: z.array(mapEdit) }));

/** Where the browser keeps things between visits: `localStorage`. */
type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Edits of a map that the server has not taken yet, kept in the browser until it has. All tabs share one shelf for each
 * map: an editor that opens takes over what was left there, and each one takes off only what it put there or took over.
 * A batch sent by two editors counts once, by its name.
 */
export function createPendingEdits(place: { workspace: string; map: string }, shelf: Shelf) {
  const key = `desirepath-pending/${place.workspace}/${place.map}`;
  let ours = new Set<string>();
  return {
    load(): PendingBatch[] {
      const batches = readBatches(shelf.getItem(key));
      ours = new Set(batches.map((one) => one.batch));
      return batches;
    },
    save(pending: readonly PendingBatch[]): void {
      const others = readBatches(shelf.getItem(key)).filter((one) => !ours.has(one.batch));
      for (const one of pending) ours.add(one.batch);
      const all = [...others, ...pending];
      if (all.length > 0) shelf.setItem(key, JSON.stringify(all));
      else shelf.removeItem(key);
    },
  };
}

function readBatches(text: string | null): PendingBatch[] {
  if (text === null) return [];
  try {
    return keptBatches.parse(JSON.parse(text));
  } catch {
    return []; // written by another version: what it says cannot be sent
  }
}
