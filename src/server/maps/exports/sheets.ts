import { heatOf, sayOpportunity, sayPain } from '../../../shared/maps/drawing/draw-cell.ts';
import { STATE_WORDS, sayTarget } from '../../../shared/maps/drawing/draw-kpi.ts';
import { sayPeriod } from '../../../shared/maps/drawing/draw-map.ts';
import type { Drawing } from '../../../shared/maps/drawing/drawing.ts';
import { type CellItem, drawnLanesOf, ownOfStage, stepCell } from '../../../shared/maps/drawing/map-lanes.ts';
import {
  type EventBinding,
  type MetricUnit,
  painsOfStep,
  stepsOf,
  touchpointsOf,
  valueUnder,
} from '../../../shared/maps/journey-map.ts';

export type SheetValue = string | number | Measured | null;

/** A number with its unit, so that a spreadsheet shows 0.25 as 25 % and holds it exactly. */
export interface Measured {
  value: number;
  unit: MetricUnit;
}

/** A table: the first row of `rows` has the names of the columns. */
export interface DataSheet {
  name: string;
  rows: SheetValue[][];
}

/** The map as tables: the grid with a column for each step, the key figures, the stages with their people, the touchpoints, the pain points with their heat. */
export function makeSheets(drawing: Drawing): DataSheet[] {
  return [
    { name: 'Map', rows: makeGrid(drawing) },
    { name: 'Key figures', rows: makeKpis(drawing) },
    { name: 'Stages', rows: makeStages(drawing) },
    { name: 'Touchpoints', rows: makeTouchpoints(drawing) },
    { name: 'Pain points', rows: makePains(drawing) },
  ];
}

/** What every sheet says of itself, as rows. */
export function describeData(drawing: Drawing): SheetValue[][] {
  return [[drawing.map.title], [`${drawing.map.state} · ${drawing.map.status} · ${sayPeriod(drawing)}`]];
}

/** Stages and steps across, lanes down. A stage without steps has one column, and what is a stage's own stands in its first. */
function makeGrid(drawing: Drawing): SheetValue[][] {
  const { map, figures } = drawing;
  const columns = map.stages.flatMap((stage) =>
    (stage.steps.length === 0 ? [null] : stage.steps).map((step, index) => ({
      stage,
      step,
      isFirst: index === 0,
    })),
  );
  const lanes = drawnLanesOf(map).map(({ id, title }) => [
    title,
    ...columns.map(({ stage, step, isFirst }): SheetValue => {
      if (id === 'flow')
        return isFirst
          ? (figures?.ribbon?.stages.find((one) => one.stage === stage.id)?.people ?? null)
          : null;
      if (id === 'emotion') {
        const answer = figures?.emotion?.steps.find((one) => one.step === step?.id);
        return answer?.measured ?? answer?.assumed ?? step?.emotion?.score ?? null;
      }
      const items = [...(isFirst ? ownOfStage(id, stage) : []), ...(step ? stepCell(id, step) : [])];
      return items.length === 0 ? null : [...new Set(items.map((item) => sayItem(drawing, item)))].join('\n');
    }),
  ]);
  return [
    ['Stage', ...columns.map(({ stage, isFirst }) => (isFirst ? stage.title : null))],
    ['Step', ...columns.map(({ step }) => step?.title ?? null)],
    ...lanes,
  ];
}

function sayItem(drawing: Drawing, item: CellItem): string {
  const { map, figures, formats } = drawing;
  const withDetail = (text: string, detail: string) => (detail === '' ? text : `${text} (${detail})`);
  switch (item.kind) {
    case 'text':
      return item.text;
    case 'kpi': {
      const answer = figures?.kpis.find((kpi) => kpi.metric === item.metric);
      const title = valueUnder(map.metrics, item.metric)?.title ?? item.metric;
      if (!answer) return title;
      const value =
        answer.value === null ? STATE_WORDS[answer.state] : formats.say[answer.unit](answer.value);
      return `${title}: ${value}`;
    }
    case 'touchpoint': {
      const { id, title, channel } = item.touchpoint;
      const count = figures?.touchpoints?.touchpoints.find((one) => one.touchpoint === id);
      return withDetail(
        title,
        [channel ?? '', count ? `${count.people} people` : ''].filter(Boolean).join(', '),
      );
    }
    case 'pain':
      return withDetail(item.placed.pain.text, sayPain(drawing, item.placed));
    case 'opportunity':
      return withDetail(item.opportunity.text, sayOpportunity(item.opportunity));
    case 'cta':
      return item.action.action;
  }
}

/** Exact values: ratios 0 to 1, durations in milliseconds. */
function makeKpis({ map, figures, formats }: Drawing): SheetValue[][] {
  const head = [
    'Id',
    'Key figure',
    'Value',
    'Unit',
    'Target',
    'State',
    'Period before',
    'Sample',
    'Baseline',
    'Owner',
    'Definition',
    'Latest event',
  ];
  const rows = Object.values(map.metrics).map((metric): SheetValue[] => {
    const answer = figures?.kpis.find((kpi) => kpi.metric === metric.id);
    return [
      metric.id,
      metric.title,
      measured(answer?.value, metric.unit),
      metric.unit,
      sayTarget(metric, formats),
      answer ? STATE_WORDS[answer.state] : null,
      measured(answer?.previous, metric.unit),
      answer?.sample ?? null,
      measured(metric.baseline, metric.unit),
      metric.owner,
      answer?.definition ?? null,
      answer?.freshAt ?? null,
    ];
  });
  return [head, ...rows];
}

function measured(value: number | null | undefined, unit: MetricUnit): Measured | null {
  return value == null ? null : { value, unit };
}

function makeStages({ map, figures }: Drawing): SheetValue[][] {
  const head = [
    'Id',
    'Stage',
    'People',
    'Go on',
    'Leave',
    'Come back',
    'Rate to the next',
    'Median ms to the next',
    'Skip it',
  ];
  return [
    head,
    ...map.stages.map((stage): SheetValue[] => {
      const row = figures?.ribbon?.stages.find((one) => one.stage === stage.id);
      return [
        stage.id,
        stage.title,
        row?.people ?? null,
        row?.onward ?? null,
        row?.left ?? null,
        row?.returned ?? null,
        measured(row?.conversionToNext, 'ratio'),
        measured(row?.medianMsToNext, 'ms'),
        row?.skipped ?? null,
      ];
    }),
  ];
}

function makeTouchpoints({ map, figures }: Drawing): SheetValue[][] {
  const head = [
    'Id',
    'Touchpoint',
    'Stage',
    'Step',
    'Channel',
    'People',
    'Events',
    'State',
    'Bound to',
    'Owner',
  ];
  const titles = new Map(stepsOf(map).map(({ step }) => [step.id, step.title]));
  return [
    head,
    ...touchpointsOf(map).map(({ stage, step, touchpoint }): SheetValue[] => {
      const count = figures?.touchpoints?.touchpoints.find((one) => one.touchpoint === touchpoint.id);
      return [
        touchpoint.id,
        touchpoint.title,
        stage.title,
        titles.get(step.id) ?? step.id,
        touchpoint.channel,
        count?.people ?? null,
        count?.events ?? null,
        count?.state.replace('_', ' ') ?? null,
        touchpoint.events.map(sayBinding).join('\n'),
        touchpoint.owner,
      ];
    }),
  ];
}

function makePains(drawing: Drawing): SheetValue[][] {
  const head = [
    'Pain point',
    'Stage',
    'Step',
    'Touchpoint',
    'Severity',
    'Frequency',
    'Heat',
    'Hurts people',
    'People on the map',
    'Of the hurt ordered',
    'Others at the place',
    'Of the others ordered',
    'Average order',
    'Costs',
    'Costs at least',
    'Costs at most',
    'Why no costs',
    'Bound to',
  ];
  const rows = stepsOf(drawing.map).flatMap(({ stage, step }) =>
    painsOfStep(step).map((placed): SheetValue[] => {
      const { pain, touchpoint } = placed;
      const found = heatOf(drawing, placed);
      const { money, reason } = found ?? {};
      return [
        pain.text,
        stage.title,
        step.title,
        touchpoint?.title ?? null,
        pain.severity,
        pain.frequency,
        measured(found?.heat, 'count'),
        found?.affected ?? null,
        found === null ? null : (drawing.figures?.pains?.people ?? null),
        found?.ordered ?? null,
        found?.comparison ?? null,
        found?.comparisonOrdered ?? null,
        measured(found?.averageOrder, 'money'),
        measured(money?.value, 'money'),
        measured(money?.low, 'money'),
        measured(money?.high, 'money'),
        pain.events.length === 0 ? NO_COSTS.not_bound : reason ? NO_COSTS[reason] : null,
        pain.events.map(sayBinding).join('\n'),
      ];
    }),
  );
  return [head, ...rows];
}

const NO_COSTS = {
  not_bound: 'bound to no event',
  no_comparison: 'nobody to compare with',
  too_few: 'too few people',
  no_orders: 'nobody ordered',
};

function sayBinding({ event, count }: EventBinding): string {
  return count === 'all' ? event : `${count} ${event}`;
}
