import {
  BUILT_IN_LANES,
  type JourneyMap,
  type Opportunity,
  type Pain,
  type Stage,
  type Step,
  type TargetAction,
  type Touchpoint,
} from '../../shared/maps/journey-map.ts';

/** A column of the map: everything that its steps hold, gathered for the lanes. */
export interface StageColumn {
  id: string;
  title: string;
  goal: string | null;
  steps: Step[];
  /** metric ids of the stage, its steps and its touchpoints, once each */
  kpis: string[];
  touchpoints: Touchpoint[];
  pains: Pain[];
  opportunities: Opportunity[];
  targetActions: TargetAction[];
  owners: string[];
  texts: Record<TextLane, string[]>;
  backstage: { label: 'frontstage' | 'backstage' | 'systems' | 'owner'; items: string[] }[];
}

export type TextLane = (typeof TEXT_LANES)[number];
/** Lanes that are lists of plain texts. */
export const TEXT_LANES = [
  'goal',
  'motivation',
  'actions',
  'thoughts',
  'content',
  'competitors',
  'difference',
  'quotes',
] as const;

export type LaneId =
  | TextLane
  | 'kpis'
  | 'flow'
  | 'emotion'
  | 'touchpoints'
  | 'pains'
  | 'opportunities'
  | 'cta'
  | 'owner'
  | 'backstage';

const DEFAULT_ORDER: LaneId[] = [
  'kpis',
  'flow',
  'emotion',
  'touchpoints',
  'pains',
  'opportunities',
  'actions',
  'thoughts',
  'motivation',
  'goal',
  'content',
  'cta',
  'owner',
  'competitors',
  'difference',
  'quotes',
  'backstage',
];

function once<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function isText(text: string | null): text is string {
  return text !== null && text !== '';
}

function gatherTexts(stage: Stage): Record<TextLane, string[]> {
  const { steps } = stage;
  return {
    // the stage's own goal stands in its header
    goal: steps.map((step) => step.goal).filter(isText),
    motivation: [stage.motivation, ...steps.map((step) => step.motivation)].filter(isText),
    actions: steps.flatMap((step) => step.actions),
    thoughts: steps.flatMap((step) => step.thoughts),
    content: once(
      steps.flatMap((step) => [
        ...step.content,
        ...step.touchpoints.flatMap((touchpoint) => touchpoint.content),
      ]),
    ),
    competitors: once([...stage.competitors, ...steps.flatMap((step) => step.competitors)]),
    difference: once(steps.flatMap((step) => step.difference)),
    quotes: steps.flatMap((step) => step.quotes.map((quote) => quote.text)),
  };
}

const BACKSTAGE_PARTS = ['frontstage', 'backstage', 'systems'] as const;

function gatherBackstage(steps: readonly Step[]): StageColumn['backstage'] {
  const parts: StageColumn['backstage'] = BACKSTAGE_PARTS.map((label) => ({
    label,
    items: once(steps.flatMap((step) => step.backstage?.[label] ?? [])),
  }));
  const owners = once(steps.map((step) => step.backstage?.owner ?? null).filter(isText));
  return [...parts, { label: 'owner' as const, items: owners }].filter((part) => part.items.length > 0);
}

/** The columns of a map in the order of its file. */
export function columnsOf(map: JourneyMap): StageColumn[] {
  return map.stages.map((stage) => {
    const touchpoints = stage.steps.flatMap((step) => step.touchpoints);
    return {
      id: stage.id,
      title: stage.title,
      goal: stage.goal,
      steps: stage.steps,
      kpis: once([
        ...stage.kpis,
        ...stage.steps.flatMap((step) => step.kpis),
        ...touchpoints.flatMap((touchpoint) => touchpoint.kpis),
      ]),
      touchpoints,
      pains: [
        ...stage.steps.flatMap((step) => step.pains),
        ...touchpoints.flatMap((touchpoint) => touchpoint.pains),
      ].sort((a, b) => (b.severity ?? 0) - (a.severity ?? 0)),
      opportunities: stage.steps.flatMap((step) => step.opportunities),
      targetActions: [
        ...stage.targetActions,
        ...stage.steps.flatMap((step) => step.targetActions),
        ...touchpoints.flatMap((touchpoint) => touchpoint.targetActions),
      ],
      owners: once(
        [
          stage.owner,
          ...stage.steps.map((step) => step.owner),
          ...touchpoints.map((touchpoint) => touchpoint.owner),
        ].filter(isText),
      ),
      texts: gatherTexts(stage),
      backstage: gatherBackstage(stage.steps),
    };
  });
}

function hasContent(lane: LaneId, columns: readonly StageColumn[]): boolean {
  return columns.some((column) => {
    switch (lane) {
      case 'flow':
        return true;
      case 'kpis':
        return column.kpis.length > 0;
      case 'emotion':
        return column.steps.some((step) => step.emotion !== null);
      case 'touchpoints':
        return column.touchpoints.length > 0;
      case 'pains':
        return column.pains.length > 0;
      case 'opportunities':
        return column.opportunities.length > 0;
      case 'cta':
        return column.targetActions.length > 0;
      case 'owner':
        return column.owners.length > 0;
      case 'backstage':
        return column.backstage.length > 0;
      default:
        return column.texts[lane].length > 0;
    }
  });
}

function isLane(id: string): id is LaneId {
  return DEFAULT_ORDER.some((lane) => lane === id) && BUILT_IN_LANES.some((lane) => lane === id);
}

export interface LaneView {
  id: LaneId;
  title: string | null;
  /** closed until someone opens it: backstage, and what the file does not list */
  isFolded: boolean;
}

/**
 * Lanes with something in them. A file that lists lanes is shown in its order; where it does not place the flow of people,
 * what is measured (key figures, flow) stands on top. What it does not list follows, folded.
 */
export function lanesOf(map: JourneyMap, columns: readonly StageColumn[]): LaneView[] {
  // the reader fills in the built-in lanes where the file lists none
  const isUnlisted =
    map.lanes.length === BUILT_IN_LANES.length &&
    map.lanes.every((lane, index) => lane.id === BUILT_IN_LANES[index] && lane.title === null);
  const listed = isUnlisted ? [] : map.lanes.flatMap(({ id, title }) => (isLane(id) ? [{ id, title }] : []));
  let named: { id: LaneId; title: string | null }[] =
    listed.length > 0 ? listed : DEFAULT_ORDER.map((id) => ({ id, title: null }));
  if (!named.some((lane) => lane.id === 'flow')) {
    const figures = named.filter((lane) => lane.id === 'kpis');
    named = [...figures, { id: 'flow', title: null }, ...named.filter((lane) => lane.id !== 'kpis')];
  }
  const rest = DEFAULT_ORDER.filter((id) => !named.some((lane) => lane.id === id));
  return [
    ...named.map((lane) => ({ ...lane, isFolded: lane.id === 'backstage' })),
    ...rest.map((id) => ({ id, title: null, isFolded: true })),
  ].filter((lane) => hasContent(lane.id, columns));
}
