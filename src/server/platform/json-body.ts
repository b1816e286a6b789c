import { apiError } from './api-errors.ts';

/** Deeper ones would end schemas, which call themselves, with a full stack. */
const MAX_BODY_DEPTH = 200;
/** A lead or trail surrogate that has no partner. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/** A body that every store can hold. Says where it is broken; the library would only say that it is. */
export async function readJson<T>(read: () => Promise<T>): Promise<T> {
  let body: T;
  try {
    body = await read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw apiError('BAD_REQUEST', `The body is not valid JSON: ${error.message}.`);
  }
  if (isDeeperThan(body, MAX_BODY_DEPTH))
    throw apiError('BAD_REQUEST', `The body is nested more than ${MAX_BODY_DEPTH} deep. Send it flatter.`);
  const half = findHalfCharacter(body, []);
  if (half !== null) throw apiError('BAD_REQUEST', half);
  return body;
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((one) => isDeeperThan(one, depth - 1));
}

/**
 * What is wrong with the first text that was cut inside of a character, or null. Stores would keep another text without a
 * word (U+FFFD), which is then not what was sent.
 */
function findHalfCharacter(value: unknown, path: readonly string[]): string | null {
  if (typeof value === 'string') return sayHalf(value, path.join('.') || 'The body');
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, one] of Object.entries(value)) {
    const found = sayHalf(key, `The key ${JSON.stringify(key)}`) ?? findHalfCharacter(one, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

function sayHalf(text: string, what: string): string | null {
  const at = HALF_CHARACTER.exec(text)?.index;
  if (at === undefined) return null;
  const lines = text.slice(0, at).split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  const place = text.includes('\n') ? `in line ${lines.length}, column ${column}` : `at character ${column}`;
  const written = `\\u${text.charCodeAt(at).toString(16)}`;
  return `${what} holds half of a character (${written}) ${place}: the text was cut inside of an emoji or the like, which are two units long. Send the whole character, or leave the half out.`;
}
