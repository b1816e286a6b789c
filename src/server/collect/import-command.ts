import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type ImportMapping, MappingError, parseMapping } from '../../shared/collect/import-mapping.ts';
import { createFileProgress } from './import/import-progress.ts';
import type { ImportReport } from './import/import-report.ts';
import { createHttpSink, type ImportTarget } from './import/import-sink.ts';
import type { RejectedRow } from './import/source-row.ts';
import { FileFailure } from './import/text-blocks.ts';
import { TimeError } from './import/time-format.ts';
import { ColumnFailure, importFile, type ProgressState } from './import-file.ts';
import { describeProgress, describeReport } from './import-text.ts';

export interface ImportCommand {
  file: string;
  /** path of the mapping file */
  mapping: string;
  isDryRun: boolean;
  /** only so many rows */
  limit?: number;
  /** file for every rejected row, as CSV */
  rejects?: string;
  /** begin at the start, even where an earlier run broke off */
  isRestart?: boolean;
  json?: boolean;
}

export interface ImportSurroundings {
  /** where the events go; not called in a dry run */
  openTarget(source: string): Promise<Omit<ImportTarget, 'source'>>;
  /** what to know and do after a file was stored, one sentence a line; not asked in a dry run */
  adviseAfter(report: ImportReport): Promise<string[]>;
  /** directory that remembers how far broken-off imports came */
  progressDirectory: string;
  writeOut(text: string): void;
  /** progress; `isTerminal` = one line that is written over */
  writeProgress(text: string): void;
  isTerminal: boolean;
  now(): number;
}

/** As in decisions: 0 ok, 1 failed, 2 wrong usage, 3 some rows rejected. */
export type ImportExitCode = 0 | 1 | 2 | 3;

/** `desirepath import`: reads the mapping, imports the file, writes the report, gives the exit code. */
export async function runImportCommand(
  command: ImportCommand,
  surroundings: ImportSurroundings,
): Promise<ImportExitCode> {
  let mapping: ImportMapping;
  try {
    mapping = parseMapping(await readFile(command.mapping, 'utf8'));
  } catch (error) {
    if (error instanceof MappingError || (error instanceof Error && 'code' in error)) {
      surroundings.writeProgress(`The mapping ${command.mapping} cannot be used:\n${error.message}\n`);
      return 2;
    }
    throw error;
  }
  if (command.limit !== undefined && !command.isDryRun && mapping.group !== undefined) {
    surroundings.writeProgress(
      'A limit of rows would cut orders in two and store them incomplete: use it with --dry-run.\n',
    );
    return 2;
  }
  const rejects = command.rejects === undefined ? null : openRejects(command.rejects);
  try {
    const report = await runImport(command, mapping, surroundings, rejects);
    surroundings.writeOut(
      command.json ? `${JSON.stringify(report)}\n` : describeReport(report, command.rejects),
    );
    if (!command.isDryRun && !command.json) {
      for (const line of await surroundings.adviseAfter(report)) surroundings.writeProgress(`${line}\n`);
    }
    return exitCodeOf(report);
  } catch (error) {
    if (error instanceof ColumnFailure || error instanceof TimeError || error instanceof FileFailure) {
      surroundings.writeProgress(`The mapping does not fit the file: ${error.message}\n`);
      return 2;
    }
    throw error;
  } finally {
    await rejects?.close();
  }
}

async function runImport(
  command: ImportCommand,
  mapping: ImportMapping,
  surroundings: ImportSurroundings,
  rejects: RejectsFile | null,
): Promise<ImportReport> {
  const { source } = mapping;
  const sink = command.isDryRun
    ? null
    : createHttpSink({ ...(await surroundings.openTarget(source)), source });
  const progress = createFileProgress(surroundings.progressDirectory);
  const report = await importFile({
    path: command.file,
    mapping,
    sink,
    progress: command.isRestart ? { ...progress, load: async () => 0 } : progress,
    limit: command.limit,
    onProgress: showProgress(surroundings),
    onRejected: rejects?.add,
    now: surroundings.now,
  });
  if (surroundings.isTerminal) surroundings.writeProgress('\n');
  return report;
}

function exitCodeOf(report: ImportReport): ImportExitCode {
  if (report.failure !== null) return 1;
  return report.rejected + report.conflicts + report.refused > 0 ? 3 : 0;
}

/** On a terminal often, in a log now and then. */
function showProgress({
  writeProgress,
  isTerminal,
  now,
}: ImportSurroundings): (state: ProgressState) => void {
  const everyMs = isTerminal ? 200 : 10_000;
  const startedAtMs = now();
  let shownAtMs = startedAtMs;
  return (state) => {
    if (now() - shownAtMs < everyMs) return;
    shownAtMs = now();
    const text = describeProgress(state, shownAtMs - startedAtMs);
    writeProgress(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
  };
}

interface RejectsFile {
  add(row: RejectedRow): void;
  close(): Promise<void>;
}

function openRejects(path: string): RejectsFile {
  const stream: WriteStream = createWriteStream(path);
  const writeLine = (cells: (string | number | null)[]) =>
    stream.write(`${cells.map(writeCell).join(',')}\n`);
  writeLine(['line', 'column', 'code', 'message', 'row']);
  return {
    add: (row) => writeLine([row.line, row.column, row.code, row.message, row.text]),
    async close() {
      stream.end();
      await finished(stream);
    },
  };
}

function writeCell(cell: string | number | null): string {
  const text = String(cell ?? '');
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
