import type { MapProblem } from './contract.ts';

/** Longest map file, in characters. */
export const MAX_MAP_CHARACTERS = 1_000_000;
/** What to do with a longer one. */
export const TOO_LARGE_A_FILE =
  'a map file has at most 1,000,000 characters; make several maps of it, one inside a step of the other (map: ID)';

const UTF_8 = 'save it as plain text in UTF-8';

/**
 * Why the bytes of a file gave no text, or one without lines; null = they did.
 *
 * explainEncoding('a\rb') // -> { message: 'All of the file is one line: ...', suggestion: '...' }
 */
export function explainEncoding(text: string) {
  if (text.startsWith('\uFFFD') || (text.slice(0, 200).match(/\0/g)?.length ?? 0) > 2)
    return {
      message: 'This is no text in UTF-8, but UTF-16 or a file of another program.',
      suggestion: UTF_8,
    };
  if (text.includes('\r') && !text.includes('\n'))
    return {
      message: 'All of the file is one line: it has line ends of old Macintoshes (CR).',
      suggestion: 'save it with the line ends LF or CRLF',
    };
  return null;
}

/** The first place where the bytes of a file were no UTF-8, as a warning: what stood there is lost. */
export function findLostCharacter(text: string): MapProblem[] {
  const at = text.indexOf('\uFFFD');
  if (at < 0) return [];
  const before = text.slice(0, at).split('\n');
  const message = 'A character was lost here (U+FFFD): the file was not in UTF-8.';
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
  return [{ severity: 'warning', code: 'lost_character', message, suggestion: UTF_8, line, column }];
}
