import { type MouseEvent, type PointerEvent, type TouchEvent, useMemo } from 'react';
import type { GridActions } from './grid-actions.ts';
import type { Position } from './grid-layout.ts';
import type { MapEditor } from './map-editor.ts';

/** The cell and the thing of it that an element belongs to. */
export function placeOf(element: EventTarget | null): { position: Position; item: number | null } | null {
  if (!(element instanceof Element)) return null;
  const key = element.closest<HTMLElement>('[data-cell]')?.dataset.cell;
  const [row, column] = key?.split('|') ?? [];
  if (row === undefined || column === undefined) return null;
  const item = element.closest<HTMLElement>('[data-item]')?.dataset.item;
  return { position: { row, column }, item: item === undefined ? null : Number(item) };
}

/** A finger that rests so long opens the menu, which not every tablet says itself. */
const REST_MS = 500;
const REST_PX = 10;
const BUTTONS = 'button, a, input, textarea, [role=slider]';

/** A click selects, a second one (or a double click) edits; with Shift a range; the right button, or a finger that rests, opens the menu. */
export function useGridMouse(
  editor: MapEditor,
  actions: GridActions,
  openMenu: (at: { x: number; y: number }) => void,
) {
  return useMemo(() => {
    const { store } = editor;
    const isHere = (position: Position) => {
      const cell = actions.here();
      return cell !== null && cell.key === actions.cellKey(position);
    };
    let wasHere = false;
    let rest: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | null = null;
    let hasRested = false;
    const endRest = () => {
      if (rest) clearTimeout(rest.timer);
      rest = null;
    };
    function openAt(target: EventTarget | null, at: { x: number; y: number }): boolean {
      const place = placeOf(target);
      if (!place || store.state.editing) return false;
      const key = actions.cellKey(place.position);
      if (!store.state.selected?.has(key)) actions.point(place.position, place.item);
      openMenu(at);
      return true;
    }
    return {
      onPointerDown({ target, pointerType, clientX: x, clientY: y }: PointerEvent<HTMLElement>): void {
        endRest();
        hasRested = false;
        if (pointerType === 'mouse' || (target instanceof Element && target.closest(BUTTONS))) return;
        const open = () => {
          hasRested = openAt(target, { x, y });
        };
        rest = { timer: setTimeout(open, REST_MS), x, y };
      },
      onPointerMove({ clientX, clientY }: PointerEvent<HTMLElement>): void {
        if (rest && Math.hypot(clientX - rest.x, clientY - rest.y) > REST_PX) endRest();
      },
      onPointerUp: endRest,
      onPointerCancel: endRest,
      onTouchEnd(event: TouchEvent<HTMLElement>): void {
        // else a click follows, which closes the menu and edits
        if (hasRested && event.cancelable) event.preventDefault();
      },
      onDragStart: endRest,
      onMouseDown(event: MouseEvent<HTMLElement>): void {
        const place = placeOf(event.target);
        if (!place || event.button !== 0) return;
        if (event.target instanceof Element && event.target.closest(BUTTONS)) {
          // what a finger touched shows its details button afterwards; there is no pointer to hover with
          if (window.matchMedia('(hover: none)').matches) store.goTo(place.position);
          return;
        }
        const { active, anchor } = store.state;
        wasHere = isHere(place.position);
        if (event.shiftKey && active) {
          event.preventDefault();
          actions.selectTo(anchor ?? active, place.position);
        } else if (!wasHere || anchor !== null) actions.point(place.position);
      },
      onClick(event: MouseEvent<HTMLElement>): void {
        const place = placeOf(event.target);
        if (!place || event.shiftKey || store.state.editing) return;
        if (event.target instanceof Element && event.target.closest(BUTTONS)) return;
        if (window.getSelection()?.type === 'Range') return;
        if (wasHere && isHere(place.position)) actions.startEdit(null, place.item);
      },
      onContextMenu(event: MouseEvent<HTMLElement>): void {
        if (openAt(event.target, { x: event.clientX, y: event.clientY })) event.preventDefault();
      },
      onFocus(event: React.FocusEvent<HTMLElement>): void {
        // by Tab, or by a screen reader
        const place = placeOf(event.target);
        if (!place || !(event.target instanceof HTMLElement) || event.target.dataset.cell === undefined)
          return;
        if (!isHere(place.position)) store.goTo(place.position);
      },
    };
  }, [editor, actions, openMenu]);
}
