import { lazy, Suspense } from 'react';
import type { StoredMap } from '../map-page.tsx';
import type { MapQuestion } from '../map-question.ts';
import type { OpenMap } from '../use-map-session.ts';
import type { MapActions } from '../use-people-of-map.tsx';
import type { Panels } from './use-panels.ts';

const HistoryPanel = lazy(() => import('./history-panel.tsx'));
const CommentsPanel = lazy(() => import('./comments-panel.tsx'));
const BriefPanel = lazy(() => import('./brief-panel.tsx'));
const PlanPanel = lazy(() => import('../plan/plan-panel.tsx'));
const ChannelsPanel = lazy(() => import('./channels-panel.tsx'));
const SketchPanel = lazy(() => import('./sketch-panel.tsx'));
const CompareView = lazy(() => import('./compare-view.tsx'));
const PersonasView = lazy(() => import('./personas-view.tsx'));
const ActorsView = lazy(() => import('./actors-view.tsx'));
const GapsView = lazy(() => import('./gaps-view.tsx'));
const FamilyView = lazy(() => import('./family-view.tsx'));
const WheelView = lazy(() => import('./wheel-view.tsx'));
const Presentation = lazy(() => import('./presentation.tsx'));
const WalkThrough = lazy(() => import('./walk-through.tsx'));

interface MapPanelsProps {
  open: OpenMap;
  panels: Panels;
}

interface OpenPanelProps extends MapPanelsProps {
  question: MapQuestion;
  stored: Pick<StoredMap, 'file' | 'problems'>;
}

/** What stands beside the grid. */
export function OpenPanel({ question, stored, ...props }: OpenPanelProps) {
  const parts = {
    history: () => <HistoryPanel {...props} />,
    comments: () => <CommentsPanel {...props} />,
    brief: () => <BriefPanel {...props} />,
    plan: () => <PlanPanel {...props} question={question} stored={stored} />,
    channels: () => <ChannelsPanel {...props} />,
    sketch: () => <SketchPanel {...props} />,
  };
  const { panel } = props.panels;
  return <Suspense fallback={null}>{panel !== undefined && parts[panel]()}</Suspense>;
}

interface OpenViewProps extends MapPanelsProps {
  question: MapQuestion;
  actions: MapActions;
}

/** What stands in place of the grid, or over everything. */
export function OpenView({ question, actions, ...props }: OpenViewProps) {
  const close = () => props.panels.show({ view: undefined });
  const parts = {
    compare: () => <CompareView {...props} />,
    personas: () => <PersonasView {...props} />,
    actors: () => <ActorsView {...props} />,
    gaps: () => <GapsView {...props} />,
    family: () => <FamilyView {...props} period={question.period} />,
    wheel: () => <WheelView {...props} />,
    present: () => <Presentation open={props.open} question={question} actions={actions} onClose={close} />,
    walk: () => <WalkThrough open={props.open} onClose={close} />,
  };
  const { view } = props.panels;
  return <Suspense fallback={null}>{view !== undefined && parts[view]()}</Suspense>;
}

/** Looks that leave the grid where it is. */
export function coversGrid(view: Panels['view']): boolean {
  return view !== undefined && view !== 'present' && view !== 'walk';
}
