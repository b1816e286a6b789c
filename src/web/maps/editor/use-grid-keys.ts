import { type KeyboardEvent, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { contentOf } from './cell-content.ts';
import { type GridActions, isDerived } from './grid-actions.ts';
import type { MapEditor } from './map-editor.ts';
import { dropEdit, liftFrom, nextPlace } from './places.ts';
import type { StructureActions } from './structure-actions.ts';

const ARROWS: Record<string, { rows?: number; cells?: number }> = {
  ArrowUp: { rows: -1 },
  ArrowDown: { rows: 1 },
  ArrowLeft: { cells: -1 },
  ArrowRight: { cells: 1 },
};
const ALL = 1_000_000;

/** What the keys do on a cell that is not being edited, and on a thing that was lifted. */
export function useGridKeys(
  editor: MapEditor,
  actions: GridActions,
  structure: StructureActions,
  openMenu: (at: { x: number; y: number }) => void,
) {
  const t = useTranslations('editor');
  return useMemo(() => {
    const { store } = editor;

    function onLifted(event: KeyboardEvent): void {
      const { lift } = store.state;
      if (!lift) return;
      event.preventDefault();
      if (event.key in ARROWS) {
        const place = nextPlace(lift, event.key);
        store.set({ lift: { ...lift, place } });
        editor.say(lift.places[place]?.words ?? '');
        const cell = lift.places[place]?.cell;
        if (cell) scrollTo(actions.cellKey(cell));
      } else if (event.key === ' ' || event.key === 'Enter') {
        const edit = dropEdit(lift);
        store.set({ lift: null, item: null });
        if (edit) {
          structure.whenDrawn(() => editor.edit([edit]));
          const target = lift.places[lift.place]?.cell;
          if (target && lift.at.length > 2) actions.goTo(target);
          editor.say(t('dropped', { thing: lift.title, place: lift.places[lift.place]?.words ?? '' }));
        } else editor.say(t('putBack', { thing: lift.title }));
        actions.focusActive();
      } else if (event.key === 'Escape' || event.key === 'Tab') {
        store.set({ lift: null });
        editor.say(t('putBack', { thing: lift.title }));
      }
    }

    function lift(): void {
      const cell = actions.here();
      if (!cell || !editor.canEdit) return;
      const made = liftFrom(editor.layout(), cell, store.state.item, editor.open().map, (key, values) =>
        t(`places.${key}`, values),
      );
      if (!made) {
        editor.say(t('cannotMove'));
        return;
      }
      store.set({ lift: made });
      editor.say(t('lifted', { thing: made.title, place: made.places[made.start]?.words ?? '' }));
    }

    function onControl(event: KeyboardEvent): boolean {
      const key = event.key.toLowerCase();
      if (key === 'home' || key === 'end') {
        const sign = key === 'home' ? -ALL : ALL;
        actions.go({ rows: sign });
        actions.go({ cells: sign });
      } else if (key === 'a') {
        selectRow();
      } else return false;
      return true;
    }

    function selectRow(): void {
      const { columns } = editor.layout();
      const { active } = store.state;
      const [first, last] = [columns[0], columns.at(-1)];
      if (active && first && last)
        actions.selectTo({ row: active.row, column: first.id }, { row: active.row, column: last.id });
    }

    function onEnter(event: KeyboardEvent): void {
      const cell = actions.here();
      if (!cell) return;
      if (event.altKey) structure.showDetailsHere();
      else if (event.shiftKey && cell.row.id === 'stage') structure.addStageBehind(cell.span.stage.id);
      else if (event.shiftKey && cell.row.id === 'steps') structure.addStepBehind(cell);
      else if (event.shiftKey) actions.startEdit('');
      else if (cell.row.id === 'emotion' && event.key === 'Enter') focusFirstPoint(cell.key);
      else structure.edit();
    }

    return function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
      if (!(event.target instanceof HTMLElement)) return;
      if (store.state.lift) {
        onLifted(event);
        return;
      }
      const isOnCell = event.target.dataset.cell !== undefined;
      if ((event.ctrlKey || event.metaKey) && !event.altKey) {
        if (onControl(event)) event.preventDefault();
        return;
      }
      if (!isOnCell) {
        if (event.key === 'Escape') actions.focusActive();
        return;
      }
      const arrow = ARROWS[event.key];
      if (arrow && event.altKey && arrow.rows) {
        const cell = actions.here();
        const chosen = actions.chooseItem(arrow.rows < 0 ? -1 : 1);
        const count = cell ? contentOf(cell.column, cell.row.id, editor.open().map).items.length : 0;
        editor.say(chosen === null ? t('wholeCell') : t('chosen', { thing: chosen, count }));
      } else if (arrow && event.shiftKey) actions.extend(arrow);
      else if (arrow && !event.altKey) actions.go(arrow);
      else if (event.key === 'Home') actions.go({ cells: -ALL });
      else if (event.key === 'End') actions.go({ cells: ALL });
      else if (event.key === 'PageUp' || event.key === 'PageDown')
        actions.go({ rows: event.key === 'PageUp' ? -4 : 4 });
      else if (event.key === 'Enter' || event.key === 'F2') onEnter(event);
      else if (event.key === ' ') lift();
      else if (event.key === 'Delete' || event.key === 'Backspace') structure.clear();
      else if (event.key === 'Escape') {
        if (store.state.anchor === null && store.state.item === null) return;
        store.set({ anchor: null, selected: null, item: null });
      } else if ((event.key === 'F10' && event.shiftKey) || event.key === 'ContextMenu') {
        const box = event.target.getBoundingClientRect();
        // a menu that opens within this event would take it for one outside of it, and close
        setTimeout(() => openMenu({ x: box.left + 16, y: box.top + Math.min(box.height, 40) }));
      } else if (event.key.length === 1 && !event.altKey && editor.canEdit) {
        if (isDerived(actions.here()?.row.id ?? 'flow')) return;
        structure.edit(event.key);
      } else return;
      event.preventDefault();
    };
  }, [editor, actions, structure, openMenu, t]);
}

function focusFirstPoint(key: string): void {
  document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(key)}"] [role=slider]`)?.focus();
}

function scrollTo(key: string): void {
  document
    .querySelector(`[data-cell="${CSS.escape(key)}"]`)
    ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
