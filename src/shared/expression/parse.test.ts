import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryExpression } from './arbitrary-expression.ts';
import { ExpressionError, fields, MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_LENGTH } from './expression.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';

function failureOf(text: string): ExpressionError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${text} parsed`);
}

describe('what is read', () => {
  test.each([
    ['channel="store"', "channel = 'store'"],
    ['properties.total > 0', 'properties.total > 0'],
    ['a = 1'.replace('a', 'amount'), 'amount = 1'],
    ['traits.has_children = TRUE', 'traits.has_children = true'],
    ["event = 'a' or event = 'b' and amount > 1", "event = 'a' or event = 'b' and amount > 1"],
    ["(event = 'a' or event = 'b') and amount > 1", "(event = 'a' or event = 'b') and amount > 1"],
    ['not (amount > 1 and exists device)', 'not (amount > 1 and exists device)'],
    ['device exists', 'exists device'],
    ["channel NOT IN ('web','app')", "channel not in ('web', 'app')"],
    ["context.page.url contains '/sizes'", "context.page.url contains '/sizes'"],
    [
      'properties.delivered_at <= properties.promised_at',
      'properties.delivered_at <= properties.promised_at',
    ],
    ["properties.'a b'.in = -1.5e3", "properties.'a b'.in = -1500"],
    ["properties.text = 'it\\'s\\n'", "properties.text = 'it\\'s\\n'"],
    ['properties.x = null', 'properties.x = null'],
    ['DAY( properties.a )<=day(context.b)', 'day(properties.a) <= day(context.b)'],
  ])('%s', (text, canonical) => {
    expect(printExpression(parseExpression(text))).toBe(canonical);
  });

  test('and binds stronger than or, not stronger than and', () => {
    const exists = (name: string) => ({ kind: 'exists', item: { kind: 'path', segments: [name] } });
    expect(parseExpression('exists event or not exists device and exists amount')).toEqual({
      kind: 'or',
      items: [
        exists('event'),
        { kind: 'and', items: [{ kind: 'not', item: exists('device') }, exists('amount')] },
      ],
    });
  });

  test('fields names every path once', () => {
    const tree = parseExpression(
      "amount > 1 and (properties.a.b = 1 or amount < 9) and not channel in ('web')",
    );
    expect(fields(tree)).toEqual(['amount', 'properties.a.b', 'channel']);
  });
});

describe('what is refused, where and why', () => {
  test.each([
    ['', 0, 'empty', undefined],
    ["chanel = 'web'", 0, 'no property chanel', 'channel'],
    ['total > 0', 0, 'no property total', 'properties.total'],
    ['amount == 1', 7, '== is written =', '='],
    ["amount > 0 && channel = 'web'", 11, '&& is written and', 'and'],
    ['properties > 1', 0, 'name one', 'properties.name'],
    ['channel.name = 1', 0, 'plain value', 'channel'],
    ["channel = 'web", 10, 'never ends', undefined],
    ["channel = 'w\\eb'", 12, 'is no escape', undefined],
    ['(amount > 1', 11, 'expected ) to close', undefined],
    ['amount > 1)', 10, 'closes nothing', undefined],
    ['amount > 1 amount', 11, 'expected "and", "or"', undefined],
    ['channel in (web)', 12, 'expected a text', "'web'"],
    ['channel in ()', 12, 'expected a text', undefined],
    ['channel in (1 2)', 14, 'expected , or )', undefined],
    ["1 = 'a'", 0, 'needs a property', undefined],
    ['amount > null', 9, 'null can be compared', undefined],
    ['traits.vip', 10, 'expected =', 'traits.vip = true'],
    ['amount > 1e999', 9, 'too large', undefined],
    ['amount # 1', 7, '"#" has no meaning', undefined],
    ['properties. = 1', 12, 'after the dot', undefined],
    ["day(properties.a = 'x'", 17, 'expected ) after', undefined],
    ['exists day(properties.a)', 7, 'no property day', 'properties.day'],
  ])('%s', (text, position, message, suggestion) => {
    const error = failureOf(text);
    expect(error.message).toContain(message);
    expect(error.position).toBe(position);
    expect(error.suggestion).toBe(suggestion);
  });

  test('too long and too deep', () => {
    expect(failureOf(`channel = '${'x'.repeat(MAX_EXPRESSION_LENGTH)}'`).message).toContain('characters');
    const nest = (depth: number) => `${'('.repeat(depth)}amount > 1${')'.repeat(depth)}`;
    expect(failureOf(nest(MAX_EXPRESSION_DEPTH + 1)).message).toContain('deep');
    expect(parseExpression(nest(MAX_EXPRESSION_DEPTH)).kind).toBe('compare');
    expect(failureOf(`${'not '.repeat(400)}exists event`).message).toContain('deep');
  });
});

test('print and parse are inverse', () => {
  fc.assert(
    fc.property(arbitraryExpression(['properties', 'context', 'traits']), (tree) => {
      const text = printExpression(tree);
      if (text.length > MAX_EXPRESSION_LENGTH) return;
      expect(parseExpression(text)).toEqual(tree);
    }),
    { numRuns: 2000 },
  );
});

test('any text parses or fails with an ExpressionError', () => {
  const pieces = [
    'and',
    'or',
    'not',
    'in',
    'exists',
    '(',
    ')',
    ',',
    '.',
    '=',
    '!=',
    "'a'",
    '1',
    'properties',
    'channel',
    ' ',
    '"',
    '\\',
    '\u0000',
    '😀',
  ];
  const garbage = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')),
  );
  let refused = 0;
  fc.assert(
    fc.property(garbage, (text) => {
      try {
        parseExpression(text);
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(ExpressionError);
        if (error instanceof ExpressionError) expect(error.position).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 3000 },
  );
  expect(refused).toBeGreaterThan(2000);
});
