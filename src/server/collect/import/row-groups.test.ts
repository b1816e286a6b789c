import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type RowGroup, sortedGroups } from './row-groups.ts';
import type { RowBlock } from './source-row.ts';

const ORDERS = 500;
const ROWS = 3_000;

/** Rows of 500 orders, never two of one order together, in blocks of 100. */
async function* scatteredRows(): AsyncGenerator<RowBlock> {
  for (let start = 0; start < ROWS; start += 100) {
    const rows = Array.from({ length: 100 }, (_, index) => ({
      kind: 'row' as const,
      row: {
        line: start + index + 2,
        cells: { order: `o${(start + index) % ORDERS}`, text: `"${index}"\n,é` },
      },
    }));
    yield { rows, bytesRead: start };
  }
}

async function groupAll(expectedBytes: number): Promise<RowGroup[]> {
  const groups: RowGroup[] = [];
  const path = `/somewhere/${expectedBytes}.csv`;
  for await (const block of sortedGroups(scatteredRows(), {
    by: ['order'],
    maxRows: 100,
    path,
    expectedBytes,
  }))
    groups.push(...block.groups);
  return groups;
}

const linesOf = (groups: RowGroup[]) =>
  groups.map(({ rows }) => rows.map(({ line }) => line)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));

describe('rows grouped over temporary files', () => {
  it('makes the same groups with 1, 13 and 256 files, each in the order of the file', async () => {
    const expected = Array.from({ length: ORDERS }, (_, order) =>
      Array.from({ length: ROWS / ORDERS }, (_, index) => order + index * ORDERS + 2),
    );
    for (const expectedBytes of [1, 100_000_000, 1e12])
      expect(linesOf(await groupAll(expectedBytes))).toEqual(expected);
  });

  it('gives the cells back as they were, and the same order at every run', async () => {
    const [first, second] = [await groupAll(1e8), await groupAll(1e8)];
    expect(first).toEqual(second);
    expect(first.flatMap(({ rows }) => rows).find(({ line }) => line === 9)?.cells).toEqual({
      order: 'o7',
      text: '"7"\n,é',
    });
  });

  it('leaves no temporary files, also when the reader stops early', async () => {
    const options = { by: ['order'], maxRows: 100, path: '/somewhere/early.csv', expectedBytes: 1e8 };
    for await (const block of sortedGroups(scatteredRows(), options)) if (block.groups.length > 0) break;
    const left = readdirSync(tmpdir()).filter(
      (name) => name.startsWith('desirepath-import-') && name.endsWith(`-${process.pid}`),
    );
    expect(left).toEqual([]);
  });
});
