import { stat } from 'node:fs/promises';
import type { ImportMapping } from '../../shared/collect/import-mapping.ts';
import { parseItem } from '../../shared/collect/item.ts';
import { nearestName } from '../../shared/platform/nearest-name.ts';
import { readDelimitedRows } from './import/delimited-rows.ts';
import { EventSender } from './import/event-sender.ts';
import { type ImportProgress, identifyImport } from './import/import-progress.ts';
import { type ImportReport, ReportKeeper } from './import/import-report.ts';
import { type ImportSink, SinkFailure } from './import/import-sink.ts';
import { readJsonRows } from './import/json-rows.ts';
import { type Lookups, loadLookups } from './import/lookups.ts';
import {
  adjacentRows,
  type GroupBlock,
  printRow,
  type RowGroup,
  singleRows,
  sortedGroups,
} from './import/row-groups.ts';
import { compileMapping, type MappedEvent, type RowMapper } from './import/row-mapper.ts';
import { type RejectedRow, type RowBlock, RowProblem, type SourceRow } from './import/source-row.ts';
import { FileFailure, readTextBlocks } from './import/text-blocks.ts';

export interface ImportOptions {
  path: string;
  mapping: ImportMapping;
  /** null = dry run: everything is read, mapped and checked, nothing sent */
  sink: ImportSink | null;
  progress?: ImportProgress;
  /** only so many rows of the file */
  limit?: number;
  /** events shown in the report; default 5 */
  preview?: number;
  /** default 2,500 and 3 */
  batchEvents?: number;
  inFlight?: number;
  onProgress?(state: ProgressState): void;
  /** every rejected row, also beyond those kept in the report */
  onRejected?(row: RejectedRow): void;
  now?(): number;
}

export interface ProgressState {
  bytesRead: number;
  bytesTotal: number;
  rows: number;
  events: number;
  stored: number;
  duplicates: number;
  rejected: number;
}

/**
 * Streams a file into events. Bounded memory: a block of rows, one group or one partition of groups, and the batches
 * on the way. Never throws for what stands in the file: rows at fault are in the report, and a file that cannot be read
 * on, or a store that cannot be reached, is `failure` there. Throws FileFailure or TimeError for a mapping that does not
 * fit before the first event.
 */
export async function importFile(options: ImportOptions): Promise<ImportReport> {
  const { path, mapping, sink } = options;
  const now = options.now ?? Date.now;
  const startedAtMs = now();
  const mapper = compileMapping(mapping, path);
  const lookups = await loadLookups(mapping, path);
  const keeper = new ReportKeeper(
    { file: path, source: mapping.source, isDryRun: sink === null },
    { preview: options.preview ?? 5, onRejected: options.onRejected },
  );
  const { report } = keeper;
  const bytesTotal = (await stat(path).catch(() => ({ size: 0 }))).size;
  const run = await startSending(options, keeper);

  const rows = selectRows(readRows(path, mapping), { options, keeper, mapper, lookups });
  try {
    let group = 0;
    for await (const block of groupRows(rows, options, bytesTotal)) {
      for (const rejected of block.rejected) keeper.reject(rejected);
      for (const next of block.groups) {
        const events = mapGroup(next, mapper, keeper, lookups);
        if (events !== null) await run.add(++group, events);
      }
      const { rows: read, events, stored, duplicates, rejected } = report;
      options.onProgress?.({
        bytesRead: block.bytesRead,
        bytesTotal,
        rows: read,
        events,
        stored,
        duplicates,
        rejected,
      });
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    report.failure = error.message;
  }
  await run.finish();
  return keeper.finish(startedAtMs, now());
}

function isExpected(error: unknown): error is FileFailure | SinkFailure {
  return error instanceof FileFailure || error instanceof SinkFailure;
}

function readRows(path: string, mapping: ImportMapping): AsyncIterable<RowBlock> {
  const blocks = readTextBlocks(path, mapping.encoding);
  if (mapping.format === 'jsonl') return readJsonRows(blocks);
  return readDelimitedRows(blocks, {
    delimiter: mapping.delimiter ?? (mapping.format === 'tsv' ? '\t' : ','),
    columns: mapping.columns ?? null,
    empty: new Set(['', ...mapping.empty]),
  });
}

interface Selection {
  options: ImportOptions;
  keeper: ReportKeeper;
  mapper: RowMapper;
  lookups: Lookups;
}

/** Counts rows, checks the columns with the first one, joins the side files, leaves out what is to be skipped. */
async function* selectRows(
  blocks: AsyncIterable<RowBlock>,
  { options, keeper, mapper, lookups }: Selection,
): AsyncGenerator<RowBlock> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const { report } = keeper;
  let isChecked = options.mapping.format === 'jsonl';
  for await (const block of blocks) {
    const kept: RowBlock = { rows: [], bytesRead: block.bytesRead };
    for (const read of block.rows) {
      if (report.rows >= limit) break;
      report.rows++;
      if (read.kind === 'bad') {
        kept.rows.push(read);
        continue;
      }
      const { row } = read;
      if (!isChecked) checkColumns(options, mapper, Object.keys(row.cells), lookups.columns);
      isChecked = true;
      const rejected = rejectedBy(() => lookups.join(row), row, lookups);
      const reason = rejected === null ? mapper.skipReason(row) : null;
      if (rejected !== null) kept.rows.push({ kind: 'bad', rejected, cells: row.cells });
      else if (reason !== null) keeper.skip(reason);
      else kept.rows.push(read);
    }
    yield kept;
    if (report.rows >= limit) return;
  }
}

function rejectedBy(work: () => void, row: SourceRow, lookups: Lookups): RejectedRow | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return {
      line: row.line,
      column: error.column,
      code: error.code,
      message: error.message,
      text: printRow(row, lookups.names),
    };
  }
}

function checkColumns(
  options: ImportOptions,
  mapper: RowMapper,
  columns: readonly string[],
  side: readonly string[],
) {
  const { group } = options.mapping;
  const by = group === undefined ? [] : [group.by].flat();
  const known = new Set([...columns, ...side]);
  const unknown = [...mapper.columns, ...by].filter((name) => !known.has(name));
  const [first] = unknown;
  if (first === undefined) return;
  const near = nearestName(first, [...known]);
  const hint = near === undefined ? '' : `; perhaps "${near}"`;
  throw new ColumnFailure(
    `the mapping uses ${unknown.map((name) => `"${name}"`).join(', ')}, but the columns are ${[...known].join(', ')}${hint}`,
  );
}

/** The mapping names columns that the file does not have: nothing was imported. */
export class ColumnFailure extends Error {
  override readonly name = 'ColumnFailure';
}

function groupRows(
  rows: AsyncIterable<RowBlock>,
  options: ImportOptions,
  bytesTotal: number,
): AsyncIterable<GroupBlock> {
  const { group } = options.mapping;
  if (group === undefined) return singleRows(rows);
  const by = [group.by].flat();
  if (group.rows === 'adjacent') return adjacentRows(rows, { by, maxRows: group.maxRows });
  // Packed text is about an eighth of itself.
  const expectedBytes = bytesTotal * (options.path.endsWith('.gz') ? 8 : 1);
  return sortedGroups(rows, { by, maxRows: group.maxRows, path: options.path, expectedBytes });
}

/** The events of a group, or null when its rows are rejected: all of them, or an order would be stored incomplete. */
function mapGroup(
  group: RowGroup,
  mapper: RowMapper,
  keeper: ReportKeeper,
  lookups: Lookups,
): MappedEvent[] | null {
  try {
    const events = mapper.map(group);
    keeper.add(events, group.rows.length);
    return events;
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    const { code, message, column } = error;
    const isOfGroup = group.incomplete !== null || group.rows.length === 1;
    for (const row of group.rows) {
      const about = { line: row.line, text: printRow(row, lookups.names) };
      if (isOfGroup || row.line === error.line) keeper.reject({ ...about, column, code, message });
      else {
        const other = `line ${error.line} of the same group was rejected: ${message}`;
        keeper.reject({ ...about, column: null, code: 'group_incomplete', message: other });
      }
    }
    return null;
  }
}

interface Sending {
  add(group: number, events: readonly MappedEvent[]): Promise<void>;
  finish(): Promise<void>;
}

/** A dry run judges the events as the collector would, short of what only the stores know. */
function startChecking(keeper: ReportKeeper, now: () => number): Sending {
  return {
    async add(_, events) {
      for (const event of events) {
        const parsed = parseItem(event.item, { receivedAtMs: now(), kind: 'import' });
        if (!parsed.ok) countVerdict(keeper, event, 'rejected', parsed.message);
      }
    },
    async finish() {},
  };
}

const SAVE_EVERY_MS = 500;

async function startSending(options: ImportOptions, keeper: ReportKeeper): Promise<Sending> {
  const { sink, progress, path, mapping } = options;
  const { report } = keeper;
  const now = options.now ?? Date.now;
  if (sink === null) return startChecking(keeper, now);
  const importId = await identifyImport(path, mapping, sink.name).catch(() => '');
  const alreadyStored = (await progress?.load(importId)) ?? 0;
  let savedAtMs = 0;
  let failure: string | null = null;
  const sender = new EventSender({
    sink,
    batchEvents: options.batchEvents ?? 2_500,
    inFlight: options.inFlight ?? 3,
    onVerdicts(events, verdicts) {
      for (const [index, event] of events.entries()) {
        const verdict = verdicts[index];
        if (verdict === undefined) throw new SinkFailure(`no verdict for ${events.length - index} events`);
        countVerdict(keeper, event, verdict.status, verdict.message);
      }
    },
    async onStored(groups) {
      if (now() - savedAtMs < SAVE_EVERY_MS) return;
      savedAtMs = now();
      await progress?.save(importId, groups);
    },
  });
  return {
    async add(group, events) {
      if (group <= alreadyStored) report.alreadyStored += events.length;
      else await sender.add(group, events);
    },
    async finish() {
      try {
        await sender.finish();
      } catch (error) {
        if (!(error instanceof SinkFailure)) throw error;
        failure = error.message;
      }
      report.failure ??= failure;
      if (report.failure === null && options.limit === undefined) await progress?.clear(importId);
    },
  };
}

function countVerdict(
  keeper: ReportKeeper,
  event: MappedEvent,
  status: 'stored' | 'duplicate' | 'conflict' | 'rejected',
  message: string | undefined,
): void {
  const { report } = keeper;
  if (status === 'stored') report.stored++;
  else if (status === 'duplicate') report.duplicates++;
  else {
    if (status === 'conflict') report.conflicts++;
    else report.refused++;
    const code = status === 'conflict' ? 'conflict' : 'not_stored';
    keeper.note({
      line: event.line,
      column: null,
      code,
      message: message ?? '',
      text: event.json.slice(0, 1000),
    });
  }
}
