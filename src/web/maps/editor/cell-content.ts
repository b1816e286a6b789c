import { refOf } from '../../../shared/maps/edit/map-document.ts';
import type { Json, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import { type JourneyMap, type Metric, valueUnder } from '../../../shared/maps/journey-map.ts';
import type { JsonRecord } from '../use-map-session.ts';
import { type GridColumn, listOf, recordOf, type StepPart } from './grid-columns.ts';
import { type LaneForm, laneFormOf } from './lane-forms.ts';

/** One thing of a cell, with the way to where it stands in the file. */
export interface CellItem {
  at: MapPath;
  /** the list it is in; null = a value under a key */
  list: MapPath | null;
  raw: Json;
  text: string;
  /** where its text is set */
  textAt: MapPath;
  /** the thing as it was read, of the lane's kind */
  thing: unknown;
  /** title of the touchpoint that it belongs to */
  of: string | null;
}

/** A part of a cell that new things can be added to: mostly one for each step. */
export interface CellSection {
  key: string;
  /** names the part where a cell has several: the step, or a part of its backstage */
  title: string;
  at: MapPath;
  form: LaneForm;
  items: CellItem[];
  /** id of the step; null = of the stage itself */
  step: string | null;
}

export interface CellContent {
  sections: CellSection[];
  items: CellItem[];
}

const stagePath = (id: string): MapPath => ['stages', { id }];
const stepPath = (stage: string, step: string): MapPath => [...stagePath(stage), 'steps', { id: step }];

/** What a column has in a lane: `stage` and `steps` are the two title rows, any other name is a lane. */
export function contentOf(column: GridColumn, lane: string, map: Pick<JourneyMap, 'metrics'>): CellContent {
  const sections = sectionsOf(column, lane, map.metrics).filter((one) => one !== null);
  return { sections, items: sections.flatMap((section) => section.items) };
}

function sectionsOf(
  column: GridColumn,
  lane: string,
  metrics: Record<string, Metric>,
): (CellSection | null)[] {
  const { stage } = column;
  const at = stagePath(stage.id);
  const own = (form: LaneForm, key: string, raw: JsonRecord = stage.raw) =>
    section({ key: `${key}@`, title: stage.title, path: at, step: null }, form, key, raw, stage.stage);
  switch (lane) {
    case 'stage':
      return [own(laneFormOf('title'), 'title'), own(laneFormOf('goal'), 'goal')];
    case 'steps':
      return [ofSteps(column)];
    case 'kpis':
      return [ofKpis(column, metrics)];
    case 'backstage':
      return column.steps.flatMap((step) => ofBackstage(stage.id, step));
    case 'emotion':
      return column.steps.map((step) => ofStep(stage.id, step, 'emotion'));
    default: {
      const form = laneFormOf(lane);
      const ofStage = form.isOfStage && column.isFirst ? own(form, form.key) : null;
      const steps = column.steps.map((step) => ofStep(stage.id, step, lane));
      // beside steps, the stage's own part is shown where it says something or nothing else could hold a new thing
      const isShown = ofStage && (ofStage.items.length > 0 || steps.length === 0 || form.isStageFirst);
      return [isShown ? ofStage : null, ...steps];
    }
  }
}

function ofStep(stage: string, step: StepPart, lane: string): CellSection {
  const form = laneFormOf(lane);
  const path = stepPath(stage, step.id);
  const head = { key: `${form.key}@${step.id}`, title: step.title, path, step: step.id };
  const made =
    form.kind === 'custom'
      ? section(head, form, form.key, recordOf(step.raw.custom), step.step.custom, 'custom')
      : section(head, form, form.key, step.raw, step.step);
  if (!form.isOfTouchpoint) return made;
  const rawTouchpoints = listOf(step.raw.touchpoints);
  step.step.touchpoints.forEach((touchpoint, index) => {
    const more = section(
      {
        key: touchpoint.id,
        title: touchpoint.title,
        path: [...path, 'touchpoints', { id: touchpoint.id }],
        step: step.id,
      },
      form,
      form.key,
      recordOf(rawTouchpoints[index]),
      touchpoint,
    );
    made.items.push(...more.items.map((item) => ({ ...item, of: touchpoint.title })));
  });
  return made;
}

interface SectionHead {
  key: string;
  title: string;
  path: MapPath;
  step: string | null;
}

/** `raw` and `thing`: the stage, step or touchpoint as written and as read. */
function section(
  head: SectionHead,
  form: LaneForm,
  key: string,
  raw: JsonRecord,
  thing: object,
  below?: string,
): CellSection {
  const at = below === undefined ? [...head.path, key] : [...head.path, below, key];
  const things: unknown = Reflect.get(thing, form.readAs ?? key);
  const written = raw[key];
  const items: CellItem[] =
    written === undefined || written === null
      ? []
      : form.isList && Array.isArray(written)
        ? written.map((item, index) =>
            makeItem(at, item, form, { index, thing: Array.isArray(things) ? things[index] : item }),
          )
        : [makeItem(at, written, form, { thing: Array.isArray(things) ? things[0] : (things ?? written) })];
  return { key: head.key, title: head.title, at, form, items, step: head.step };
}

function makeItem(
  list: MapPath,
  raw: Json,
  form: LaneForm,
  { index, thing }: { index?: number; thing: unknown },
): CellItem {
  const at = index === undefined ? list : [...list, refOf(raw, index)];
  const { text, textAt } = readText(at, raw, form.textKey);
  return { at, list: index === undefined ? null : list, raw, text, textAt, thing, of: null };
}

/** A text may be written for several languages; the one that is shown is the one that is edited. */
export function readText(at: MapPath, raw: Json, textKey: string): { text: string; textAt: MapPath } {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { text: Array.isArray(raw) ? raw.join(', ') : String(raw), textAt: at };
  const inner = raw[textKey];
  if (inner === undefined) return ofLanguages(raw, at) ?? { text: '', textAt: [...at, textKey] };
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
    return ofLanguages(inner, [...at, textKey]) ?? { text: '', textAt: [...at, textKey] };
  return { text: String(inner), textAt: [...at, textKey] };
}

function ofLanguages(texts: JsonRecord, at: MapPath): { text: string; textAt: MapPath } | null {
  const language = 'en' in texts ? 'en' : Object.keys(texts)[0];
  const text = language === undefined ? undefined : texts[language];
  return language !== undefined && typeof text === 'string' ? { text, textAt: [...at, language] } : null;
}

function ofSteps(column: GridColumn): CellSection {
  const { stage, steps } = column;
  const list = [...stagePath(stage.id), 'steps'];
  const form = laneFormOf('steps');
  return {
    key: `steps@${column.id}`,
    title: stage.title,
    at: list,
    form,
    step: null,
    items: steps.map((step) => ({
      ...makeItem(list, step.raw, form, { index: 0, thing: step.step }),
      at: stepPath(stage.id, step.id),
    })),
  };
}

const BACKSTAGE_PARTS = ['frontstage', 'backstage', 'systems', 'owner'] as const;

function ofBackstage(stage: string, step: StepPart): CellSection[] {
  const path = stepPath(stage, step.id);
  return BACKSTAGE_PARTS.map((part) =>
    section(
      { key: `${part}@${step.id}`, title: part, path: [...path, 'backstage'], step: step.id },
      laneFormOf(part === 'owner' ? 'owner' : 'texts'),
      part,
      recordOf(step.raw.backstage),
      step.step.backstage ?? {},
    ),
  );
}

/** Key figures are named by the stage, its steps and its touchpoints; each is shown once, where it is named first. */
function ofKpis(column: GridColumn, metrics: Record<string, Metric>): CellSection {
  const { stage } = column;
  const form = laneFormOf('kpis');
  const at = stagePath(stage.id);
  const seen = new Set<string>();
  const items: CellItem[] = [];
  const add = (list: MapPath, written: Json | undefined, of: string | null) => {
    listOf(written).forEach((raw, index) => {
      if (typeof raw !== 'string' || seen.has(raw)) return;
      seen.add(raw);
      const metric = valueUnder(metrics, raw);
      const item = makeItem(list, raw, form, { index, thing: metric ?? null });
      items.push({ ...item, text: metric?.title ?? raw, textAt: ['metrics', raw, 'title'], of });
    });
  };
  add([...at, 'kpis'], stage.raw.kpis, null);
  for (const step of column.steps) {
    const path = stepPath(stage.id, step.id);
    add([...path, 'kpis'], step.raw.kpis, step.title);
    for (const touchpoint of listOf(step.raw.touchpoints).map(recordOf)) {
      const { id, title } = touchpoint;
      if (typeof id !== 'string') continue;
      for (const key of ['kpis', 'metrics'])
        add([...path, 'touchpoints', { id }, key], touchpoint[key], String(title ?? id));
    }
  }
  return { key: 'kpis@', title: stage.title, at: [...at, 'kpis'], form, items, step: null };
}
