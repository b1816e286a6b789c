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
    const text = this.write(params);
    return { text, params };
  }

  private write(params: Record<string, unknown>): string {
    let text = this.strings[0] ?? '';
    this.values.forEach((value, index) => {
      text += writeValue(value, params) + (this.strings[index + 1] ?? '');
    });
    return text;
  }

  static writeInto(sql: ChSql, params: Record<string, unknown>): string {
    return sql.write(params);
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

function writeValue(value: ChValue, params: Record<string, unknown>): string {
  if (value instanceof ChSql) return ChSql.writeInto(value, params);
  if (Array.isArray(value)) return value.map((item) => writeValue(item, params)).join(', ');
  const param =
    value instanceof ChParam
      ? value
      : typeof value === 'boolean'
        ? new ChParam('Bool', value)
        : new ChParam('String', value);
  const name = `p${Object.keys(params).length}`;
  params[name] = param.value;
  return `{${name}:${param.type}}`;
}

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
