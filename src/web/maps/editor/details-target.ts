import type { MapPath } from '../../../shared/maps/edit/map-edit.ts';

export type DetailsKind =
  | 'stage'
  | 'steps'
  | 'touchpoints'
  | 'pains'
  | 'opportunities'
  | 'cta'
  | 'quotes'
  | 'kpis'
  | 'emotion'
  | 'map';

/** A thing whose every part is shown beside the grid; the map itself is at []. */
export interface DetailsTarget {
  kind: DetailsKind;
  at: MapPath;
}
