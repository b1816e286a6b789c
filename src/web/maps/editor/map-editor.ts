import { createContext, useContext } from 'react';
import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import type { JsonRecord, OpenMap } from '../use-map-session.ts';
import type { EditNames } from './cell-edits.ts';
import type { DetailsTarget } from './details-target.ts';
import { createFreshIds } from './fresh-ids.ts';
import type { GridLayout } from './grid-layout.ts';
import type { GridStore } from './grid-store.ts';

/** What the parts of an open map need to change it. One object for as long as the map is open, so nothing is drawn for it. */
export interface MapEditor {
  store: GridStore;
  canEdit: boolean;
  /** the map as it is now */
  open: () => OpenMap;
  layout: () => GridLayout;
  edit: (edits: MapEdit[]) => void;
  /** spoken by screen readers */
  say: (text: string) => void;
  /** a short message beside the grid, with a way back */
  tell: (text: string) => void;
  showDetails: (target: DetailsTarget | null) => void;
}

export const MapEditorContext = createContext<MapEditor | null>(null);

export function useMapEditor(): MapEditor {
  const editor = useContext(MapEditorContext);
  if (!editor) throw new Error('used outside of an open map');
  return editor;
}

/** What edits of this map must know of its names. */
export function namesOf(file: JsonRecord, map: Pick<JourneyMap, 'metrics'>): EditNames {
  return {
    freshId: createFreshIds(file),
    metricTitles: new Map(Object.values(map.metrics).map((metric) => [metric.id, metric.title])),
  };
}
