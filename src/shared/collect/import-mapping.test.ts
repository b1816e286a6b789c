import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  decimalToNumber,
  multiplyDecimals,
  parseDecimal,
  printDecimal,
  roundDecimal,
  ZERO,
} from './exact-decimal.ts';
import { parseCondition } from './import-condition.ts';
import { evaluateFormula, parseFormula } from './import-formula.ts';
import { MappingError, parseMapping } from './import-mapping.ts';

const MINIMAL = `
import: "1.0"
source: shop
events:
  - event: Order Completed
    messageId: "{id}"
    time: { column: at }
`;

function faultsOf(yaml: string): string {
  try {
    parseMapping(yaml);
  } catch (error) {
    if (error instanceof MappingError) return error.message;
    throw error;
  }
  throw new Error('the mapping was taken');
}

describe('a mapping file', () => {
  it('has defaults for everything that needs no thought', () => {
    const mapping = parseMapping(MINIMAL);
    expect(mapping).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      timeZone: 'UTC',
      skip: [],
      lookups: {},
    });
    expect(mapping.events[0]).toMatchObject({ type: 'track', time: { format: 'iso', take: 'earliest' } });
  });

  it.each([
    ['a key that does not exist', `${MINIMAL}    chanel: store\n`, /events\.0.*chanel/s],
    ['a channel that does not exist', `${MINIMAL}    channel: shop\n`, /"shop" is no channel.*Channels: web/],
    ['a messageId without a column', MINIMAL.replace('{id}', 'x'), /same for every row/],
    [
      'a track event without a name',
      MINIMAL.replace('event: Order Completed', 'type: track'),
      /needs `event/,
    ],
    ['a condition that is none', `${MINIMAL}    when: "a >"\n`, /events\.0\.when: "a >" at character 4/],
    [
      'a formula that is none',
      `${MINIMAL}    properties: { total: { sum: "a * " } }\n`,
      /properties\.total\.sum.*expected/,
    ],
    [
      'a type that does not exist',
      `${MINIMAL}    properties: { n: { column: a, type: int } }\n`,
      /properties\.n\.type/,
    ],
    ['an unknown version', MINIMAL.replace('1.0', '2.0'), /import:/],
    ['no YAML', 'a: [', /not YAML/],
  ])('names the place of %s', (_, yaml, message) => {
    expect(faultsOf(yaml)).toMatch(message);
  });
});

describe('a condition on columns', () => {
  it('takes bare column names, quoted ones and those of lookups', () => {
    const row = { Quantity: '-3', 'Unit Price': '2.50', CustomerID: null, campaign: { type: 'A' } };
    expect(parseCondition('Quantity < 0 and not exists CustomerID')(row)).toBe(true);
    expect(parseCondition('row."Unit Price" >= 2.5')(row)).toBe(true);
    expect(parseCondition("campaign.type in ('A', 'B')")(row)).toBe(true);
    expect(parseCondition("campaign.type contains 'x' or Quantity = 3")(row)).toBe(false);
  });

  it('reports the place in the text as written', () => {
    expect(() => parseCondition('Quantity < 0 and UnitPrice == 1')).toThrow(
      expect.objectContaining({ position: 27 }),
    );
  });
});

describe('exact decimals', () => {
  it.each([
    ['2.55', '.', '2.55'],
    ['-0.50', '.', '-0.5'],
    ['1,234,567.8', '.', '1234567.8'],
    ['1.234,56', ',', '1234.56'],
    ['12,5', ',', '12.5'],
    ['+7', '.', '7'],
    ['4.440892e-16', '.', '0.0000000000000004440892'],
    ['1.5E3', '.', '1500'],
  ] as const)('reads %s with decimal sign %s', (text, sign, expected) => {
    expect(printDecimal(parseDecimal(text, sign) ?? ZERO)).toBe(expected);
  });

  it.each(['', '-', '1.2.3', '1,23', '12,34.5', '£5', '1e99', 'NaN', '0x10'])('refuses "%s"', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  it('adds, multiplies and compares like whole numbers of the smallest unit', () => {
    const cents = fc.integer({ min: -1e9, max: 1e9 });
    const asDecimal = (value: number) => ({ units: BigInt(value), scale: 2 });
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(printDecimal(addDecimals(asDecimal(a), asDecimal(b)))).toBe(printDecimal(asDecimal(a + b)));
        expect(multiplyDecimals(asDecimal(a), asDecimal(b))).toEqual({
          units: BigInt(a) * BigInt(b),
          scale: 4,
        });
        expect(Math.sign(compareDecimals(asDecimal(a), asDecimal(b)))).toBe(Math.sign(a - b));
      }),
    );
  });

  it('rounds half away from zero, and gives up where a double would change digits', () => {
    const round = (text: string) => printDecimal(roundDecimal(parseDecimal(text) ?? ZERO, 2));
    expect(['0.125', '-0.125', '2.994999', '1.1'].map(round)).toEqual(['0.13', '-0.13', '2.99', '1.1']);
    expect(decimalToNumber({ units: 974774793n, scale: 2 })).toBe(9747747.93);
    expect(decimalToNumber({ units: 12345678901234567n, scale: 2 })).toBeNull();
  });
});

describe('a formula', () => {
  const cells: Record<string, string> = { q: '3', 'Unit Price': '0.1', d: '0.05' };
  const compute = (text: string) =>
    printDecimal(evaluateFormula(parseFormula(text), (column) => parseDecimal(cells[column] ?? '') ?? ZERO));

  it('is a sum of products, exact', () => {
    expect(compute('q * "Unit Price"')).toBe('0.3');
    expect(compute('-q * "Unit Price" + d - 0.25')).toBe('-0.5');
  });

  it.each(['', 'a b', 'a +', '* a', 'a / b', '(a)'])('is not "%s"', (text) => {
    expect(() => parseFormula(text)).toThrow();
  });
});
