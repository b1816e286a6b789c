import writeXlsxFile from 'write-excel-file/node';
import type { Drawing } from '../../../shared/maps/drawing/drawing.ts';
import { type DataSheet, describeData, makeSheets, type SheetValue } from './sheets.ts';

/** Longest text of a cell in Excel. */
const MOST_LETTERS = 32_767;

/** A workbook with a sheet for each table; period and date of the data stand above every table. */
export async function exportWorkbook(drawing: Drawing): Promise<Buffer> {
  const about = describeData(drawing);
  return writeXlsxFile(
    makeSheets(drawing).map(({ name, rows }) => ({
      sheet: name,
      data: [
        ...about.map((row, index) =>
          row.map((value) => ({ value: String(value), ...(index === 0 && { fontWeight: 'bold' as const }) })),
        ),
        [null],
        ...rows.map((row, index) => row.map((value) => makeCell(value, index === 0))),
      ],
      columns: widthsOf({ name, rows }),
      stickyRowsCount: about.length + 2,
      stickyColumnsCount: 1,
    })),
  ).toBuffer();
}

function makeCell(value: SheetValue, isHead: boolean) {
  if (value === null) return null;
  return {
    value: typeof value === 'string' ? value.slice(0, MOST_LETTERS) : value,
    alignVertical: 'top' as const,
    wrap: true,
    ...(isHead && { fontWeight: 'bold' as const, backgroundColor: '#e3f1ea' }),
  };
}

function widthsOf({ rows }: DataSheet) {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, index) => {
    const longest = Math.max(
      0,
      ...rows.map((row) =>
        Math.max(
          0,
          ...String(row[index] ?? '')
            .split('\n')
            .map((line) => line.length),
        ),
      ),
    );
    return { width: Math.min(Math.max(longest + 2, 10), 36) };
  });
}

/**
 * All tables in one CSV (RFC 4180, UTF-8 with mark), one below the other with their names between. A text that a
 * spreadsheet would take for a formula gets an apostrophe before it.
 */
export async function exportCsv(drawing: Drawing): Promise<Buffer> {
  const tables = makeSheets(drawing).map(({ name, rows }) => [[name], ...rows]);
  const rows = [...describeData(drawing), ...tables.flatMap((table) => [[null], ...table])];
  return Buffer.from(`\uFEFF${rows.map((row) => row.map(writeField).join(',')).join('\r\n')}\r\n`);
}

function writeField(value: SheetValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
