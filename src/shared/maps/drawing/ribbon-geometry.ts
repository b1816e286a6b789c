import type { RibbonAnswer } from '../contract.ts';

type RibbonStage = RibbonAnswer['stages'][number];

export interface RibbonNode {
  stage: string;
  x: number;
  y: number;
  /** the circle's area is proportional to people; 0 = nobody */
  radius: number;
}

export interface RibbonShape {
  nodes: RibbonNode[];
  /** one filled band from each stage to the next; SVG path data */
  bands: string[];
  leavers: { stage: string; path: string; thickness: number; endX: number; endY: number }[];
  returns: { stage: string; path: string; labelX: number; labelY: number }[];
  /** height of the planned, straight line */
  planY: number;
}

export interface RibbonBox {
  /** the middle of every stage's column */
  centres: readonly number[];
  width: number;
  height: number;
  /** radius of the stage with most people */
  maxRadius: number;
}

const MIN_RADIUS = 5;
/** how far the walked line strays from the plan */
const STRAY = 8;

/** Square root, so that the area of a circle is the number of people: 4 times the people, twice the radius. */
export function radiusOf(people: number, most: number, maxRadius: number): number {
  if (people <= 0 || most <= 0) return 0;
  return Math.max(MIN_RADIUS, maxRadius * Math.sqrt(people / most));
}

/** The walked line beside the planned one: bands between stages, curves that leave, arcs that come back. */
export function shapeRibbon(stages: readonly RibbonStage[], box: RibbonBox): RibbonShape {
  const planY = box.height * 0.52;
  const most = Math.max(...stages.map((stage) => stage.people), 1);
  const nodes = stages.map(
    (stage, index): RibbonNode => ({
      stage: stage.stage,
      x: box.centres[index] ?? 0,
      // a fixed wave: the same map is always drawn the same
      y: planY + Math.sin(index * 1.7) * STRAY,
      radius: radiusOf(stage.people, most, box.maxRadius),
    }),
  );
  const bands = nodes.slice(1).flatMap((to, index) => {
    const from = nodes[index];
    // where nobody is, nobody walked
    return from && from.radius > 0 && to.radius > 0 ? [drawBand(from, to)] : [];
  });
  const gapAfter = (index: number) => ((nodes[index + 1]?.x ?? box.width) - (nodes[index]?.x ?? 0)) / 2;
  const leavers = stages.flatMap((stage, index) => {
    const node = nodes[index];
    if (!node || stage.left === 0 || index === stages.length - 1) return [];
    const thickness = Math.min(
      node.radius * 1.1,
      Math.max(2, radiusOf(stage.left, most, box.maxRadius) * 0.55),
    );
    const endX = node.x + gapAfter(index) * 0.82;
    const endY = box.height - 14;
    const startX = node.x + node.radius * 0.5;
    const startY = node.y + node.radius * 0.82 - thickness / 2;
    const path = `M${startX} ${startY}C${node.x + gapAfter(index) * 0.5} ${startY + 6} ${endX - 34} ${endY - 16} ${endX} ${endY}`;
    return [{ stage: stage.stage, path, thickness, endX, endY }];
  });
  const returns = stages.flatMap((stage, index) => {
    const node = nodes[index];
    const later = nodes[index + 1];
    if (!node || !later || stage.returned === 0) return [];
    const top = Math.min(node.y - node.radius, later.y - later.radius) - 16;
    const startY = later.y - later.radius - 2;
    const endX = node.x + Math.min(node.radius * 0.7, 22);
    const endY = node.y - node.radius * 0.74 - 2;
    const path = `M${later.x - 4} ${startY}C${later.x - 34} ${top} ${node.x + 44} ${top} ${endX} ${endY}`;
    // the highest point of a cubic curve lies three quarters of the way to its handles
    const peakY = (startY + endY) / 8 + top * 0.75;
    return [{ stage: stage.stage, path, labelX: (endX + later.x) / 2, labelY: peakY - 9 }];
  });
  return { nodes, bands, leavers, returns, planY };
}

function drawBand(from: RibbonNode, to: RibbonNode): string {
  const reach = (to.x - from.x) * 0.42;
  const [fromTop, fromLow] = [from.y - from.radius, from.y + from.radius];
  const [toTop, toLow] = [to.y - to.radius, to.y + to.radius];
  return `M${from.x} ${fromTop}C${from.x + reach} ${fromTop} ${to.x - reach} ${toTop} ${to.x} ${toTop}L${to.x} ${toLow}C${to.x - reach} ${toLow} ${from.x + reach} ${fromLow} ${from.x} ${fromLow}Z`;
}

/** The middles of equal columns. */
export function centresOf(columns: number, width: number): number[] {
  return Array.from({ length: columns }, (_, index) => ((index + 0.5) * width) / columns);
}
