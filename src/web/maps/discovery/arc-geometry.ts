import type { RealityAnswer } from '../../../shared/maps/discovery/contract.ts';

type Link = RealityAnswer['links'][number];

/** One walked step between two touchpoints of the map, as a curve beside the planned line. */
export interface Arc {
  link: Link;
  /** SVG path data */
  path: string;
  /** px, by the square root of its people */
  thickness: number;
  /** back to something earlier on the map */
  isReturn: boolean;
}

export interface ArcBox {
  /** y of every touchpoint on the line, by id */
  rows: ReadonlyMap<string, number>;
  /** x of the planned line */
  lineX: number;
  /** how far the longest curve may reach to either side */
  reach: number;
  most: number;
}

const MIN_THICKNESS = 1.2;
const MAX_THICKNESS = 11;
/** how far a step to the very next touchpoint strays from the plan */
const STRAY = 7;

/** The thickness of a step: four times the people are twice as thick. */
export function thicknessOf(people: number, most: number): number {
  if (people <= 0 || most <= 0) return 0;
  return Math.max(MIN_THICKNESS, MAX_THICKNESS * Math.sqrt(people / most));
}

/**
 * The `most` most walked steps between touchpoints of the map: forward ones curve to the right of the planned line, returns to
 * the left; the further apart, the further out. Thick ones first, so that thin ones lie on top.
 */
export function drawArcs(links: readonly Link[], box: ArcBox): Arc[] {
  const onMap = links
    .filter(({ from, to }) => rowOf(box, from) !== undefined && rowOf(box, to) !== undefined)
    .slice(0, box.most);
  const people = Math.max(...onMap.map((link) => link.people), 1);
  const span = Math.max(...[...box.rows.values()], 1) - Math.min(...[...box.rows.values()], 0) || 1;
  return onMap
    .map((link): Arc => {
      const from = rowOf(box, link.from) ?? 0;
      const to = rowOf(box, link.to) ?? 0;
      const isReturn = to < from;
      const far = Math.abs(to - from) / span;
      const bow = STRAY + (box.reach - STRAY) * Math.sqrt(far);
      const x = box.lineX + (isReturn ? -bow : bow) * 1.33;
      const path = `M${box.lineX} ${from}C${x} ${from + (to - from) * 0.12} ${x} ${to - (to - from) * 0.12} ${box.lineX} ${to}`;
      return { link, path, thickness: thicknessOf(link.people, people), isReturn };
    })
    .toSorted((a, b) => b.thickness - a.thickness);
}

function rowOf({ rows }: ArcBox, { touchpoint }: Link['from']): number | undefined {
  return touchpoint === null ? undefined : rows.get(touchpoint);
}
