import {
  addDecimals,
  type ExactDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  ZERO,
} from './exact-decimal.ts';

/**
 * A sum of products of columns and plain numbers: `Quantity * UnitPrice`, `-retail_disc - coupon_disc`, `"Unit Price" *
 * 0.01`. A column that is no plain word stands in double quotes; no parentheses, no division (it is not exact).
 */
export interface Formula {
  terms: { isNegative: boolean; factors: Factor[] }[];
  /** every column used, once */
  columns: string[];
}

type Factor = { column: string } | { constant: ExactDecimal };

/** A formula that is none: says what was expected where. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';
}

const TOKEN =
  /\s*(?:(?<sign>[-+*])|(?<number>\d+(?:\.\d+)?)|"(?<quoted>[^"]+)"|(?<word>[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*))/uy;

/** The formula of a text; throws FormulaError. */
export function parseFormula(text: string): Formula {
  const terms: Formula['terms'] = [];
  const columns = new Set<string>();
  let expectsFactor = true;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined)
      throw new FormulaError(`"${text.slice(at).trim()}" in "${text}" has no meaning here`);
    at = TOKEN.lastIndex;
    if (groups.sign !== undefined) {
      const isLeading = terms.length === 0;
      if (expectsFactor && !(isLeading && groups.sign !== '*'))
        throw new FormulaError(`a column or number is missing before "${groups.sign}" in "${text}"`);
      if (groups.sign !== '*') terms.push({ isNegative: groups.sign === '-', factors: [] });
      expectsFactor = true;
      continue;
    }
    if (!expectsFactor) throw new FormulaError(`+, - or * is missing in "${text}"`);
    if (terms.length === 0) terms.push({ isNegative: false, factors: [] });
    terms.at(-1)?.factors.push(readFactor(groups, columns));
    expectsFactor = false;
  }
  if (expectsFactor) throw new FormulaError(`"${text}" ends where a column or number is expected`);
  return { terms, columns: [...columns] };
}

function readFactor(groups: Record<string, string | undefined>, columns: Set<string>): Factor {
  if (groups.number !== undefined) return { constant: parseDecimal(groups.number) ?? ZERO };
  const column = groups.quoted ?? groups.word ?? '';
  columns.add(column);
  return { column };
}

/** The formula's value; `numberOf` gives the number in a column (it throws its own error where there is none). */
export function evaluateFormula(formula: Formula, numberOf: (column: string) => ExactDecimal): ExactDecimal {
  let sum = ZERO;
  for (const term of formula.terms) {
    let product: ExactDecimal | null = null;
    for (const factor of term.factors) {
      const value = 'constant' in factor ? factor.constant : numberOf(factor.column);
      product = product === null ? value : multiplyDecimals(product, value);
    }
    const value = product ?? ZERO;
    sum = addDecimals(sum, term.isNegative ? negateDecimal(value) : value);
  }
  return sum;
}
