import { type ComponentType, createContext, useContext } from 'react';
import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import type { Touchpoint } from '../../../shared/maps/journey-map.ts';
import type { PlanProblems } from './plan-problems.ts';
import type { PlannedHolder, PlannedList } from './planned-path.ts';

export interface PlannedRowsProps {
  list: PlannedList;
  /** groups that the list is in, outermost first */
  around: PlannedHolder[];
  label: string;
}

/** What every row of the plan needs. */
export interface PlanContent {
  /** the rows of a list: a group in a row has rows of its own */
  Rows: ComponentType<PlannedRowsProps>;
  canEdit: boolean;
  /** the whole plan */
  order: PlannedList;
  hasRules: boolean;
  problems: PlanProblems;
  /** touchpoints of the map by id */
  touchpoints: ReadonlyMap<string, Touchpoint>;
  /** the same as choices, by stage */
  choices: { group: string; items: { value: string; label: string }[] }[];
  /** ids that the plan names */
  planned: ReadonlySet<string>;
  edit: (edits: MapEdit[]) => void;
  /** spoken by screen readers */
  say: (text: string) => void;
  /** puts the focus on the handle of the row at this path, once it is drawn */
  focusHandle: (keys: readonly (string | number)[]) => void;
}

export const PlanContext = createContext<PlanContent | null>(null);

export function usePlan(): PlanContent {
  const plan = useContext(PlanContext);
  if (!plan) throw new Error('used outside of the plan of a map');
  return plan;
}
