import type { Expression, Operand, Path, Scalar } from './expression.ts';
import { WORD } from './tokens.ts';

/**
 * The text of a tree, in one canonical form; `parseExpression(printExpression(tree))` is the tree again.
 *
 * printExpression(parseExpression('channel="store"')) // -> "channel = 'store'"
 */
export function printExpression(tree: Expression): string {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.items.map((item) => printItem(item, tree.kind)).join(` ${tree.kind} `);
    case 'not':
      if (tree.item.kind === 'in')
        return `${printPath(tree.item.item)} not in ${printList(tree.item.values)}`;
      return `not ${printItem(tree.item, 'not')}`;
    case 'compare':
      return `${printOperand(tree.left)} ${tree.operator} ${printOperand(tree.right)}`;
    case 'in':
      return `${printPath(tree.item)} in ${printList(tree.values)}`;
    case 'exists':
      return `exists ${printPath(tree.item)}`;
    case 'contains':
      return `${printPath(tree.item)} contains ${printScalar(tree.value)}`;
  }
}

/** Parentheses where the inner chain binds no stronger than the outer one. */
function printItem(item: Expression, outer: 'and' | 'or' | 'not'): string {
  const text = printExpression(item);
  const needsParentheses = item.kind === 'or' || (item.kind === 'and' && outer !== 'or');
  return needsParentheses ? `(${text})` : text;
}

function printOperand(operand: Operand): string {
  if (operand.kind === 'path') return printPath(operand);
  if (operand.kind === 'day') return `day(${printPath(operand.path)})`;
  return operand.value === null ? 'null' : printScalar(operand.value);
}

function printPath(path: Path): string {
  return path.segments
    .map((segment, index) => (index === 0 || isWord(segment) ? segment : quote(segment)))
    .join('.');
}

function isWord(text: string): boolean {
  WORD.lastIndex = 0;
  return WORD.exec(text)?.[0] === text;
}

function printList(values: Scalar[]): string {
  return `(${values.map(printScalar).join(', ')})`;
}

function printScalar(value: Scalar): string {
  return typeof value === 'string' ? quote(value) : String(value);
}

function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `'${escaped}'`;
}
