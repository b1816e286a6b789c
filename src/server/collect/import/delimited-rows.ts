import type { ReadRow, RejectCode, RowBlock } from './source-row.ts';
import { FileFailure, type TextBlock } from './text-blocks.ts';

export interface DelimitedOptions {
  delimiter: string;
  /** names of the columns; null = the first line has them */
  columns: readonly string[] | null;
  /** cells that mean "nothing here" */
  empty: ReadonlySet<string>;
}

/** A quoted field may hold line breaks, but a record of more than this has a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 256 * 1024;

/**
 * Rows of CSV or TSV (RFC 4180; LF or CRLF; a quote inside an unquoted field is an ordinary character). A record that
 * cannot be read costs its first line only: reading goes on at the next line, so one stray quote does not swallow the
 * file. This is why a general parser is not used here: those stop, or skip to the next quote.
 */
export async function* readDelimitedRows(
  blocks: AsyncIterable<TextBlock>,
  options: DelimitedOptions,
): AsyncGenerator<RowBlock> {
  const reader = new DelimitedReader(options);
  let bytesRead = 0;
  for await (const block of blocks) {
    bytesRead = block.bytesRead;
    yield { rows: reader.push(block), bytesRead };
  }
  yield { rows: reader.end(), bytesRead };
}

interface Scan {
  outcome: 'record' | 'more' | 'bad';
  end: number;
  fields: string[];
}

class DelimitedReader {
  private buffer = '';
  /** line number of the start of the buffer */
  private line = 1;
  private badLines = new Set<number>();
  private columns: readonly string[] | null;

  constructor(private readonly options: DelimitedOptions) {
    this.columns = options.columns === null ? null : checkColumns(options.columns);
  }

  push(block: TextBlock): ReadRow[] {
    if (block.badLines.length > 0) {
      const first = this.line + countLines(this.buffer, 0, this.buffer.length);
      for (const line of block.badLines) this.badLines.add(first + line);
    }
    this.buffer += block.text;
    return this.read(false);
  }

  end(): ReadRow[] {
    const rows = this.read(true);
    if (this.columns === null)
      throw new FileFailure('the file is empty: not even a line with the names of columns');
    return rows;
  }

  private read(isLast: boolean): ReadRow[] {
    const rows: ReadRow[] = [];
    const { buffer } = this;
    let at = 0;
    let nextQuote = buffer.indexOf('"');
    while (at < buffer.length) {
      if (nextQuote !== -1 && nextQuote < at) nextQuote = buffer.indexOf('"', at);
      const lineBreak = buffer.indexOf('\n', at);
      const lineEnd = lineBreak === -1 ? buffer.length : lineBreak;
      if (nextQuote === -1 || nextQuote >= lineEnd) {
        if (lineBreak === -1 && !isLast) break;
        const text = buffer.slice(at, withoutReturn(buffer, at, lineEnd));
        this.take(rows, text.split(this.options.delimiter), text, 1);
        at = lineEnd + 1;
        continue;
      }
      const scan = scanRecord(buffer, at, this.options.delimiter);
      if (scan.outcome === 'more' && !isLast && buffer.length - at < MAX_RECORD_CHARACTERS) break;
      const lines = scan.outcome === 'record' ? countLines(buffer, at, scan.end) + 1 : 1;
      const isTorn = lines > 1 && this.columns !== null && scan.fields.length !== this.columns.length;
      if (scan.outcome !== 'record' || isTorn) {
        const text = buffer.slice(at, withoutReturn(buffer, at, lineEnd));
        const message =
          scan.outcome === 'bad'
            ? 'after a closing quote stands text; a quote within a quoted field is written twice'
            : 'a quote is opened here and not closed';
        this.reject(rows, 'bad_quote', message, text, text.split(this.options.delimiter));
        this.line++;
        at = lineEnd + 1;
        continue;
      }
      this.take(rows, scan.fields, buffer.slice(at, withoutReturn(buffer, at, scan.end)), lines);
      at = scan.end + 1;
    }
    this.buffer = buffer.slice(at);
    return rows;
  }

  private take(rows: ReadRow[], fields: string[], text: string, lines: number): void {
    const line = this.line;
    if (text !== '') {
      if (this.columns === null) this.columns = checkColumns(fields);
      else if (this.hasBadBytes(lines))
        this.reject(
          rows,
          'bad_encoding',
          'bytes that are not UTF-8; if the whole file is, set `encoding`',
          text,
          fields,
        );
      else if (fields.length !== this.columns.length)
        this.reject(rows, 'ragged_row', this.describeCount(fields.length), text, fields);
      else rows.push({ kind: 'row', row: { line, cells: this.cellsOf(fields) } });
    }
    this.line = line + lines;
  }

  private hasBadBytes(lines: number): boolean {
    if (this.badLines.size === 0) return false;
    let isBad = false;
    for (let line = this.line; line < this.line + lines; line++) if (this.badLines.delete(line)) isBad = true;
    return isBad;
  }

  private describeCount(count: number): string {
    return `${count} field${count === 1 ? '' : 's'}, but there are ${this.columns?.length} columns`;
  }

  private cellsOf(fields: readonly string[]): Record<string, unknown> {
    const cells: Record<string, unknown> = {};
    const columns = this.columns ?? [];
    for (let index = 0; index < columns.length && index < fields.length; index++) {
      const field = fields[index] ?? '';
      cells[columns[index] ?? ''] = this.options.empty.has(field) ? null : field;
    }
    return cells;
  }

  private reject(rows: ReadRow[], code: RejectCode, message: string, text: string, fields: string[]): void {
    const rejected = { line: this.line, column: null, code, message, text };
    rows.push({ kind: 'bad', rejected, cells: this.cellsOf(fields) });
  }
}

/** One record from `at` on; `end` is the position of its line break or of the end of the buffer. */
function scanRecord(buffer: string, at: number, delimiter: string): Scan {
  const fields: string[] = [];
  let start = at;
  for (;;) {
    let end: number;
    if (buffer[start] === '"') {
      let close = start;
      do {
        // a doubled quote is one quote and goes on
        close = buffer.indexOf('"', close + 1);
        if (close === -1) return { outcome: 'more', end: buffer.length, fields };
      } while (buffer[close + 1] === '"' && ++close > 0);
      end = close + 1;
      fields.push(buffer.slice(start + 1, close).replaceAll('""', '"'));
      if (buffer[end] === '\r' && (buffer[end + 1] === '\n' || end + 1 === buffer.length)) end++;
      if (end >= buffer.length || buffer[end] === '\n') return { outcome: 'record', end, fields };
      if (buffer[end] !== delimiter) return { outcome: 'bad', end, fields };
    } else {
      const lineBreak = buffer.indexOf('\n', start);
      const lineEnd = lineBreak === -1 ? buffer.length : lineBreak;
      end = buffer.indexOf(delimiter, start);
      if (end === -1 || end > lineEnd) {
        fields.push(buffer.slice(start, withoutReturn(buffer, start, lineEnd)));
        return { outcome: 'record', end: lineEnd, fields };
      }
      fields.push(buffer.slice(start, end));
    }
    start = end + 1;
  }
}

function withoutReturn(buffer: string, start: number, end: number): number {
  return end > start && buffer[end - 1] === '\r' ? end - 1 : end;
}

function countLines(buffer: string, from: number, to: number): number {
  let count = 0;
  for (let at = buffer.indexOf('\n', from); at !== -1 && at < to; at = buffer.indexOf('\n', at + 1)) count++;
  return count;
}

function checkColumns(names: readonly string[]): string[] {
  const columns = names.map((name, index) => name.trim() || `column${index + 1}`);
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined)
    throw new FileFailure(`two columns are called "${twice}": name them with \`columns\` in the mapping`);
  return columns;
}
