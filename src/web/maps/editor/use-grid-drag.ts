import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect } from 'react';
import { cellAt, type GridLayout } from './grid-layout.ts';
import type { Lift } from './grid-store.ts';
import type { MapEditor } from './map-editor.ts';
import { dropEdit, liftFrom } from './places.ts';
import type { StructureActions } from './structure-actions.ts';
import { placeOf } from './use-grid-mouse.ts';

/**
 * Dragging by mouse or finger: the same lifted thing and the same places as with the keyboard. Things become draggable
 * when the pointer comes to their cell, so that a large map need not prepare thousands of them.
 */
export function useGridDrag(
  editor: MapEditor,
  structure: StructureActions,
  root: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const grid = root.current;
    if (!grid || !editor.canEdit) return;
    const { store } = editor;
    let ends: (() => void)[] = [];
    let prepared: Element | null = null;

    function lift(element: Element): Lift | null {
      const place = placeOf(element);
      const cell = place && cellAt(editor.layout(), place.position);
      if (!cell) return null;
      return liftFrom(editor.layout(), cell, place.item, editor.open().map, () => '');
    }
    function prepare(event: PointerEvent): void {
      const cell = event.target instanceof Element ? event.target.closest('[data-cell]') : null;
      if (cell === prepared || store.state.lift) return;
      for (const end of ends) end();
      prepared = cell;
      ends = [...(cell?.querySelectorAll<HTMLElement>('[data-item]') ?? [])]
        .filter((element) => element.querySelector('textarea') === null)
        .map((element) =>
          draggable({
            element,
            canDrag: () => store.state.editing === null && lift(element) !== null,
            onDragStart() {
              element.dataset.lifted = '';
              store.set({ lift: lift(element) });
            },
            onDrop({ location }) {
              delete element.dataset.lifted;
              // a quick hand drops before the last move was drawn
              onDrag({ location });
              const { lift: current } = store.state;
              const edit = current && location.current.dropTargets.length > 0 ? dropEdit(current) : null;
              store.set({ lift: null });
              if (edit) structure.whenDrawn(() => editor.edit([edit]));
              // what was dragged may have been drawn anew elsewhere
              prepared = null;
            },
          }),
        );
    }
    function onDrag({
      location,
    }: {
      location: { current: { input: { clientX: number; clientY: number } } };
    }): void {
      const { clientX, clientY } = location.current.input;
      const { lift: current } = store.state;
      const place = current && nearestPlace(current, editor.layout(), clientX, clientY);
      if (current && place !== null && place !== current.place) store.set({ lift: { ...current, place } });
    }

    grid.addEventListener('pointerover', prepare);
    const endTarget = dropTargetForElements({
      element: grid,
      canDrop: () => store.state.lift !== null,
      onDrag,
    });
    return () => {
      grid.removeEventListener('pointerover', prepare);
      endTarget();
      for (const end of ends) end();
    };
  }, [editor, structure, root]);
}

/** The place under the pointer: before or behind a thing, by its nearer edge, or behind all of a cell. */
function nearestPlace(lift: Lift, layout: GridLayout, x: number, y: number): number | null {
  const element = document.elementFromPoint(x, y);
  const under = placeOf(element);
  if (!under) return null;
  const row = under.position.row;
  if (row === 'stage' && lift.at.length === 2) {
    const head = element?.closest('[data-cell]')?.getBoundingClientRect();
    const at = layout.spans.findIndex(({ columns }) =>
      columns.some(({ id }) => id === under.position.column),
    );
    const place = at + (head && x > head.left + head.width / 2 ? 1 : 0);
    // its own place is not counted
    return at === lift.start ? lift.start : place > lift.start ? place - 1 : place;
  }
  const item = element?.closest<HTMLElement>('[data-item]');
  const box = item?.getBoundingClientRect();
  const isBehind = box && (row === 'steps' ? x > box.left + box.width / 2 : y > box.top + box.height / 2);
  const wanted = under.item === null ? Number.POSITIVE_INFINITY : under.item + (isBehind ? 1 : 0);
  let best: number | null = null;
  lift.places.forEach((place, index) => {
    if (place.cell.row !== row || place.cell.column !== under.position.column) return;
    const old = best === null ? undefined : lift.places[best];
    if (!old || Math.abs(place.before - wanted) <= Math.abs(old.before - wanted)) best = index;
  });
  return best;
}
