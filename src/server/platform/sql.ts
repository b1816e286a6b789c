/**
 * ClickHouse SQL as a tagged template: values become typed server-side parameters, fragments nest, and a raw string
 * cannot enter.
 *
 * ch`SELECT person FROM events WHERE workspace = ${u32(7)} AND event = ${'Order Completed'}`
 * // -> { text: 'SELECT person FROM events WHERE workspace = {p0:UInt32} AND event = {p1:String}', params: {...} }
 */
export class ChSql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly ChValue[],
  ) {}

  /** The statement and its parameters, for the client. */
  compile(): { text: string; params: Record<string, unknown> } {
    const params: Record<string, unknown> = {};
    const text = this.write(({ type, value }) => {
      const name = `p${Object.keys(params).length}`;
      params[name] = value;
      return `{${name}:${type}}`;
    });
    return { text, params };
  }

  /** The statement with its values as literals: what the engine makes of parameters, for where those must wait. */
  inline(): string {
    return this.write(({ type, value }) =>
      type === 'String' ? quote(String(value)) : `CAST(${quote(writeText(value))} AS ${type})`,
    );
  }

  write(writeParam: (param: ChParam) => string): string {
    let text = this.strings[0] ?? '';
    this.values.forEach((value, index) => {
      text += writeValue(value, writeParam) + (this.strings[index + 1] ?? '');
    });
    return text;
  }
}

/** A value with its ClickHouse type. */
export class ChParam {
  constructor(
    readonly type: string,
    readonly value: unknown,
  ) {}
}

export type ChValue = ChSql | ChParam | string | boolean | ChValue[];

function writeValue(value: ChValue, writeParam: (param: ChParam) => string): string {
  if (value instanceof ChSql) return value.write(writeParam);
  if (Array.isArray(value)) return value.map((item) => writeValue(item, writeParam)).join(', ');
  if (value instanceof ChParam) return writeParam(value);
  return writeParam(new ChParam(typeof value === 'boolean' ? 'Bool' : 'String', value));
}

/** A value in the engine's text form; texts within arrays are quoted. */
function writeText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return `[${value.map((item) => (typeof item === 'string' ? quote(item) : writeText(item))).join(',')}]`;
}

const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

export function ch(strings: TemplateStringsArray, ...values: ChValue[]): ChSql {
  return new ChSql(strings, values);
}

/** Fragments joined by a separator written in the source, such as ch` AND `. */
export function joinCh(parts: ChSql[], separator: ChSql, empty: ChSql = ch`1`): ChSql {
  if (parts.length === 0) return empty;
  return parts.reduce((left, right) => ch`${left}${separator}${right}`);
}

export const u8 = (value: number) => new ChParam('UInt8', value);
export const u16 = (value: number) => new ChParam('UInt16', value);
export const u32 = (value: number) => new ChParam('UInt32', value);
export const u64 = (value: bigint | number) => new ChParam('UInt64', value.toString());
export const i64 = (value: bigint | number) => new ChParam('Int64', value.toString());
export const f64 = (value: number) => new ChParam('Float64', value);
/** An array parameter; bigint for 64-bit integers. */
export const arrayOf = (type: string, values: readonly (string | number | bigint)[]) =>
  new ChParam(`Array(${type})`, values);
