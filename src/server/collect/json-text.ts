import { RequestRefused } from './request-refused.ts';

/** Above this, finding a position by trying would hold up the server. */
const LONGEST_SEARCHED = 500_000;

/** JSON with an error that says where it breaks. */
export function parseJson(text: string): unknown {
  if (text.trim() === '')
    throw new RequestRefused(400, 'empty_body', 'The body is empty. Send a JSON object.');
  let problem: string;
  try {
    return JSON.parse(text);
  } catch (error) {
    problem = messageOf(error);
  }
  const position = text.length > LONGEST_SEARCHED ? null : findBreak(text, problem);
  throw new RequestRefused(
    400,
    'malformed_json',
    `The body is not valid JSON ${describePlace(text, position)}.`,
  );
}

function describePlace(text: string, position: number | null): string {
  if (position === null) return '(too long to say where)';
  if (position >= text.length) return `: it ends too early, at character ${text.length}`;
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  return `at character ${position} (line ${line}, column ${column}): unexpected ${JSON.stringify(text[position])}`;
}

/** null = valid; else the engine's message. */
function tryJson(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The engine names the position in some messages only. Where it does not, a prefix of the text is either the beginning
 * of valid JSON (it "ends too early") or already broken, so the break is found by halving.
 */
function findBreak(text: string, problem: string): number {
  const named = namedPosition(problem);
  if (named !== null) return named;
  if (!isBroken(text)) return text.length;
  let valid = 0;
  let broken = text.length;
  while (broken - valid > 1) {
    const middle = (valid + broken) >> 1;
    if (isBroken(text.slice(0, middle))) broken = middle;
    else valid = middle;
  }
  return broken - 1;
}

function isBroken(prefix: string): boolean {
  const problem = tryJson(prefix);
  if (problem === null || problem.includes('end of JSON')) return false;
  const named = namedPosition(problem);
  return named === null || named < prefix.length;
}

function namedPosition(problem: string): number | null {
  const match = /at position (\d+)/.exec(problem);
  return match ? Number(match[1]) : null;
}
