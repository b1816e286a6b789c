import { ExpressionError, MAX_EXPRESSION_LENGTH } from './expression.ts';

export type Token =
  | { kind: 'word'; text: string; at: number }
  | { kind: 'string'; value: string; at: number }
  | { kind: 'number'; value: number; at: number }
  | { kind: 'symbol'; text: string; at: number }
  | { kind: 'end'; at: number };

/** A word: letters, digits, _, $ and inner hyphens; also how a path segment looks that needs no quotes. */
export const WORD = /[\p{L}_$][\p{L}\p{N}_$]*(?:-[\p{L}\p{N}_$]+)*/uy;
const NUMBER = /-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOL = /!=|<>|<=|>=|==|&&|\|\||[=<>().,!]/y;
const SPACE = /[\s\u00a0]+/y;
const ESCAPES: Record<string, string> = { '\\': '\\', "'": "'", '"': '"', n: '\n', r: '\r', t: '\t' };
/** What people write out of habit from other languages, and our word for it. */
const HABITS: Record<string, string> = { '==': '=', '<>': '!=', '&&': 'and', '||': 'or', '!': 'not' };

/** The tokens of a text, the last one `end`. Throws ExpressionError only. */
export function tokenize(text: string): Token[] {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionError(
      `the expression has ${text.length} characters, at most ${MAX_EXPRESSION_LENGTH} are allowed`,
      MAX_EXPRESSION_LENGTH,
    );
  }
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const { token, end } = readToken(text, at, tokens.at(-1));
    tokens.push(token);
    at = skipSpace(text, end);
  }
  tokens.push({ kind: 'end', at: text.length });
  return tokens;
}

function readToken(text: string, at: number, previous: Token | undefined): { token: Token; end: number } {
  const first = text.charAt(at);
  if (first === "'" || first === '"') return readString(text, at);
  const word = match(WORD, text, at);
  if (word !== null) return { token: { kind: 'word', text: word, at }, end: at + word.length };
  const isAfterDot = previous?.kind === 'symbol' && previous.text === '.';
  const number = isAfterDot ? null : match(NUMBER, text, at);
  if (number !== null) {
    const value = Number(number);
    if (!Number.isFinite(value)) throw new ExpressionError(`the number ${number} is too large`, at);
    // minus zero and zero are one number to both engines, so they are one in the tree
    return { token: { kind: 'number', value: value === 0 ? 0 : value, at }, end: at + number.length };
  }
  const symbol = match(SYMBOL, text, at);
  if (symbol === null) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    throw new ExpressionError(`${JSON.stringify(character)} has no meaning here`, at);
  }
  const habit = HABITS[symbol];
  if (habit !== undefined) throw new ExpressionError(`${symbol} is written ${habit} here`, at, habit);
  return { token: { kind: 'symbol', text: symbol, at }, end: at + symbol.length };
}

function readString(text: string, at: number): { token: Token; end: number } {
  const quote = text.charAt(at);
  let value = '';
  for (let index = at + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === quote) return { token: { kind: 'string', value, at }, end: index + 1 };
    if (character !== '\\') {
      value += character;
      continue;
    }
    index++;
    const escaped = ESCAPES[text.charAt(index)];
    if (escaped === undefined) {
      const written = JSON.stringify(text.slice(index - 1, index + 1));
      throw new ExpressionError(`${written} is no escape; a backslash is written \\\\`, index - 1);
    }
    value += escaped;
  }
  throw new ExpressionError(`the text that begins here never ends: its closing ${quote} is missing`, at);
}

function skipSpace(text: string, at: number): number {
  return at + (match(SPACE, text, at)?.length ?? 0);
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
