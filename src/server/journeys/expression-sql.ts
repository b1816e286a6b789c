import { numberOf } from '../../shared/expression/evaluate.ts';
import {
  type Column,
  type CompareOperator,
  type Expression,
  ExpressionError,
  isColumn,
  type Operand,
  type Path,
  type Scalar,
} from '../../shared/expression/expression.ts';
import { type ChSql, ch, f64, joinCh } from '../platform/sql.ts';

/**
 * A condition on rows of `events` as SQL (0 or 1, never NULL), equal to `evaluate` on every event. Columns stand bare, so
 * the query around it must not give their names to anything else. `traits` belong to people, not to events: ExpressionError.
 *
 * compileExpression(parseExpression("channel = 'store' and properties.total > 0"))
 * // ((channel != '') AND channel = {p0:String}) AND (number of JSON properties.total > {p1:Float64})
 */
export function compileExpression(tree: Expression): ChSql {
  switch (tree.kind) {
    case 'and':
      return ch`(${joinCh(tree.items.map(compileExpression), ch` AND `)})`;
    case 'or':
      return ch`(${joinCh(tree.items.map(compileExpression), ch` OR `)})`;
    case 'not':
      return ch`(NOT ${compileExpression(tree.item)})`;
    case 'exists':
      return facetsOfPath(tree.item).exists;
    case 'compare':
      return compileComparison(tree.operator, tree.left, tree.right);
    case 'in': {
      const item = facetsOfPath(tree.item);
      const each = tree.values.map((value) => compare('=', item, facetsOfScalar(value)));
      return ch`(${joinCh(each, ch` OR `)})`;
    }
    case 'contains':
      return compileContains(tree.item, tree.value);
  }
}

/** The number at a path (rule 3 of `evaluate`), NULL where there is none: what sums, averages and scores are made of. */
export function compileNumber(path: Path): ChSql {
  const { isNumber, number } = facetsOfPath(path);
  return isNumber && number ? ch`if(${isNumber}, ${number}, NULL)` : ch`CAST(NULL AS Nullable(Float64))`;
}

/**
 * One side of a comparison, seen as each kind that values have. A kind that it can never be is absent, so that nothing is
 * computed for it. `isNumber` holds for numeric text too.
 */
interface Facets {
  exists: ChSql;
  isText?: ChSql;
  text?: ChSql;
  isNumber?: ChSql;
  number?: ChSql;
  isBoolean?: ChSql;
  boolean?: ChSql;
}

const TRUE = ch`1`;
const FALSE = ch`0`;

function compileComparison(operator: CompareOperator, left: Operand, right: Operand): ChSql {
  const [a, b] = [facetsOf(left), facetsOf(right)];
  if (a === null || b === null) {
    const other = a ?? b;
    const exists = other?.exists ?? FALSE;
    return operator === '=' ? ch`(NOT ${exists})` : exists;
  }
  return compare(operator, a, b);
}

/** Null for the literal null. */
function facetsOf(operand: Operand): Facets | null {
  if (operand.kind === 'path') return facetsOfPath(operand);
  if (operand.kind === 'day') return facetsOfDay(operand.path);
  return operand.value === null ? null : facetsOfScalar(operand.value);
}

function facetsOfDay(path: Path): Facets {
  const { isText, text } = facetsOfPath(path);
  if (!isText || !text) return { exists: FALSE };
  const isDay = ch`(${isText} AND match(${text}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}'))`;
  return { exists: isDay, isText: isDay, text: ch`substring(${text}, 1, 10)` };
}

function facetsOfScalar(value: Scalar): Facets {
  if (typeof value === 'boolean') return { exists: TRUE, isBoolean: TRUE, boolean: ch`${value}` };
  if (typeof value === 'number') return { exists: TRUE, isNumber: TRUE, number: ch`${f64(value)}` };
  const number = numberOf(value);
  const asNumber = number === null ? {} : { isNumber: TRUE, number: ch`${f64(number)}` };
  return { exists: TRUE, isText: TRUE, text: ch`${value}`, ...asNumber };
}

function facetsOfPath(path: Path): Facets {
  const [root = '', ...keys] = path.segments;
  const column = columnOf(root);
  if (column === 'amount') {
    return {
      exists: ch`(amount IS NOT NULL)`,
      isNumber: ch`(amount IS NOT NULL)`,
      number: ch`ifNull(toFloat64(amount), 0)`,
    };
  }
  if (column !== null) {
    const text = TEXT_COLUMNS[column];
    const exists = ch`(${text} != '')`;
    return { exists, isText: exists, text, ...numericText(exists, text) };
  }
  if (root !== 'properties' && root !== 'context') {
    throw new ExpressionError(
      `${path.segments.join('.')} is known of people, not of events`,
      0,
      `properties.${keys.join('.')}`,
    );
  }
  const place = ch`${root === 'properties' ? ch`properties` : ch`context`}, ${keys}`;
  const type = ch`JSONType(${place})`;
  const isText = ch`(${type} = 'String')`;
  const text = ch`JSONExtractString(${place})`;
  const isPlainNumber = ch`(${type} IN ('Int64', 'UInt64', 'Double'))`;
  return {
    exists: ch`(${type} != 'Null')`,
    isText,
    text,
    // the text of a number is its number, so one match serves both; booleans and lists never look like one
    isNumber: ch`(${isPlainNumber} OR (${isText} AND ${looksNumeric(text)}))`,
    number: ch`if(${isText}, toFloat64OrZero(${text}), JSONExtractFloat(${place}))`,
    isBoolean: ch`(${type} = 'Bool')`,
    boolean: ch`JSONExtractBool(${place})`,
  };
}

function columnOf(root: string): Column | null {
  return isColumn(root) ? root : null;
}

type TextColumn = Exclude<Column, 'amount'>;

const TEXT_COLUMNS: Record<TextColumn, ChSql> = {
  event: ch`event`,
  channel: ch`channel`,
  currency: ch`currency`,
  order_id: ch`order_id`,
  device: ch`device`,
  location: ch`location`,
  campaign: ch`campaign`,
  category: ch`category`,
  session: ch`session`,
  source: ch`source`,
  source_kind: ch`source_kind`,
  type: ch`type`,
};

function numericText(isText: ChSql, text: ChSql): Pick<Facets, 'isNumber' | 'number'> {
  return {
    isNumber: ch`(${isText} AND ${looksNumeric(text)})`,
    number: ch`toFloat64OrZero(toString(${text}))`,
  };
}

/** NUMERIC_TEXT of `evaluate.ts`, in RE2. */
function looksNumeric(text: ChSql): ChSql {
  return ch`match(${text}, '^-?[0-9]{1,15}(\\.[0-9]{1,15})?$')`;
}

function compare(operator: CompareOperator, a: Facets, b: Facets): ChSql {
  if (operator === '!=') return ch`(${a.exists} AND ${b.exists} AND NOT ${compare('=', a, b)})`;
  const ways: ChSql[] = [];
  const areTexts = a.isText && b.isText && ch`${a.isText} AND ${b.isText}`;
  // the selective half first: the type of a value is then asked only where its text fits
  if (areTexts && a.text && b.text) {
    ways.push(ch`(${a.text} ${OPERATORS[operator]} ${b.text} AND ${areTexts})`);
  }
  if (a.isNumber && b.isNumber && a.number && b.number) {
    // two texts compare as texts even where both look like numbers
    const notTexts = areTexts ? ch` AND NOT (${areTexts})` : ch``;
    ways.push(
      ch`(${a.isNumber} AND ${b.isNumber}${notTexts} AND ${a.number} ${OPERATORS[operator]} ${b.number})`,
    );
  }
  if (operator === '=' && a.isBoolean && b.isBoolean && a.boolean && b.boolean) {
    ways.push(ch`(${a.isBoolean} AND ${b.isBoolean} AND ${a.boolean} = ${b.boolean})`);
  }
  return ch`(${joinCh(ways, ch` OR `, FALSE)})`;
}

const OPERATORS: Record<Exclude<CompareOperator, '!='>, ChSql> = {
  '=': ch`=`,
  '<': ch`<`,
  '<=': ch`<=`,
  '>': ch`>`,
  '>=': ch`>=`,
};

function compileContains(item: Path, value: Scalar): ChSql {
  const { isText, text } = facetsOfPath(item);
  const ways: ChSql[] = [];
  if (isText && text && typeof value === 'string')
    ways.push(ch`(${isText} AND position(${text}, ${value}) > 0)`);
  const [root, ...keys] = item.segments;
  if (root === 'properties' || root === 'context') {
    const list = ch`JSONExtractArrayRaw(${root === 'properties' ? ch`properties` : ch`context`}, ${keys})`;
    ways.push(ch`arrayExists(element -> ${isElement(value)}, ${list})`);
  }
  return ch`(${joinCh(ways, ch` OR `, FALSE)})`;
}

/** Whether the JSON text `element` is this value, of the same type. */
function isElement(value: Scalar): ChSql {
  if (typeof value === 'string')
    return ch`JSONType(element) = 'String' AND JSONExtractString(element) = ${value}`;
  if (typeof value === 'boolean')
    return ch`JSONType(element) = 'Bool' AND JSONExtractBool(element) = ${value}`;
  return ch`JSONType(element) IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(element) = ${f64(value)}`;
}
