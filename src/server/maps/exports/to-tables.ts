import writeXlsxFile from 'write-excel-file/node';
import type { Drawing } from '../../../shared/maps/drawing/drawing.ts';
import type { MetricUnit } from '../../../shared/maps/journey-map.ts';
import { cutText } from '../../../shared/platform/cut-text.ts';
import { type DataSheet, describeData, makeSheets, type SheetValue } from './sheets.ts';

/** Longest text of a cell in Excel. */
const MOST_LETTERS = 32_767;

/** Excel's highest row, in points. */
const HIGHEST_ROW = 409;
const FONT = { fontFamily: 'Arial', fontSize: 10 } as const;
/** Points of a line of text at that size. */
const LINE_POINTS = 13;
const WIDEST_COLUMN = 40;
/** How a spreadsheet shows a number; the cell holds it exactly. */
const NUMBER_FORMATS: Record<MetricUnit, string> = {
  ratio: '0.0%',
  ms: '#,##0',
  money: '#,##0.00',
  count: '#,##0.##',
  score: '0.0',
};

/** A workbook with a sheet for each table; period and date of the data stand above every table. */
export async function exportWorkbook(drawing: Drawing): Promise<Buffer> {
  const about = describeData(drawing);
  return writeXlsxFile(
    makeSheets(drawing).map(({ name, rows }) => {
      const widths = widthsOf(rows);
      return {
        sheet: name,
        orientation: 'landscape' as const,
        data: [
          ...about.map((row, index) =>
            row.map((value) => ({
              ...FONT,
              value: String(value),
              ...(index === 0 && { fontWeight: 'bold' as const, fontSize: 14, height: 20 }),
            })),
          ),
          [null],
          ...rows.map((row, index) => {
            const height = heightOf(row, widths);
            return row.map((value) => makeCell(value, index === 0, height));
          }),
        ],
        columns: widths.map((width) => ({ width })),
        stickyRowsCount: about.length + 2,
        stickyColumnsCount: 1,
      };
    }),
  ).toBuffer();
}

function makeCell(value: SheetValue, isHead: boolean, height: number) {
  const look = { ...FONT, alignVertical: 'top' as const, wrap: true, height };
  if (value === null) return { ...look, value: undefined };
  if (typeof value === 'object')
    return { ...look, value: value.value, format: NUMBER_FORMATS[value.unit], type: Number };
  return {
    ...look,
    value: typeof value === 'string' ? cutText(value, MOST_LETTERS) : value,
    ...(isHead && { fontWeight: 'bold' as const, backgroundColor: '#e3f1ea' }),
  };
}

/** In letters: as wide as the longest line, within reason. */
function widthsOf(rows: DataSheet['rows']): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, index) => {
    const longest = Math.max(
      0,
      ...rows.flatMap((row) => linesOf(row[index] ?? null).map((line) => line.length)),
    );
    return Math.min(Math.max(longest + 2, 10), WIDEST_COLUMN);
  });
}

/** Not every program makes a row as high as its broken lines, so the height is written, with room for wider letters. */
function heightOf(row: readonly SheetValue[], widths: readonly number[]): number {
  const lines = row.map((value, index) =>
    linesOf(value).reduce(
      (sum, line) => sum + Math.max(1, Math.ceil((line.length * 1.1) / (widths[index] ?? 10))),
      0,
    ),
  );
  return Math.min(HIGHEST_ROW, Math.max(1, ...lines) * LINE_POINTS + 3);
}

function linesOf(value: SheetValue): string[] {
  // numbers are shown rounded
  if (value === null || typeof value === 'object') return [''];
  return String(value).split('\n');
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
  if (typeof value === 'object') return String(value.value);
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
