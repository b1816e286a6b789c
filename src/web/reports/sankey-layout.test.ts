import { describe, expect, test } from 'vitest';
import { nextFocus } from './sankey-focus.ts';
import { keyOf, layOutSankey } from './sankey-layout.ts';

const node = (position: number, item: string | null, walks: number, exits: number) => ({
  position,
  item,
  walks,
  people: walks,
  exits,
  items: item === null ? 3 : 1,
});
const link = (position: number, from: string | null, to: string | null, walks: number) => ({
  position,
  from,
  to,
  walks,
  people: walks,
  medianMs: null,
});
/** 100 walks: 60 start at A, 40 at B; of A 30 go to X and 10 to Other, of B 20 go to X; the rest ends. */
const answer = {
  walks: 100,
  nodes: [node(1, 'A', 60, 20), node(1, 'B', 40, 20), node(2, null, 10, 10), node(2, 'X', 50, 50)],
  links: [link(1, 'A', 'X', 30), link(1, 'A', null, 10), link(1, 'B', 'X', 20)],
};
const box = { columnWidth: 200, flowHeight: 200, slotHeight: 30, top: 10 };
const layout = layOutSankey(answer, box, false);
const find = (position: number, item: string | null) =>
  layout.nodes.find((one) => one.key === keyOf(position, item));

describe('layOutSankey', () => {
  test('heights are proportional to walks', () => {
    expect(find(1, 'A')?.height).toBe(120);
    expect(find(1, 'B')?.height).toBe(80);
    expect(layout.links.find((one) => one.from === 'A' && one.to === 'X')?.thickness).toBe(60);
  });

  test('links and exits fill every node exactly', () => {
    for (const source of layout.nodes.filter((one) => one.position === 1)) {
      const out = layout.links
        .filter((one) => one.source === source)
        .reduce((sum, one) => sum + one.thickness, 0);
      const ends = layout.exits.find((one) => one.node === source)?.thickness ?? 0;
      expect(out + ends).toBeCloseTo(source.height);
    }
  });

  test('no two nodes of a column overlap, Other is last', () => {
    for (const position of [1, 2]) {
      const column = layout.nodes.filter((one) => one.position === position).sort((a, b) => a.y - b.y);
      column.slice(1).forEach((one, index) => {
        const above = column[index];
        expect(one.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
      });
      expect(column.findIndex((one) => one.item === null)).toBe(position === 1 ? -1 : column.length - 1);
    }
  });

  test('the last column has no exits: the walks were cut there', () => {
    expect(layout.exits.map((one) => one.node.key)).toEqual(['1:A', '1:B']);
  });

  test('read towards an event, what is beside the flow begins there', () => {
    const backwards = layOutSankey(answer, box, true);
    expect(backwards.exits.map((one) => one.node.position)).toEqual([2, 2]);
  });

  test('nothing is drawn for nobody', () => {
    expect(layOutSankey({ walks: 0, nodes: [], links: [] }, box, false)).toEqual({
      nodes: [],
      links: [],
      exits: [],
      width: 0,
      height: 0,
    });
  });
});

describe('nextFocus', () => {
  test('right along the first link to its target, and left back', () => {
    expect(nextFocus(layout, '1:A', 'ArrowRight')).toBe('1:A>2:X');
    expect(nextFocus(layout, '1:A>2:X', 'ArrowRight')).toBe('2:X');
    expect(nextFocus(layout, '1:A>2:X', 'ArrowLeft')).toBe('1:A');
    expect(nextFocus(layout, '2:X', 'ArrowLeft')).toBe('1:A>2:X');
  });
  test('down through a column, and through what leaves a node, exits last', () => {
    expect(nextFocus(layout, '1:A', 'ArrowDown')).toBe('1:B');
    expect(nextFocus(layout, '1:B', 'ArrowDown')).toBeNull();
    expect(nextFocus(layout, '1:A>2:X', 'ArrowDown')).toBe('1:A>2*');
    expect(nextFocus(layout, '1:A>2*', 'ArrowDown')).toBe('1:A!');
    expect(nextFocus(layout, '1:A!', 'ArrowLeft')).toBe('1:A');
    expect(nextFocus(layout, 'gone', 'ArrowLeft')).toBeNull();
  });
});
