import { flushSync } from 'react-dom';
import { contentOf } from './cell-content.ts';
import type { DetailsKind } from './details-target.ts';
import type { GridActions } from './grid-actions.ts';
import type { Cell } from './grid-layout.ts';
import { type MapEditor, namesOf } from './map-editor.ts';
import { addStage, addStep, removeStage, removeStep } from './structure-edits.ts';

/** Texts of new and removed things. */
export interface StructureWords {
  newStage: string;
  newStep: string;
  removed: (thing: string) => string;
  lastStage: string;
}

/** What changes stages and steps, and what goes from a cell to its details. */
export function createStructureActions(editor: MapEditor, actions: GridActions, words: StructureWords) {
  const { store } = editor;
  /** Draws the edited map before anything is done with its new cells. */
  function whenDrawn(change: () => void): void {
    flushSync(change);
  }
  const freshId = () => {
    const { file, map } = editor.open();
    return namesOf(file, map).freshId;
  };
  function begin(row: string, column: string): void {
    actions.goTo({ row, column });
    actions.startEdit('');
  }

  return {
    whenDrawn,

    addStageBehind(after: string | null): void {
      const made = addStage(after, { stage: words.newStage, step: words.newStep }, freshId());
      whenDrawn(() => editor.edit(made.edits));
      const column = editor.layout().spans.find((span) => span.stage.id === made.stage)?.columns[0];
      if (column) begin('stage', column.id);
    },

    /** Behind the step of a cell, or behind the last one of its stage. */
    addStepBehind({ column, span }: Pick<Cell, 'column' | 'span'>): void {
      const stage = span.stage.id;
      const made = addStep(stage, column.steps.at(-1)?.id ?? null, words.newStep, freshId());
      whenDrawn(() => editor.edit(made.edits));
      const now = editor.layout().spans.find((one) => one.stage.id === stage);
      const own = now?.columns.find((one) => one.id === made.step) ?? now?.columns[0];
      if (!own) return;
      actions.goTo({ row: 'steps', column: own.id });
      // among the gathered steps of a stage the new one is the one behind
      const index = own.steps.findIndex((step) => step.id === made.step);
      actions.startEdit(own.steps.length === 1 ? '' : null, index);
    },

    /** Edits the active cell; where a stage has no step to hold it, its first step comes first. */
    edit(typed: string | null = null): void {
      const cell = actions.here();
      if (!cell || !editor.canEdit) return;
      const { sections } = contentOf(cell.column, cell.row.id, editor.open().map);
      if (sections.length === 0 && cell.row.id !== 'channels')
        actions.goTo({ row: 'steps', column: cell.column.id });
      actions.startEdit(typed);
    },

    /** Empties what is selected; on a title, the stage or step itself goes. */
    clear(): void {
      const cell = actions.here();
      if (!cell || !editor.canEdit) return;
      const { item, anchor } = store.state;
      const isStep = cell.row.id === 'steps' && (item !== null || cell.column.steps.length === 1);
      if (anchor === null && cell.row.id === 'stage') this.removeStage(cell);
      else if (anchor === null && isStep) this.removeStep(cell, item ?? 0);
      else actions.clear();
    },

    removeStage(cell: Cell): void {
      const { spans } = editor.layout();
      if (spans.length === 1) {
        editor.say(words.lastStage);
        return;
      }
      const index = spans.indexOf(cell.span);
      const neighbour = spans[index + 1] ?? spans[index - 1];
      whenDrawn(() => editor.edit(removeStage(cell.span.stage.id)));
      if (neighbour?.columns[0]) actions.goTo({ row: cell.row.id, column: neighbour.columns[0].id });
      editor.tell(words.removed(cell.span.stage.title));
    },

    removeStep(cell: Cell, index: number): void {
      const step = cell.column.steps[index];
      if (!step) return;
      const { columns } = editor.layout();
      const at = columns.indexOf(cell.column);
      const stage = cell.span.stage.id;
      whenDrawn(() => editor.edit(removeStep(stage, step.id)));
      const now = editor.layout();
      const still = now.columns.find((one) => one.id === cell.column.id || one.id === `stage:${stage}`);
      const next = still ?? now.columns[Math.min(at, now.columns.length - 1)];
      if (next) actions.goTo({ row: cell.row.id, column: next.id });
      editor.tell(words.removed(step.title));
    },

    /** Everything about the thing that is meant, or about the first one of the cell. */
    showDetailsHere(): void {
      const cell = actions.here();
      if (!cell) return;
      const kind = cell.row.id;
      const item = contentOf(cell.column, kind, editor.open().map).items[store.state.item ?? 0];
      if (kind === 'stage') editor.showDetails({ kind, at: ['stages', { id: cell.span.stage.id }] });
      else if (item && kind === 'kpis') editor.showDetails({ kind, at: ['metrics', String(item.raw)] });
      else if (item && isDetailsKind(kind)) editor.showDetails({ kind, at: item.at });
    },
  };
}
export type StructureActions = ReturnType<typeof createStructureActions>;

const KINDS: readonly string[] = [
  'steps',
  'touchpoints',
  'pains',
  'opportunities',
  'cta',
  'quotes',
  'emotion',
];
function isDetailsKind(kind: string): kind is DetailsKind {
  return KINDS.includes(kind);
}
