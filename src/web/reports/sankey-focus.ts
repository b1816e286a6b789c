import type { SankeyLayout } from './sankey-layout.ts';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isArrow(key: string): key is Arrow {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** Neighbour in a list, staying inside it. */
function step(keys: readonly string[], key: string, by: -1 | 1): string | null {
  return keys[keys.indexOf(key) + by] ?? null;
}

/**
 * Where an arrow key leads: from a node right along its first link, up and down through its column; from a link or exit up
 * and down to its siblings, left to where it comes from, right to where it goes. null = nowhere.
 */
export function nextFocus(layout: SankeyLayout, key: string, arrow: Arrow): string | null {
  const by = arrow === 'ArrowUp' || arrow === 'ArrowLeft' ? -1 : 1;
  const outOf = (source: string) => [
    ...layout.links.filter((link) => link.source.key === source).map((link) => link.key),
    ...layout.exits.filter((exit) => exit.node.key === source).map((exit) => exit.key),
  ];
  const node = layout.nodes.find((one) => one.key === key);
  if (node) {
    if (arrow === 'ArrowRight') return outOf(key)[0] ?? null;
    if (arrow === 'ArrowLeft') return layout.links.find((link) => link.target.key === key)?.key ?? null;
    const column = layout.nodes.filter((one) => one.position === node.position).sort((a, b) => a.y - b.y);
    return step(
      column.map((one) => one.key),
      key,
      by,
    );
  }
  const link = layout.links.find((one) => one.key === key);
  const source = link?.source.key ?? layout.exits.find((one) => one.key === key)?.node.key;
  if (source === undefined) return null;
  if (arrow === 'ArrowLeft') return source;
  if (arrow === 'ArrowRight') return link?.target.key ?? null;
  return step(outOf(source), key, by);
}

/** Everything that stays bright while `focus` is in focus: the thing itself and what it touches. */
export function litKeys(layout: SankeyLayout, focus: string | null): Set<string> {
  const lit = new Set<string>();
  if (focus === null) return lit;
  lit.add(focus);
  for (const { key, source, target } of layout.links) {
    if (![key, source.key, target.key].includes(focus)) continue;
    lit.add(key).add(source.key).add(target.key);
  }
  for (const { key, node } of layout.exits)
    if (key === focus || node.key === focus) lit.add(key).add(node.key);
  return lit;
}
