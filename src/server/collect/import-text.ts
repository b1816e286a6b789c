import type { ImportReport } from './import/import-report.ts';
import type { RejectedRow } from './import/source-row.ts';
import type { ProgressState } from './import-file.ts';

/** One line while the import runs. */
export function describeProgress(state: ProgressState, elapsedMs: number): string {
  const share = state.bytesTotal === 0 ? 100 : Math.floor((state.bytesRead / state.bytesTotal) * 100);
  const rate = elapsedMs === 0 ? 0 : Math.round((state.rows / elapsedMs) * 1000);
  return `${share} % read, ${count(state.rows)} rows (${count(rate)}/s), ${count(state.events)} events, ${count(state.stored)} stored, ${count(state.duplicates)} there before, ${count(state.rejected)} rows rejected`;
}

const SHOWN_REJECTED = 10;

/** The report as text. */
export function describeReport(report: ImportReport, rejectsFile: string | undefined): string {
  const seconds = Math.max(report.durationMs, 1) / 1000;
  const lines = [
    `${report.file} -> source "${report.source}"${report.isDryRun ? ' (dry run: nothing is stored)' : ''}`,
    `rows      ${count(report.rows)} in ${seconds.toFixed(1)} s (${count(Math.round(report.rows / seconds))} rows/s)`,
    ...Object.entries(report.skipped).map(([reason, rows]) => `  skipped ${count(rows)}: ${reason}`),
    ...(report.rejected > 0 ? [`  rejected ${count(report.rejected)}`] : []),
    `events    ${count(report.events)}`,
    ...report.byEvent.map(
      ({ event, count: events, total }) =>
        `  ${event}  ${count(events)}${total === null ? '' : `  total ${groupDigits(total)}`}`,
    ),
    ...(report.isDryRun ? [] : describeStored(report)),
    ...describeRejected(report, rejectsFile),
    ...(report.isDryRun
      ? ['first events', ...report.preview.map((item) => JSON.stringify(item, null, 2))]
      : []),
    ...(report.failure === null ? [] : [`FAILED: ${report.failure}`, ...describeWayOut(report)]),
  ];
  return `${lines.join('\n')}\n`;
}

function describeStored(report: ImportReport): string[] {
  const parts = [
    `${count(report.stored)} stored`,
    `${count(report.duplicates)} there before`,
    ...(report.alreadyStored > 0 ? [`${count(report.alreadyStored)} stored by the run that broke off`] : []),
    ...(report.conflicts > 0
      ? [`${count(report.conflicts)} in conflict with another event of the same messageId`]
      : []),
    ...(report.refused > 0 ? [`${count(report.refused)} refused`] : []),
  ];
  return [`stored    ${parts.join(', ')}`];
}

function describeRejected(report: ImportReport, rejectsFile: string | undefined): string[] {
  const total = Object.values(report.rejectedByCode).reduce((sum, rows) => sum + rows, 0);
  if (total === 0) return [];
  const codes = Object.entries(report.rejectedByCode).map(([code, rows]) => `${code} ${count(rows)}`);
  const shown = report.rejectedRows.slice(0, SHOWN_REJECTED).map(describeRow);
  const more = total > shown.length ? [`  ... ${count(total - shown.length)} more`] : [];
  const place =
    rejectsFile === undefined ? 'all of them with --rejects FILE' : `all of them in ${rejectsFile}`;
  return [`not imported: ${codes.join(', ')} (${place})`, ...shown, ...more];
}

function describeRow(row: RejectedRow): string {
  const column = row.column === null ? '' : `, column ${row.column}`;
  const text = row.text.length > 120 ? `${row.text.slice(0, 119)}…` : row.text;
  return `  line ${row.line}${column}: ${row.message}\n      ${text}`;
}

function describeWayOut(report: ImportReport): string[] {
  return report.isDryRun ? [] : ['What is counted as stored is stored. The same command goes on from there.'];
}

/** Thousands apart, every digit kept: the sum is exact and may be longer than a number holds. */
function groupDigits(decimal: string): string {
  return decimal.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
