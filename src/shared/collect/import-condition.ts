import { evaluate } from '../expression/evaluate.ts';
import { type Expression, ExpressionError } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { tokenize } from '../expression/tokens.ts';

/**
 * A condition on the columns of a row, in the grammar of `where` (shared/expression) with the columns standing bare:
 * `Quantity < 0 and not exists CustomerID`. A column that is no plain word is written `row."Unit Price"`. An empty
 * cell is missing; a cell such as `-3.5` beside a number compares as a number.
 */
export type ColumnCondition = (row: Record<string, unknown>) => boolean;

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'exists', 'contains', 'true', 'false', 'null']);

/** The condition of a text; throws ExpressionError with the place in the text as it was written. */
export function parseCondition(text: string): ColumnCondition {
  const tree = parseColumnExpression(text);
  return (row) => evaluate(tree, { properties: row });
}

/** The tree, with every column as a path under `properties`. */
export function parseColumnExpression(text: string): Expression {
  let written = '';
  let end = 0;
  let isAfterDot = false;
  const inserted: { at: number; length: number }[] = [];
  for (const token of tokenize(text)) {
    if (token.kind === 'word' && !isAfterDot && !KEYWORDS.has(token.text.toLowerCase())) {
      written += text.slice(end, token.at);
      const [before, kept] = token.text === 'row' ? ['properties', ''] : ['properties.', token.text];
      inserted.push({ at: written.length, length: before.length + kept.length - token.text.length });
      written += before + kept;
      end = token.at + token.text.length;
    }
    isAfterDot = token.kind === 'symbol' && token.text === '.';
  }
  written += text.slice(end);
  try {
    return parseExpression(written);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const shift = inserted
      .filter((part) => part.at < error.position)
      .reduce((sum, part) => sum + part.length, 0);
    throw new ExpressionError(
      error.message.replaceAll('properties.', ''),
      error.position - shift,
      error.suggestion?.replaceAll('properties.', ''),
    );
  }
}
