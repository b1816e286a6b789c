import type { Formats } from '../../platform/formats.ts';
import type { JourneyMap, Stage } from '../journey-map.ts';
import type { MeasureText } from './lay-text.ts';
import type { MapFigures } from './map-figures.ts';
import type { Shape } from './scene.ts';

/** What is drawn, and with which letters and numbers. */
export interface Drawing {
  map: JourneyMap;
  /** null = the plan without numbers */
  figures: MapFigures | null;
  formats: Formats;
  measure: MeasureText;
}

/** The stages of one page and where their columns lie. */
export interface Columns {
  stages: Stage[];
  /** left end of the first column */
  left: number;
  /** of each column, all equal */
  width: number;
}

/** One row of a page: how high it is, and its shapes once it is known where it begins. */
export interface Row {
  height: number;
  drawAt(y: number): Shape[];
}

/** Space between the border of a column and what is in it. */
export const PADDING = 12;
/** Size of letters in cells, and of what is less important. */
export const TEXT = 12.5;
export const SMALL = 10.5;
