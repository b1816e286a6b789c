/** An answer of the API for a reader: names and values, lists of records as columns. */
export function writeAnswer(answer: unknown, indent = ''): string {
  if (!isRecord(answer)) return `${indent}${showCell(answer)}\n`;
  let text = '';
  for (const [name, value] of Object.entries(answer)) {
    if (Array.isArray(value) && value.every(isRecord)) {
      text += `${indent}${name}${value.length === 0 ? ': none' : ''}\n${writeTable(value, `${indent}  `)}`;
    } else if (isRecord(value)) {
      text += `${indent}${name}\n${writeAnswer(value, `${indent}  `)}`;
    } else {
      text += `${indent}${name}: ${showCell(value)}\n`;
    }
  }
  return text;
}

function writeTable(rows: Record<string, unknown>[], indent: string): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => showCell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${indent}${line
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function showCell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
