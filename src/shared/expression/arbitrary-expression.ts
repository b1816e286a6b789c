import fc from 'fast-check';
import type { ExpressionSubject } from './evaluate.ts';
import {
  COLUMN_NAMES,
  COMPARE_OPERATORS,
  type Expression,
  type Operand,
  type Path,
  type Scalar,
} from './expression.ts';

/** Random expressions and events for tests of everything that claims to agree with `evaluate`. */

// few keys and few values, so that random conditions meet random events often
const KEYS = ['total', 'survey', 'a b', 'é', "it's", 'in', 'x-y', 'nested'];
const TEXTS = [
  '',
  'a',
  'ab',
  'A',
  '10',
  '9',
  '-1.50',
  '1e3',
  "o'k",
  'a"b\\',
  'é',
  '😀',
  '\uffee',
  'true',
  'store',
  'web',
  ' 10',
  '010',
  '2026-03-04',
  '2026-03-04T10:00:00Z',
  '2026-03-05',
];
const NUMBERS = [0, 1, -1, 9, 10, 10.5, -1.5, 1e3, 0.1, 12.3456, 9007199254740991, -3e-7];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 })
    .map((value) => (value === 0 ? 0 : value)),
);
const scalar: fc.Arbitrary<Scalar> = fc.oneof(text, number, fc.boolean());

/** `roots`: the bags that paths may start at. */
export function arbitraryPath(roots: readonly string[] = ['properties', 'context']): fc.Arbitrary<Path> {
  const free = fc.record({
    root: fc.constantFrom(...roots),
    keys: fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 2 }),
  });
  return fc.oneof(
    free.map(({ root, keys }): Path => ({ kind: 'path', segments: [root, ...keys] })),
    fc.constantFrom(...COLUMN_NAMES).map((column): Path => ({ kind: 'path', segments: [column] })),
  );
}

export function arbitraryExpression(roots?: readonly string[]): fc.Arbitrary<Expression> {
  const path = arbitraryPath(roots);
  const literal = fc.oneof({ weight: 9, arbitrary: scalar }, fc.constant(null));
  const compare = fc
    .record({
      operator: fc.constantFrom(...COMPARE_OPERATORS),
      path,
      other: fc.oneof(
        literal,
        path,
        path.map((inner): Operand => ({ kind: 'day', path: inner })),
      ),
      isFlipped: fc.boolean(),
    })
    .map(({ operator, path: left, other, isFlipped }): Expression => {
      const right: Operand =
        typeof other === 'object' && other !== null ? other : { kind: 'literal', value: other };
      const isNull = right.kind === 'literal' && right.value === null;
      const allowed = isNull && operator !== '!=' ? '=' : operator;
      return isFlipped
        ? { kind: 'compare', operator: allowed, left: right, right: left }
        : { kind: 'compare', operator: allowed, left, right };
    });
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 5, arbitrary: compare },
      fc.record({
        kind: fc.constant('in' as const),
        item: path,
        values: fc.array(scalar, { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant('exists' as const), item: path }),
      fc.record({ kind: fc.constant('contains' as const), item: path, value: scalar }),
      fc.record({ kind: fc.constant('not' as const), item: tie('tree') }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        items: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  }));
  return tree;
}

/** Events with the columns and bags that the expressions ask about. */
export function arbitrarySubject(): fc.Arbitrary<ExpressionSubject> {
  const value = fc.oneof(
    { weight: 5, arbitrary: scalar },
    fc.constant(null),
    fc.array(fc.oneof(scalar, fc.constant(null), fc.constant([1])), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), scalar, { maxKeys: 2, noNullPrototype: true }),
  );
  const bag = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 6, noNullPrototype: true });
  const column = fc.constantFrom('', '', 'a', 'ab', '10', 'store', 'web', '😀', '\uffee');
  return fc.record({
    event: column,
    channel: column,
    amount: fc.option(fc.integer({ min: -200_000, max: 200_000 }).map((units) => units / 10_000)),
    currency: column,
    order_id: column,
    device: column,
    location: column,
    campaign: column,
    category: column,
    session: column,
    source: column,
    source_kind: column,
    type: column,
    properties: bag,
    context: bag,
  });
}
