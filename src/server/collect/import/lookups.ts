import { access } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { ImportMapping } from '../../../shared/collect/import-mapping.ts';
import { cellAt, textOf } from './cells.ts';
import { readDelimitedRows } from './delimited-rows.ts';
import { RowProblem, type SourceRow } from './source-row.ts';
import { FileFailure, readTextBlocks } from './text-blocks.ts';

/** Adds the cells of the side files to a row, as `name.column`; throws RowProblem. */
export type LookupJoin = (row: SourceRow) => void;

export interface Lookups {
  join: LookupJoin;
  names: string[];
  /** columns that a mapping may name besides those of the file */
  columns: string[];
}

/** Side files are held in memory. */
const MAX_LOOKUP_ROWS = 500_000;

/** Reads the side files; throws FileFailure where one is missing, damaged, too large or has a key twice. */
export async function loadLookups(mapping: ImportMapping, path: string): Promise<Lookups> {
  const joins: LookupJoin[] = [];
  const columns: string[] = [];
  for (const [name, lookup] of Object.entries(mapping.lookups)) {
    const rows = await readSideFile(name, lookup, mapping, await findSideFile(lookup.file, path));
    const by = lookup.by ?? lookup.key;
    for (const column of Object.keys(rows.values().next().value ?? {})) columns.push(`${name}.${column}`);
    joins.push((row) => {
      const key = textOf(cellAt(row.cells, by));
      const found = key === null ? undefined : rows.get(key);
      if (found === undefined && lookup.isRequired) {
        const problem = new RowProblem('no_lookup', `${lookup.file} has no ${lookup.key} "${key ?? ''}"`, by);
        problem.line = row.line;
        throw problem;
      }
      row.cells[name] = found ?? null;
    });
  }
  return {
    columns,
    names: Object.keys(mapping.lookups),
    join(row) {
      for (const join of joins) join(row);
    },
  };
}

async function findSideFile(file: string, path: string): Promise<string> {
  const named = isAbsolute(file) ? file : join(dirname(path), file);
  // An archive may have been unpacked, or the other way round.
  const candidates = [named, named.endsWith('.gz') ? named.slice(0, -3) : `${named}.gz`];
  for (const candidate of candidates) {
    const isThere = await access(candidate).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  throw new FileFailure(`the side file ${named} is missing; it stands beside the imported file`);
}

async function readSideFile(
  name: string,
  lookup: ImportMapping['lookups'][string],
  mapping: ImportMapping,
  path: string,
): Promise<Map<string, Record<string, unknown>>> {
  const rows = new Map<string, Record<string, unknown>>();
  const delimiter = /\.tsv(\.gz)?$/.test(path) ? '\t' : ',';
  const empty = new Set(['', ...mapping.empty]);
  const blocks = readTextBlocks(path, 'utf-8');
  for await (const block of readDelimitedRows(blocks, { delimiter, columns: null, empty })) {
    for (const read of block.rows) {
      if (read.kind === 'bad')
        throw new FileFailure(`${path}, line ${read.rejected.line}: ${read.rejected.message}`);
      const { line, cells } = read.row;
      const key = textOf(cells[lookup.key]);
      if (key === null)
        throw new FileFailure(`${path}, line ${line}: no ${lookup.key}, the key of the lookup ${name}`);
      if (rows.has(key))
        throw new FileFailure(`${path}, line ${line}: ${lookup.key} "${key}" stands there twice`);
      if (rows.size >= MAX_LOOKUP_ROWS)
        throw new FileFailure(`${path} has more than ${MAX_LOOKUP_ROWS} rows: too large for a lookup`);
      rows.set(key, pick(cells, lookup.columns));
    }
  }
  return rows;
}

function pick(
  cells: Record<string, unknown>,
  columns: readonly string[] | undefined,
): Record<string, unknown> {
  // Through JSON, or every cell would keep the whole block of text alive that it was cut from.
  return JSON.parse(JSON.stringify(cells, columns === undefined ? undefined : [...columns])) as Record<
    string,
    unknown
  >; // what went in
}
