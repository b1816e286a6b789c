import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import { contentOf } from './cell-content.ts';
import { type EditNames, editsOfPaste } from './cell-edits.ts';
import { type CopiedCell, readClipboard, writeClipboard } from './clipboard.ts';
import type { GridActions } from './grid-actions.ts';
import { isDerived } from './grid-actions.ts';
import { cellAt, move, type Position } from './grid-layout.ts';
import { type MapEditor, namesOf } from './map-editor.ts';
import { addStep } from './structure-edits.ts';

/** Copying and pasting of cells; the texts say what became of it. */
export function createCellClipboard(
  editor: MapEditor,
  actions: GridActions,
  words: {
    newStep: string;
    copied: (cells: number) => string;
    pasted: (cells: number, left: number) => string;
  },
) {
  const copiedCells = (): CopiedCell[][] => {
    const { map } = editor.open();
    return actions.selection().map((row) =>
      row.map((cell) => {
        const { items } = contentOf(cell.column, cell.row.id, map);
        return {
          lane: cell.row.id,
          texts: items.map((one) => one.text),
          things: items.map((one) => one.raw),
        };
      }),
    );
  };

  function copy(data: DataTransfer): void {
    const cells = copiedCells();
    for (const [type, text] of Object.entries(writeClipboard(cells))) data.setData(type, text);
    editor.say(words.copied(cells.flat().length));
  }

  /** Steps for the columns that a pasted table has beyond the last one. */
  function addSteps(missing: number, names: EditNames): MapEdit[] {
    const stage = editor.layout().spans.at(-1)?.stage.id;
    let after = editor.layout().columns.at(-1)?.steps.at(-1)?.id ?? null;
    if (stage === undefined) return [];
    return Array.from({ length: missing }).flatMap(() => {
      const made = addStep(stage, after, words.newStep, names.freshId);
      after = made.step;
      return made.edits;
    });
  }

  function paste(data: DataTransfer, draw: (change: () => void) => void): void {
    const pasted = readClipboard((type) => data.getData(type));
    const { active, anchor } = editor.store.state;
    if (!active || !editor.canEdit || pasted.length === 0) return;
    const [one] = pasted[0] ?? [];
    const isOne = pasted.length === 1 && pasted[0]?.length === 1 && one !== undefined;
    const selection = actions.selection();
    const rows = isOne ? selection.map((row) => row.map(() => one)) : pasted;
    const start = anchor === null ? active : topLeft(selection);
    if (!start) return;
    const { file, map, session } = editor.open();
    const names = namesOf(file, map);
    const width = Math.max(...rows.map((row) => row.length));
    const columns = editor.layout().columns;
    const missing = width - (columns.length - columns.findIndex((column) => column.id === start.column));
    const grown = missing > 0 && !isOfStage(start.row) ? addSteps(missing, names) : [];
    if (grown.length > 0) draw(() => session.edit(grown));
    let [done, left] = [0, 0];
    const edits: MapEdit[] = [];
    rows.forEach((row, rowIndex) => {
      let at: Position | null = offset(start, { rows: rowIndex });
      for (const cell of row) {
        const target = at && cellAt(editor.layout(), at);
        if (!target || isDerived(target.row.id)) left++;
        else {
          const content = contentOf(target.column, target.row.id, editor.open().map);
          const things = cell.lane === target.row.id ? cell.things : null;
          edits.push(...editsOfPaste(content, { texts: cell.texts, things }, names));
          done++;
        }
        at = at && offset(at, { cells: 1 });
      }
    });
    editor.edit(edits);
    editor.say(words.pasted(done, left));
    if (left > 0) editor.tell(words.pasted(done, left));
  }

  /** So far from a position, or nowhere where the grid ends before. */
  function offset(from: Position, by: { rows?: number; cells?: number }): Position | null {
    const to = move(editor.layout(), from, by);
    if (by.cells !== undefined) return to.column === from.column ? null : to;
    const { rows } = editor.layout();
    const wanted = rows.findIndex((row) => row.id === from.row) + (by.rows ?? 0);
    return rows[wanted] ? to : null;
  }
  const isOfStage = (row: string) => editor.layout().rows.find((one) => one.id === row)?.isOfStage ?? false;
  function topLeft(selection: ReturnType<GridActions['selection']>): Position | null {
    const cell = selection[0]?.[0];
    return cell ? { row: cell.row.id, column: cell.column.id } : null;
  }

  return { copy, paste };
}
