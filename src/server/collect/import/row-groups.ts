import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cellAt, textOf } from './cells.ts';
import type { RejectedRow, RowBlock, SourceRow } from './source-row.ts';
import { makeWorkDirectory } from './work-directory.ts';

/** Rows that become events together; without a `group` in the mapping each row is one. */
export interface RowGroup {
  rows: SourceRow[];
  /** a row of this group that could not be read: what is left would be a wrong order */
  incomplete: { line: number; code: 'group_incomplete' | 'group_too_large'; message: string } | null;
}

export interface GroupBlock {
  groups: RowGroup[];
  rejected: RejectedRow[];
  bytesRead: number;
}

export interface GroupOptions {
  by: readonly string[];
  maxRows: number;
}

export interface SortedGroupOptions extends GroupOptions {
  /** the imported file */
  path: string;
  /** size of the unpacked rows, roughly */
  expectedBytes: number;
}

/** Each row by itself. */
export async function* singleRows(blocks: AsyncIterable<RowBlock>): AsyncGenerator<GroupBlock> {
  for await (const block of blocks) {
    const out: GroupBlock = { groups: [], rejected: [], bytesRead: block.bytesRead };
    for (const read of block.rows) {
      if (read.kind === 'bad') out.rejected.push(read.rejected);
      else out.groups.push({ rows: [read.row], incomplete: null });
    }
    yield out;
  }
}

/** A group ends where the key changes. Holds one group in memory. */
export async function* adjacentRows(
  blocks: AsyncIterable<RowBlock>,
  options: GroupOptions,
): AsyncGenerator<GroupBlock> {
  let key: string | null = null;
  let group: RowGroup = { rows: [], incomplete: null };
  let bytesRead = 0;
  for await (const block of blocks) {
    bytesRead = block.bytesRead;
    const out: GroupBlock = { groups: [], rejected: [], bytesRead };
    for (const read of block.rows) {
      const nextKey = keyOf(read.kind === 'row' ? read.row.cells : read.cells, options.by);
      if (read.kind === 'bad') out.rejected.push(read.rejected);
      else if (nextKey === null) out.rejected.push(describeNoKey(read.row, options.by));
      if (nextKey === null) continue;
      if (nextKey !== key) {
        if (group.rows.length > 0) out.groups.push(group);
        group = { rows: [], incomplete: null };
        key = nextKey;
      }
      if (read.kind === 'bad') markIncomplete(group, read.rejected.line);
      else addRow(group, read.row, options.maxRows, out.rejected);
    }
    yield out;
  }
  if (group.rows.length > 0) yield { groups: [group], rejected: [], bytesRead };
}

/** Rows of a partition file, so that one partition fits the memory many times over. */
const PARTITION_BYTES = 8 * 1024 * 1024;
const MAX_PARTITIONS = 256;
const BUFFERED_CHARACTERS = 64 * 1024;

/**
 * The rows of a key may stand anywhere: the file is read once, its rows are spread over temporary files by the hash of
 * their key, then each of these is grouped in memory. Needs disk space of about the unpacked file; memory stays at one
 * part of it (8 MB of rows up to files of 2 GB). The order is the same at every run: by partition, then by first row.
 */
export async function* sortedGroups(
  blocks: AsyncIterable<RowBlock>,
  options: SortedGroupOptions,
): AsyncGenerator<GroupBlock> {
  const count = Math.min(MAX_PARTITIONS, Math.max(1, Math.ceil(options.expectedBytes / PARTITION_BYTES)));
  const directory = await makeWorkDirectory(options.path);
  const partitions: Partition[] = [];
  try {
    for (let index = 0; index < count; index++)
      partitions.push(await openPartition(join(directory, `${index}.jsonl`)));
    let bytesRead = 0;
    for await (const block of blocks) {
      bytesRead = block.bytesRead;
      const out: GroupBlock = { groups: [], rejected: [], bytesRead };
      for (const read of block.rows) {
        if (read.kind === 'bad') out.rejected.push(read.rejected);
        const key = keyOf(read.kind === 'row' ? read.row.cells : read.cells, options.by);
        if (key === null) {
          if (read.kind === 'row') out.rejected.push(describeNoKey(read.row, options.by));
          continue;
        }
        const line = read.kind === 'row' ? read.row.line : -read.rejected.line;
        partitions[hash(key) % count]?.add(line, key, read.kind === 'row' ? read.row.cells : null);
      }
      await flushFull(partitions);
      yield out;
    }
    for (const partition of partitions) {
      await partition.finish();
      yield { ...groupPartition(await readFile(partition.path, 'utf8'), options), bytesRead };
      await rm(partition.path, { force: true });
    }
  } finally {
    for (const partition of partitions) await partition.finish();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Partition {
  path: string;
  size(): number;
  add(line: number, key: string, cells: Record<string, unknown> | null): void;
  flush(): Promise<void>;
  finish(): Promise<void>;
}

async function openPartition(path: string): Promise<Partition> {
  const file = await open(path, 'w');
  let buffer = '';
  let isOpen = true;
  // Rows of a delimited file all have the same columns: their names are written once, when they change.
  let names = '';
  return {
    path,
    size: () => buffer.length,
    add(line, key, cells) {
      const rowNames = cells === null ? names : JSON.stringify(Object.keys(cells));
      if (rowNames !== names) buffer += `${rowNames}\n`;
      names = rowNames;
      buffer += `${JSON.stringify([line, key, ...(cells === null ? [] : Object.values(cells))])}\n`;
    },
    async flush() {
      const text = buffer;
      buffer = '';
      await file.appendFile(text);
    },
    async finish() {
      if (!isOpen) return;
      isOpen = false;
      await file.appendFile(buffer);
      await file.close();
    },
  };
}

async function flushFull(partitions: readonly Partition[]): Promise<void> {
  for (const partition of partitions) if (partition.size() > BUFFERED_CHARACTERS) await partition.flush();
}

function groupPartition(
  text: string,
  options: GroupOptions,
): { groups: RowGroup[]; rejected: RejectedRow[] } {
  const groups = new Map<string, RowGroup>();
  const rejected: RejectedRow[] = [];
  let names: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    // Written by `add` above: a list of names, or line, key and cells in the order of the names.
    const record = JSON.parse(text.slice(at, end)) as string[] | [number, string, ...unknown[]];
    at = end + 1;
    const [line, key] = record;
    if (typeof line !== 'number' || key === undefined) {
      names = record as string[];
      continue;
    }
    const group = groups.get(key) ?? { rows: [], incomplete: null };
    groups.set(key, group);
    if (line < 0) markIncomplete(group, -line);
    else addRow(group, { line, cells: cellsOf(names, record) }, options.maxRows, rejected);
  }
  return { groups: [...groups.values()].filter((group) => group.rows.length > 0), rejected };
}

function cellsOf(names: readonly string[], record: readonly unknown[]): Record<string, unknown> {
  const cells: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index++) cells[names[index] ?? ''] = record[index + 2];
  return cells;
}

function addRow(group: RowGroup, row: SourceRow, maxRows: number, rejected: RejectedRow[]): void {
  if (group.rows.length < maxRows) {
    group.rows.push(row);
    return;
  }
  const message = `the group has more than ${maxRows} rows; is the key right? (group.maxRows)`;
  group.incomplete = { line: row.line, code: 'group_too_large', message };
  rejected.push({ line: row.line, column: null, code: 'group_too_large', message, text: printRow(row) });
}

function markIncomplete(group: RowGroup, line: number): void {
  const message = `line ${line} of the same group was rejected`;
  group.incomplete ??= { line, code: 'group_incomplete', message };
}

function keyOf(cells: Record<string, unknown>, by: readonly string[]): string | null {
  const parts: string[] = [];
  for (const column of by) {
    const text = textOf(cellAt(cells, column));
    if (text === null) return null;
    parts.push(text);
  }
  return parts.join('\u0001');
}

function describeNoKey(row: SourceRow, by: readonly string[]): RejectedRow {
  const column = by.find((name) => textOf(cellAt(row.cells, name)) === null) ?? null;
  const message = `${column} is empty, it is needed to find the rows that belong together`;
  return { line: row.line, column, code: 'missing_value', message, text: printRow(row) };
}

/** The cells of a row as one line of CSV, for reports; without the columns that were joined to it. */
export function printRow(row: SourceRow, joined: readonly string[] = []): string {
  return Object.entries(row.cells)
    .filter(([name]) => !joined.includes(name))
    .map(([, cell]) => {
      const text = textOf(cell) ?? '';
      return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}
