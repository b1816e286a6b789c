import type { Channel } from '../../channels.ts';

/** Colours by what they mean; `palette.ts` has their values for paper, the web app its own for both themes. */
export type Ink =
  | 'paper'
  | 'card'
  | 'ink'
  | 'mute'
  | 'line'
  | 'line-strong'
  | 'green'
  | 'green-tint'
  | 'amber'
  | 'amber-tint'
  | 'red'
  | 'red-tint'
  | 'mark-ink'
  | `channel-${Channel}`;

interface Outline {
  fill?: Ink;
  stroke?: Ink;
  /** pixels; 1 where not said */
  strokeWidth?: number;
  isDashed?: boolean;
  /** 0 to 1 */
  opacity?: number;
}

/** One thing on a page. Lengths are CSS pixels (1/96 inch) from the top left. */
export type Shape =
  | ({ kind: 'rect'; x: number; y: number; width: number; height: number; radius?: number } & Outline)
  | ({ kind: 'circle'; x: number; y: number; radius: number } & Outline)
  /** `d`: SVG path data of M, L, C and Z with absolute numbers only */
  | ({ kind: 'path'; d: string } & Outline)
  | TextShape;

/** Lines that are already broken; `x` is the left end, the middle or the right end, `y` the top of the first line. */
export interface TextShape {
  kind: 'text';
  x: number;
  y: number;
  lines: string[];
  size: number;
  isStrong: boolean;
  color: Ink;
  align: 'left' | 'middle' | 'right';
  /** of the widest line */
  width: number;
}

/** One page or slide. `title` says what is on it, for a list of pages. */
export interface Page {
  width: number;
  height: number;
  title: string;
  shapes: Shape[];
}

/** Height of a line of text in sizes of its letters. */
export const LINE_HEIGHT = 1.4;
/** From the top of a line to its baseline, in sizes of its letters. */
export const BASELINE = 1.05;
