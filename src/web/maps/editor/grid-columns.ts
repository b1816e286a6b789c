import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import type { JourneyMap, Stage, Step } from '../../../shared/maps/journey-map.ts';
import type { JsonRecord } from '../use-map-session.ts';

/** A stage without its steps: as it was read, and as it stands in the file. */
export interface StagePart {
  id: string;
  title: string;
  stage: Omit<Stage, 'steps'>;
  raw: JsonRecord;
}

export interface StepPart {
  id: string;
  title: string;
  step: Step;
  raw: JsonRecord;
}

/** One column of the grid: a step, or a stage with all its steps gathered, or a stage that has none yet. */
export interface GridColumn {
  /** the step's id, or `stage:` and the stage's */
  id: string;
  stage: StagePart;
  steps: StepPart[];
  /** the first column of its stage shows what belongs to the stage itself */
  isFirst: boolean;
}

/** Columns of a stage, side by side. */
export interface StageSpan {
  stage: StagePart;
  columns: GridColumn[];
}

/** The columns of a map in the order of its file; `isGathered` = all steps of the stage in one column. */
export function spansOf(
  map: JourneyMap,
  file: JsonRecord,
  isGathered: (stage: string) => boolean,
): StageSpan[] {
  const rawStages = listOf(file.stages);
  return map.stages.map((stage, index) => {
    const { steps: rawSteps, ...raw } = recordOf(rawStages[index]);
    const { steps, ...own } = stage;
    const rawList = listOf(rawSteps);
    const part: StagePart = { id: stage.id, title: stage.title, stage: own, raw };
    const parts = steps.map(
      (step, at): StepPart => ({ id: step.id, title: step.title, step, raw: recordOf(rawList[at]) }),
    );
    const isOne = parts.length === 0 || isGathered(stage.id);
    return {
      stage: part,
      columns: isOne
        ? [{ id: `stage:${stage.id}`, stage: part, steps: parts, isFirst: true }]
        : parts.map((step, at) => ({ id: step.id, stage: part, steps: [step], isFirst: at === 0 })),
    };
  });
}

export function listOf(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

export function recordOf(value: Json | undefined): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
