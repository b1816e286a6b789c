import { type Ink, LINE_HEIGHT, type TextShape } from './scene.ts';

/** Width of a text in pixels at a size, in the font that will draw it. */
export type MeasureText = (text: string, size: number, isStrong: boolean) => number;

/** How a text looks. */
export interface TextStyle {
  size: number;
  isStrong?: boolean;
  color?: Ink;
}

/**
 * Breaks a text into lines that are no wider than `width`: at spaces, and inside a word that is wider than a line. Keeps
 * line breaks. An empty text has one empty line.
 */
export function breakLines(
  text: string,
  width: number,
  { size, isStrong = false }: TextStyle,
  measure: MeasureText,
): string[] {
  const fits = (line: string) => measure(line, size, isStrong) <= width;
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/[ \t]+/)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (fits(longer)) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = '';
      for (const letter of word) {
        if (line !== '' && !fits(line + letter)) {
          lines.push(line);
          line = '';
        }
        line += letter;
      }
    }
    return [...lines, line];
  });
}

/** A text on one line, cut with an ellipsis where it is wider than `width`. */
export function cutLine(text: string, width: number, style: TextStyle, measure: MeasureText): string {
  const { size, isStrong = false } = style;
  if (measure(text, size, isStrong) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && measure(`${letters.join('').trimEnd()}…`, size, isStrong) > width)
    letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Places broken lines; see `TextShape`. */
export function placeText(
  lines: string[],
  at: { x: number; y: number; align?: TextShape['align'] },
  { size, isStrong = false, color = 'ink' }: TextStyle,
  measure: MeasureText,
): TextShape {
  const width = Math.max(0, ...lines.map((line) => measure(line, size, isStrong)));
  return { kind: 'text', align: 'left', ...at, lines, size, isStrong, color, width };
}

/** Height of so many lines in pixels. */
export function heightOf(lines: readonly string[], size: number): number {
  return lines.length * size * LINE_HEIGHT;
}
