import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import type { FreshIds } from './fresh-ids.ts';

/** How a lane's things stand in the file. */
export interface LaneForm {
  /** key in the step or stage */
  key: string;
  /** key of the map as it was read, where it has another name */
  readAs?: string;
  /** key of the text in a thing that is more than a text */
  textKey: string;
  isList: boolean;
  /** a stage may have it, a touchpoint may have it */
  isOfStage: boolean;
  isOfTouchpoint: boolean;
  /** new things belong to the stage before they belong to a step */
  isStageFirst: boolean;
  kind: 'text' | 'title' | 'texts' | 'cards' | 'touchpoints' | 'steps' | 'kpis' | 'emotion' | 'custom';
  /** opened by Alt+Enter */
  hasDetails: boolean;
}

const PLAIN: LaneForm = {
  key: '',
  textKey: 'text',
  isList: true,
  isOfStage: false,
  isOfTouchpoint: false,
  isStageFirst: false,
  kind: 'texts',
  hasDetails: false,
};
const TEXT = { isList: false, kind: 'text' } as const;
const CARDS = { kind: 'cards', hasDetails: true } as const;

const FORMS: Record<string, Partial<LaneForm>> = {
  title: { ...TEXT, kind: 'title' },
  goal: TEXT,
  motivation: { ...TEXT, isOfStage: true },
  owner: { ...TEXT, isOfStage: true, isStageFirst: true },
  competitors: { isOfStage: true },
  content: { isOfTouchpoint: true },
  quotes: CARDS,
  pains: { ...CARDS, isOfTouchpoint: true },
  opportunities: CARDS,
  cta: { ...CARDS, readAs: 'targetActions', textKey: 'action', isOfStage: true, isOfTouchpoint: true },
  touchpoints: { kind: 'touchpoints', textKey: 'title', hasDetails: true },
  steps: { kind: 'steps', textKey: 'title', hasDetails: true },
  kpis: { kind: 'kpis', hasDetails: true },
  emotion: { ...TEXT, kind: 'emotion', textKey: 'score' },
  actions: {},
  thoughts: {},
  difference: {},
  images: {},
  files: {},
  texts: {},
};

/** The form of a lane; one that the product does not have is a lane of the map's own, under `custom`. */
export function laneFormOf(lane: string): LaneForm {
  const form = FORMS[lane];
  return form ? { ...PLAIN, key: lane, ...form } : { ...PLAIN, key: lane, kind: 'custom' };
}

/** A new thing with this text, as the file has it. */
export function makeThing(form: LaneForm, text: string, freshId: FreshIds): Json {
  switch (form.kind) {
    case 'touchpoints':
      return { id: freshId(text, 'touchpoint'), title: text };
    case 'steps':
      return { id: freshId(text, 'step'), title: text };
    case 'cards':
      return form.key === 'opportunities' ? { id: freshId(text, 'opportunity'), text } : text;
    default:
      return text;
  }
}

/** Lanes that a person may show; `flow` and `needs` are measured only. */
export const SHOWN_LANES = [
  'kpis',
  'flow',
  'emotion',
  'touchpoints',
  'channels',
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
  'images',
  'files',
  'backstage',
  'needs',
] as const;
export type ShownLane = (typeof SHOWN_LANES)[number];

/** Lanes of the product with nothing to write in: drawn from other lanes, or measured. */
export const DERIVED_LANES: readonly string[] = ['flow', 'channels', 'needs'];

export function isShownLane(id: string): id is ShownLane {
  return (SHOWN_LANES as readonly string[]).includes(id);
}
