import type { PathsAnswer } from '../../shared/reports/paths.ts';

type Node = PathsAnswer['nodes'][number];
type Link = PathsAnswer['links'][number];

export interface SankeyNode extends Node {
  key: string;
  x: number;
  y: number;
  height: number;
}

export interface SankeyLink extends Link {
  key: string;
  source: SankeyNode;
  target: SankeyNode;
  thickness: number;
  /** filled ribbon, SVG path data */
  path: string;
}

export interface SankeyStub {
  key: string;
  node: SankeyNode;
  thickness: number;
  path: string;
}

export interface SankeyLayout {
  nodes: SankeyNode[];
  links: SankeyLink[];
  /** walks that end at a node (or, read backwards, begin there) */
  exits: SankeyStub[];
  width: number;
  height: number;
}

export interface SankeyBox {
  columnWidth: number;
  /** the height of all walks together */
  flowHeight: number;
  /** room that a label needs */
  slotHeight: number;
  top: number;
}

export const NODE_WIDTH = 12;
const GAP = 10;
const STUB_LENGTH = 34;

export function keyOf(position: number, item: string | null): string {
  return item === null ? `${position}*` : `${position}:${item}`;
}

function ribbon(x0: number, y0: number, x1: number, y1: number, thickness: number): string {
  const middle = (x0 + x1) / 2;
  const [b0, b1] = [y0 + thickness, y1 + thickness];
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}L${x1} ${b1}C${middle} ${b1} ${middle} ${b0} ${x0} ${b0}Z`;
}

/** Steps out of the flow and ends, a little lower; drawn fading. `side` 1 = to the right, -1 = to the left. */
function stub(x: number, y: number, thickness: number, side: 1 | -1): string {
  const end = x + side * STUB_LENGTH;
  const middle = x + (side * STUB_LENGTH) / 2;
  const low = y + thickness;
  return `M${x} ${y}C${middle} ${y} ${middle} ${y + 7} ${end} ${y + 7}V${low + 7}C${middle} ${low + 7} ${middle} ${low} ${x} ${low}Z`;
}

/** Within a column: the heaviest first at position 1, then near to where the walks come from; Other always last. */
function orderColumn(column: Node[], links: readonly Link[], centres: Map<string, number>): Node[] {
  const weightOf = (node: Node): number => {
    let sum = 0;
    let walks = 0;
    for (const link of links) {
      if (link.position !== node.position - 1 || link.to !== node.item) continue;
      const centre = centres.get(keyOf(link.position, link.from));
      if (centre === undefined) continue;
      sum += centre * link.walks;
      walks += link.walks;
    }
    return walks === 0 ? Number.POSITIVE_INFINITY : sum / walks;
  };
  const weights = new Map(column.map((node) => [node, weightOf(node)]));
  return [...column].sort((a, b) => {
    if ((a.item === null) !== (b.item === null)) return a.item === null ? 1 : -1;
    const [wa, wb] = [weights.get(a) ?? 0, weights.get(b) ?? 0];
    return wa === wb ? b.walks - a.walks : wa - wb;
  });
}

/**
 * Where nodes, links and exits of a paths answer lie. Heights are proportional to walks; at every node the links and the
 * exits fill it exactly, because the answer's numbers add up.
 */
export function layOutSankey(
  answer: Pick<PathsAnswer, 'nodes' | 'links' | 'walks'>,
  box: SankeyBox,
  isBackwards: boolean,
): SankeyLayout {
  const first = Math.min(...answer.nodes.map((node) => node.position));
  const last = Math.max(...answer.nodes.map((node) => node.position));
  if (answer.nodes.length === 0) return { nodes: [], links: [], exits: [], width: 0, height: 0 };
  const scale = box.flowHeight / Math.max(answer.walks, 1);
  const nodes = new Map<string, SankeyNode>();
  const centres = new Map<string, number>();
  let height = 0;
  for (let position = first; position <= last; position += 1) {
    let y = box.top;
    const column = answer.nodes.filter((node) => node.position === position);
    for (const node of orderColumn(column, answer.links, centres)) {
      const key = keyOf(position, node.item);
      const nodeHeight = Math.max(node.walks * scale, 2);
      nodes.set(key, { ...node, key, x: (position - first) * box.columnWidth, y, height: nodeHeight });
      centres.set(key, y + nodeHeight / 2);
      y += Math.max(nodeHeight, box.slotHeight) + GAP;
    }
    height = Math.max(height, y + 8);
  }
  const leaving = new Map<string, number>();
  const arriving = new Map<string, number>();
  const links = answer.links
    .flatMap((link) => {
      const source = nodes.get(keyOf(link.position, link.from));
      const target = nodes.get(keyOf(link.position + 1, link.to));
      return source && target ? [{ link, source, target }] : [];
    })
    .sort((a, b) => a.source.x - b.source.x || a.source.y - b.source.y || a.target.y - b.target.y)
    .map(({ link, source, target }): SankeyLink => {
      const thickness = link.walks * scale;
      const out = leaving.get(source.key) ?? 0;
      const into = arriving.get(target.key) ?? 0;
      leaving.set(source.key, out + thickness);
      arriving.set(target.key, into + thickness);
      return {
        ...link,
        key: `${source.key}>${target.key}`,
        source,
        target,
        thickness,
        path: ribbon(source.x + NODE_WIDTH, source.y + out, target.x, target.y + into, thickness),
      };
    });
  const exits = [...nodes.values()]
    .filter((node) => node.exits > 0 && (isBackwards ? node.position > first : node.position < last))
    .map((node): SankeyStub => {
      const thickness = node.exits * scale;
      const y = node.y + node.height - thickness;
      const x = isBackwards ? node.x : node.x + NODE_WIDTH;
      return { key: `${node.key}!`, node, thickness, path: stub(x, y, thickness, isBackwards ? -1 : 1) };
    });
  return { nodes: [...nodes.values()], links, exits, width: (last - first + 1) * box.columnWidth, height };
}
