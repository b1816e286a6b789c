import type { ReadRow, RowBlock } from './source-row.ts';
import type { TextBlock } from './text-blocks.ts';

/** Rows of JSONL: one JSON object a line; blank lines are passed over. */
export async function* readJsonRows(blocks: AsyncIterable<TextBlock>): AsyncGenerator<RowBlock> {
  let line = 1;
  for await (const block of blocks) {
    const rows: ReadRow[] = [];
    const bad = new Set(block.badLines);
    const lines = block.text.split('\n');
    // after the last line break comes nothing
    if (lines.at(-1) === '') lines.pop();
    for (const [index, raw] of lines.entries()) {
      const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (text.trim() !== '') rows.push(readObject(text, line + index, bad.has(index)));
    }
    line += lines.length;
    yield { rows, bytesRead: block.bytesRead };
  }
}

function readObject(text: string, line: number, hasBadBytes: boolean): ReadRow {
  const bad = (code: 'bad_encoding' | 'bad_json', message: string): ReadRow => ({
    kind: 'bad',
    rejected: { line, column: null, code, message, text },
    cells: {},
  });
  if (hasBadBytes)
    return bad('bad_encoding', 'bytes that are not UTF-8; if the whole file is, set `encoding`');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad('bad_json', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return bad('bad_json', 'a JSON value, but not an object in braces');
  return { kind: 'row', row: { line, cells: value as Record<string, unknown> } }; // an object that is no list
}
