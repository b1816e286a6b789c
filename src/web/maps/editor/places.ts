import type { MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { type CellItem, contentOf } from './cell-content.ts';
import type { Cell, GridLayout } from './grid-layout.ts';
import type { Lift, LiftPlace } from './grid-store.ts';

type Words = (
  key: 'first' | 'behind' | 'inCell',
  values: { behind: string; column: string; place: number; of: number },
) => string;

/**
 * Lifts a thing of a cell: a stage by its head, a step, or any item of a list. The places that it may go to are in the
 * order of the screen; null where it cannot move.
 */
export function liftFrom(
  layout: GridLayout,
  cell: Cell,
  wanted: number | null,
  map: JourneyMap,
  words: Words,
): Lift | null {
  if (cell.row.id === 'stage') return liftStage(layout, cell, words);
  const item = contentOf(cell.column, cell.row.id, map).items[wanted ?? 0];
  if (!item || item.list === null || item.of !== null || cell.row.id === 'kpis') return null;
  return liftItem(layout, cell, item, map, words);
}

function liftStage(layout: GridLayout, cell: Cell, words: Words): Lift | null {
  const others = layout.spans.filter((span) => span !== cell.span);
  const start = layout.spans.indexOf(cell.span);
  const places = Array.from({ length: others.length + 1 }, (_, place): LiftPlace => {
    const before = others[place - 1];
    const next = layout.spans[place < start ? place : place + 1];
    const shown = place === start ? cell.span : (next ?? layout.spans.at(-1) ?? cell.span);
    return {
      list: ['stages'],
      after: before ? { id: before.stage.id } : null,
      cell: { row: 'stage', column: shown.columns[0]?.id ?? cell.column.id },
      before: place === start || next ? 0 : 1,
      words: words(before ? 'behind' : 'first', {
        behind: before?.stage.title ?? '',
        column: '',
        place: place + 1,
        of: others.length + 1,
      }),
    };
  });
  return {
    at: ['stages', { id: cell.span.stage.id }],
    title: cell.span.stage.title,
    place: start,
    start,
    places,
  };
}

/** An item may go anywhere in the same lane of any column. */
function liftItem(layout: GridLayout, cell: Cell, item: CellItem, map: JourneyMap, words: Words): Lift {
  const places: LiftPlace[] = [];
  let start = 0;
  for (const column of columnsOfRow(layout, cell)) {
    const { sections } = contentOf(column, cell.row.id, map);
    for (const section of sections) {
      const own = section.items.filter((one) => one.list !== null && isSamePath(one.list, section.at));
      const others = own.filter((one) => !isSamePath(one.at, item.at));
      if (own.length !== others.length)
        start = places.length + own.findIndex((one) => isSamePath(one.at, item.at));
      for (let place = 0; place <= others.length; place++) {
        const before = others[place - 1];
        const next = others[place];
        places.push({
          list: section.at,
          after: before ? (before.at.at(-1) ?? null) : null,
          ...markOf(layout, cell.row.id, column.id, sections, section, next),
          words: words(before ? 'behind' : 'inCell', {
            behind: before?.text ?? '',
            column: section.title,
            place: place + 1,
            of: others.length + 1,
          }),
        });
      }
    }
  }
  return { at: item.at, title: item.text, place: start, start, places };
}

type Sections = ReturnType<typeof contentOf>['sections'];

/** Where the place is shown: before the thing that would follow, or behind the last one. */
function markOf(
  layout: GridLayout,
  row: string,
  column: string,
  sections: Sections,
  section: Sections[number],
  next: CellItem | undefined,
): Pick<LiftPlace, 'cell' | 'before'> {
  const shown = next ?? section.items.at(-1);
  const id = row === 'steps' ? idOf(shown) : null;
  if (id !== null && layout.columns.some((one) => one.id === id))
    return { cell: { row, column: id }, before: next ? 0 : 1 };
  return {
    cell: { row, column },
    before: next ? indexIn(sections, next) : indexBehind(sections, section.items),
  };
}

function idOf(item: CellItem | undefined): string | null {
  const last = item?.at.at(-1);
  return typeof last === 'object' && 'id' in last ? last.id : null;
}

function indexIn(sections: Sections, item: CellItem): number {
  return sections.flatMap((section) => section.items).indexOf(item);
}

function indexBehind(sections: Sections, items: readonly CellItem[]): number {
  const last = items.at(-1);
  return last ? indexIn(sections, last) + 1 : 0;
}

function columnsOfRow(layout: GridLayout, cell: Cell) {
  return cell.row.isOfStage
    ? layout.spans.flatMap((span) => span.columns[0] ?? [])
    : cell.row.id === 'steps' && layout.columns.length > layout.spans.length
      ? stepHolders(layout)
      : layout.columns;
}

/** Steps in columns of their own belong to one list for each stage: its places are shown at the stage's columns. */
function stepHolders(layout: GridLayout) {
  return layout.spans.map((span) => ({
    id: span.columns[0]?.id ?? '',
    stage: span.stage,
    steps: span.columns.flatMap((column) => column.steps),
    isFirst: true,
  }));
}

/** Where an arrow takes a lifted thing: up and down one place, left and right to the next column. */
export function nextPlace(lift: Lift, key: string): number {
  const last = lift.places.length - 1;
  const current = lift.places[lift.place];
  const isRow = lift.places.every((place) => place.cell.row === 'stage' || place.cell.row === 'steps');
  const step = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  if (isRow || key === 'ArrowUp' || key === 'ArrowDown')
    return Math.min(Math.max(lift.place + step, 0), last);
  for (let at = lift.place + step; at >= 0 && at <= last; at += step) {
    const place = lift.places[at];
    if (place?.cell.column === current?.cell.column) continue;
    if (step > 0) return at;
    // the first place of the column before
    let first = at;
    while (first > 0 && lift.places[first - 1]?.cell.column === place?.cell.column) first--;
    return first;
  }
  return lift.place;
}

/** The edit that puts a lifted thing down; null where it is already. */
export function dropEdit(lift: Lift): MapEdit | null {
  const place = lift.places[lift.place];
  if (!place || lift.place === lift.start) return null;
  const { after } = place;
  return { kind: 'move', item: lift.at, list: place.list, after: typeof after === 'string' ? null : after };
}

/** The edit that moves an item behind another one, or to the front of a list. */
export function moveBehind(item: CellItem, list: MapPath, after: CellItem | null): MapEdit {
  const last = after?.at.at(-1);
  return { kind: 'move', item: item.at, list, after: typeof last === 'object' ? last : null };
}

export function isSamePath(a: MapPath, b: MapPath): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
