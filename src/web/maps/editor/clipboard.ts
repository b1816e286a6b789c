import { z } from 'zod';
import type { PastedCell } from './cell-edits.ts';

/** The kind of data under which cells travel whole between maps. */
export const CELLS_TYPE = 'application/x-desirepath-cells+json';

const cellsInClipboard = z.array(
  z.array(z.object({ lane: z.string(), texts: z.array(z.string()), things: z.array(z.json()) })),
);
export type CopiedCell = z.infer<typeof cellsInClipboard>[number][number];

/** Copied cells in the three forms that other programs and other maps take. */
export function writeClipboard(cells: readonly (readonly CopiedCell[])[]): Record<string, string> {
  return {
    'text/plain': cells
      .map((row) => row.map((cell) => quoteTsv(cell.texts.join('\n'))).join('\t'))
      .join('\n'),
    'text/html': `<table>${cells
      .map(
        (row) =>
          `<tr>${row.map((cell) => `<td>${cell.texts.map(escapeHtml).join('<br>')}</td>`).join('')}</tr>`,
      )
      .join('')}</table>`,
    [CELLS_TYPE]: JSON.stringify(cells),
  };
}

/** What is on the clipboard, by rows; `read` gives the text of a kind, empty where there is none. */
export function readClipboard(read: (type: string) => string): (PastedCell & { lane: string | null })[][] {
  const own = readOwn(read(CELLS_TYPE));
  if (own) return own.map((row) => row.map((cell) => ({ ...cell, lane: cell.lane })));
  return readTsv(read('text/plain')).map((row) =>
    row.map((cell) => ({ lane: null, things: null, texts: linesOf(cell) })),
  );
}

function readOwn(text: string): CopiedCell[][] | null {
  if (text === '') return null;
  try {
    return cellsInClipboard.parse(JSON.parse(text));
  } catch {
    return null; // of another version: its plain text is taken
  }
}

/** The lines of a cell, without the marks of a list. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '').trim())
    .filter((line) => line !== '');
}

/** Cells of a spreadsheet: tabs and lines, a cell with either in quotes, a quote in quotes twice. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let at = 0;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  while (at < text.length) {
    const end = cell === '' && text[at] === '"' ? endOfQuotes(text, at) : null;
    if (end !== null) {
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      continue;
    }
    const sign = text[at];
    if (sign === '\t') endCell();
    else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[at + 1] === '\n') at++;
      endCell();
      rows.push([]);
    } else cell += sign;
    at++;
  }
  endCell();
  // spreadsheets end the last row with a line break
  if (rows.length > 1 && rows.at(-1)?.every((one) => one === '')) rows.pop();
  return rows;
}

/** Where a quoted cell ends; null where the quote is part of a text. */
function endOfQuotes(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] === '"') at++;
    else return at + 1 === text.length || '\t\n\r'.includes(text[at + 1] ?? '') ? at : null;
  }
  return null;
}

function quoteTsv(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
