import { useSyncExternalStore } from 'react';
import type { MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { Position } from './grid-layout.ts';

/** A thing that was lifted with the keyboard, and the place it would go to. */
export interface Lift {
  at: MapPath;
  title: string;
  /** index among `places` */
  place: number;
  places: readonly LiftPlace[];
  start: number;
}
export interface LiftPlace {
  list: MapPath;
  /** the item it would stand behind; null = first */
  after: MapPath[number] | null;
  /** cell that shows the place, and the item of it that the mark stands before (its count = at the end) */
  cell: Position;
  before: number;
  words: string;
}

export interface GridState {
  active: Position | null;
  /** other corner of the selected range; null = the active cell alone */
  anchor: Position | null;
  /** keys of the cells of the range; null = the active cell alone */
  selected: ReadonlySet<string> | null;
  /** which thing of the active cell is meant; null = the whole cell */
  item: number | null;
  /** the active cell is being edited: what was typed to begin with, and the thing to begin at */
  editing: { typed: string | null; item: number | null } | null;
  lift: Lift | null;
  /** the feeling that is being dragged */
  preview: { step: string; score: number } | null;
}

const NOWHERE: GridState = {
  active: null,
  anchor: null,
  selected: null,
  item: null,
  editing: null,
  lift: null,
  preview: null,
};

/** Where one is in the grid. Outside of React, so that an arrow key draws two cells and not the map. */
export class GridStore {
  private current = NOWHERE;
  private readonly listeners = new Set<() => void>();

  get state(): GridState {
    return this.current;
  }

  set(change: Partial<GridState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Goes to a cell; a range, an edit and a lifted thing end. */
  goTo(active: Position | null, item: number | null = null): void {
    this.set({ ...NOWHERE, active, item });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** A primitive read from the store: the component is drawn again only when it changes. */
export function useGrid<T extends string | number | boolean | null>(
  store: GridStore,
  read: (state: GridState) => T,
): T {
  return useSyncExternalStore(store.subscribe, () => read(store.state));
}
