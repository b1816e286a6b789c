import { createContext, useContext } from 'react';
import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import { contentOf } from './cell-content.ts';
import { editsOfClearing, removeItem } from './cell-edits.ts';
import { type Cell, cellAt, cellsBetween, keyOf, move, type Position } from './grid-layout.ts';
import { DERIVED_LANES } from './lane-forms.ts';
import type { MapEditor } from './map-editor.ts';

/** Everything one can do in the grid, whether by key, mouse, menu or command. */
export function createGridActions(editor: MapEditor, root: () => HTMLElement | null) {
  const { store } = editor;
  const here = (): Cell | null => cellAt(editor.layout(), store.state.active);

  function focusActive(options?: FocusOptions): void {
    const cell = here();
    if (!cell) return;
    root()
      ?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cell.key)}"]`)
      ?.focus(options);
  }
  function goTo(position: Position, item: number | null = null): void {
    store.goTo(position, item);
    focusActive();
  }

  return {
    here,
    focusActive,
    goTo,

    /** Goes to a cell under the pointer, which stays under it: scrolled away, it could not be dragged. */
    point(position: Position, item: number | null = null): void {
      store.goTo(position, item);
      focusActive({ preventScroll: true });
    },

    /** The cell so many rows and cells away. */
    go(by: { rows?: number; cells?: number }): void {
      const { active } = store.state;
      if (active) goTo(move(editor.layout(), active, by));
    },

    /** The same, keeping the cells between selected. */
    extend(by: { rows?: number; cells?: number }): void {
      const { active, anchor } = store.state;
      if (!active) return;
      const from = anchor ?? active;
      this.selectTo(from, move(editor.layout(), active, by));
    },

    selectTo(anchor: Position, active: Position): void {
      const cells = cellsBetween(editor.layout(), anchor, active).flat();
      store.set({
        anchor,
        active,
        item: null,
        editing: null,
        selected: new Set(cells.map((cell) => cell.key)),
      });
      focusActive();
    },

    /** The selected cells by rows; the active one where no range is selected. */
    selection(): Cell[][] {
      const { active, anchor } = store.state;
      return active ? cellsBetween(editor.layout(), anchor ?? active, active) : [];
    },

    /** Begins to edit the active cell; `item` -1 = at a new or the last thing. */
    startEdit(typed: string | null = null, item: number | null = store.state.item): void {
      const cell = here();
      if (!cell || !editor.canEdit || isDerived(cell.row.id)) return;
      store.set({ editing: { typed, item }, selected: null, anchor: null });
    },

    /** Empties the selected cells, or takes out the one thing that is meant. */
    clear(): void {
      if (!editor.canEdit) return;
      const { item } = store.state;
      const { map } = editor.open();
      const cell = here();
      if (item !== null && cell) {
        const one = contentOf(cell.column, cell.row.id, map).items[item];
        if (one) editor.edit([removeItem(one)]);
        store.set({ item: null });
        return;
      }
      editor.edit(
        this.selection()
          .flat()
          .flatMap((one): MapEdit[] => editsOfClearing(contentOf(one.column, one.row.id, map))),
      );
    },

    /** The next or previous thing of the active cell is meant; beyond the ends, the whole cell again. */
    chooseItem(by: 1 | -1): string | null {
      const cell = here();
      if (!cell) return null;
      const { items } = contentOf(cell.column, cell.row.id, editor.open().map);
      if (items.length === 0) return null;
      const { item } = store.state;
      const next = item === null ? (by === 1 ? 0 : items.length - 1) : item + by;
      const chosen = next < 0 || next >= items.length ? null : next;
      store.set({ item: chosen });
      return chosen === null ? null : (items[chosen]?.text ?? null);
    },

    cellKey(position: Position): string {
      return keyOf(position.row, position.column);
    },
  };
}
export type GridActions = ReturnType<typeof createGridActions>;

export function isDerived(row: string): boolean {
  return DERIVED_LANES.includes(row);
}

export const GridActionsContext = createContext<GridActions | null>(null);

export function useGridActions(): GridActions {
  const actions = useContext(GridActionsContext);
  if (!actions) throw new Error('used outside of an open map');
  return actions;
}
