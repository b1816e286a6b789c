import type { MapChannel } from '../../../shared/maps/journey-map.ts';
import type { MapQuestion } from '../map-question.ts';
import type { MapActions } from '../use-people-of-map.tsx';

/** What all cells of a map have in common; one object for as long as none of it changes. */
export interface MapShared {
  question: MapQuestion;
  channels: readonly MapChannel[];
  isComparing: boolean;
  /** the first key figure of a stage in full, the others as lines */
  isDense: boolean;
  actions: MapActions;
}
