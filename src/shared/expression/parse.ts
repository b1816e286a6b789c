import { nearestName } from '../platform/nearest-name.ts';
import {
  COLUMN_NAMES,
  COMPARE_OPERATORS,
  type CompareOperator,
  type Expression,
  ExpressionError,
  isColumn,
  isRoot,
  MAX_EXPRESSION_DEPTH,
  MAX_PATH_SEGMENTS,
  type Operand,
  type Path,
  ROOTS,
  type Scalar,
} from './expression.ts';
import { type Token, tokenize } from './tokens.ts';

const KEYWORDS = ['and', 'or', 'not', 'in', 'exists', 'contains', 'true', 'false', 'null'] as const;
type Keyword = (typeof KEYWORDS)[number];

/**
 * The tree of an expression. Throws ExpressionError, and nothing else, for every text that is none.
 *
 * parseExpression("channel = 'store' and properties.total > 0")
 */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text));
  return parser.parse();
}

class Parser {
  private index = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Expression {
    if (this.peek().kind === 'end') throw new ExpressionError('the expression is empty', 0);
    const tree = this.either();
    const rest = this.peek();
    if (rest.kind !== 'end') {
      if (rest.kind === 'symbol' && rest.text === ')') {
        throw new ExpressionError('this ) closes nothing: a ( is missing before it', rest.at);
      }
      throw new ExpressionError(`expected "and", "or" or the end, found ${describe(rest)}`, rest.at);
    }
    return tree;
  }

  private either(): Expression {
    return this.chain('or', () => this.chain('and', () => this.negation()));
  }

  private chain(kind: 'and' | 'or', next: () => Expression): Expression {
    const first = next();
    const items = [first];
    while (this.takeKeyword(kind)) items.push(next());
    return items.length === 1 ? first : { kind, items };
  }

  private negation(): Expression {
    const token = this.peek();
    if (this.takeKeyword('not')) return this.nested(token.at, () => ({ kind: 'not', item: this.negation() }));
    if (this.takeSymbol('(')) {
      return this.nested(token.at, () => {
        const inner = this.either();
        const closing = this.peek();
        if (!this.takeSymbol(')')) {
          throw new ExpressionError(
            `expected ) to close the ( before, found ${describe(closing)}`,
            closing.at,
          );
        }
        return inner;
      });
    }
    return this.condition();
  }

  private nested(at: number, read: () => Expression): Expression {
    this.depth++;
    if (this.depth > MAX_EXPRESSION_DEPTH) {
      throw new ExpressionError(`nested more than ${MAX_EXPRESSION_DEPTH} deep`, at);
    }
    const tree = read();
    this.depth--;
    return tree;
  }

  private condition(): Expression {
    if (this.takeKeyword('exists')) return { kind: 'exists', item: this.path() };
    const start = this.peek();
    const left = this.operand();
    const next = this.peek();
    if (next.kind === 'symbol' && isCompareOperator(next.text)) {
      this.index++;
      return this.comparison(left, next.text, start.at);
    }
    if (this.takeKeyword('exists')) return { kind: 'exists', item: onlyPath(left, start.at, 'exists') };
    if (this.takeKeyword('contains')) {
      return { kind: 'contains', item: onlyPath(left, start.at, 'contains'), value: this.scalar() };
    }
    if (this.takeKeyword('in'))
      return { kind: 'in', item: onlyPath(left, start.at, 'in'), values: this.list() };
    if (this.takeKeyword('not')) {
      if (!this.takeKeyword('in'))
        throw new ExpressionError('expected "in" after "not"', this.peek().at, 'not in');
      const item: Expression = { kind: 'in', item: onlyPath(left, start.at, 'in'), values: this.list() };
      return { kind: 'not', item };
    }
    const suggestion =
      left.kind === 'path' && next.kind === 'end' ? `${left.segments.join('.')} = true` : undefined;
    throw new ExpressionError(
      `expected = != < <= > >= in, contains or exists, found ${describe(next)}`,
      next.at,
      suggestion,
    );
  }

  private comparison(left: Operand, operator: CompareOperator, at: number): Expression {
    const rightAt = this.peek().at;
    const right = this.operand();
    if (left.kind === 'literal' && right.kind === 'literal') {
      throw new ExpressionError('a comparison needs a property on one side', at);
    }
    const hasNull = [left, right].some((side) => side.kind === 'literal' && side.value === null);
    if (hasNull && operator !== '=' && operator !== '!=') {
      throw new ExpressionError(`null can be compared with = and != only, not with ${operator}`, rightAt);
    }
    return { kind: 'compare', operator, left, right };
  }

  private operand(): Operand {
    const token = this.peek();
    if (token.kind === 'string' || token.kind === 'number') {
      this.index++;
      return { kind: 'literal', value: token.value };
    }
    if (this.takeKeyword('true')) return { kind: 'literal', value: true };
    if (this.takeKeyword('false')) return { kind: 'literal', value: false };
    if (this.takeKeyword('null')) return { kind: 'literal', value: null };
    if (token.kind === 'word' && token.text.toLowerCase() === 'day' && this.isBefore('(')) return this.day();
    return this.path();
  }

  private day(): Operand {
    this.index += 2;
    const path = this.path();
    const closing = this.peek();
    if (!this.takeSymbol(')')) {
      throw new ExpressionError(`expected ) after the property, found ${describe(closing)}`, closing.at);
    }
    return { kind: 'day', path };
  }

  private isBefore(symbol: string): boolean {
    const next = this.tokens[this.index + 1];
    return next?.kind === 'symbol' && next.text === symbol;
  }

  private scalar(): Scalar {
    const token = this.peek();
    const keyword = keywordOf(token);
    const isLiteral =
      token.kind === 'string' || token.kind === 'number' || keyword === 'true' || keyword === 'false';
    if (isLiteral) {
      const operand = this.operand();
      if (operand.kind === 'literal' && operand.value !== null) return operand.value;
    }
    throw new ExpressionError(
      `expected a text, a number, true or false, found ${describe(token)}`,
      token.at,
      token.kind === 'word' ? `'${token.text}'` : undefined,
    );
  }

  private list(): Scalar[] {
    const opening = this.peek();
    if (!this.takeSymbol('(')) {
      throw new ExpressionError(`expected ( and a list of values, found ${describe(opening)}`, opening.at);
    }
    const values = [this.scalar()];
    while (this.takeSymbol(',')) values.push(this.scalar());
    const closing = this.peek();
    if (!this.takeSymbol(')')) {
      throw new ExpressionError(`expected , or ) in the list, found ${describe(closing)}`, closing.at);
    }
    return values;
  }

  private path(): Path {
    const first = this.peek();
    if (first.kind !== 'word' || keywordOf(first) !== undefined) {
      throw new ExpressionError(
        `expected a property such as channel or properties.total, found ${describe(first)}`,
        first.at,
      );
    }
    this.index++;
    const segments = [first.text];
    while (this.takeSymbol('.')) {
      const segment = this.peek();
      if (segment.kind === 'word') segments.push(segment.text);
      else if (segment.kind === 'string') segments.push(segment.value);
      else throw new ExpressionError(`expected a name after the dot, found ${describe(segment)}`, segment.at);
      this.index++;
    }
    checkPath(segments, first.at);
    return { kind: 'path', segments };
  }

  private peek(): Token {
    return this.tokens[this.index] ?? { kind: 'end', at: 0 };
  }

  private takeKeyword(keyword: Keyword): boolean {
    const isIt = keywordOf(this.peek()) === keyword;
    if (isIt) this.index++;
    return isIt;
  }

  private takeSymbol(text: string): boolean {
    const token = this.peek();
    const isIt = token.kind === 'symbol' && token.text === text;
    if (isIt) this.index++;
    return isIt;
  }
}

function checkPath(segments: string[], at: number): void {
  const [root = '', ...rest] = segments;
  const written = segments.join('.');
  if (segments.length > MAX_PATH_SEGMENTS) {
    throw new ExpressionError(`${written} has more than ${MAX_PATH_SEGMENTS} parts`, at);
  }
  if (isRoot(root)) {
    if (rest.length > 0) return;
    throw new ExpressionError(`${root} holds many properties: name one`, at, `${root}.name`);
  }
  if (isColumn(root)) {
    if (rest.length === 0) return;
    throw new ExpressionError(`${root} is a plain value and has no parts`, at, root);
  }
  const near = nearestName(root, [...COLUMN_NAMES, ...ROOTS]);
  throw new ExpressionError(
    `there is no property ${written}`,
    at,
    near === undefined ? `properties.${written}` : [near, ...rest].join('.'),
  );
}

function onlyPath(operand: Operand, at: number, keyword: string): Path {
  if (operand.kind === 'path') return operand;
  throw new ExpressionError(`before ${keyword} stands a property, not a value`, at);
}

function isCompareOperator(text: string): text is CompareOperator {
  return (COMPARE_OPERATORS as readonly string[]).includes(text);
}

function keywordOf(token: Token): Keyword | undefined {
  if (token.kind !== 'word') return undefined;
  const lower = token.text.toLowerCase();
  return KEYWORDS.find((keyword) => keyword === lower);
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end';
    case 'string':
      return `the text ${JSON.stringify(token.value)}`;
    case 'number':
      return `the number ${token.value}`;
    case 'word':
    case 'symbol':
      return JSON.stringify(token.text);
  }
}
