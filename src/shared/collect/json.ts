/** A JSON object as it came in, nothing known about its values. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one where the value is none. */
export function readObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/**
 * A trimmed text that is not empty; ids are often sent as numbers, so a finite number is text too. `''` otherwise.
 *
 * readText(' u1 ') -> 'u1', readText(42) -> '42', readText(null) -> ''
 */
export function readText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
}

/** The first of these values that is a text. */
export function readFirstText(...values: unknown[]): string {
  for (const value of values) {
    const text = readText(value);
    if (text) return text;
  }
  return '';
}

/** How deep objects and arrays are nested: 0 for a plain value, 1 for `{}`. Never goes deeper than `limit` + 1. */
export function measureDepth(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  if (limit > 0) {
    for (const member of Object.values(value)) {
      if (typeof member === 'object') deepest = Math.max(deepest, measureDepth(member, limit - 1));
    }
  }
  return deepest + 1;
}

/** Length of the text in UTF-8, bytes; exact only where it could exceed the limit. */
export function measureBytes(text: string, limitBytes: number): number {
  return text.length * 3 <= limitBytes ? text.length : new TextEncoder().encode(text).length;
}

/**
 * JSON with the keys of every object in order, so that two equal values give equal text whatever order they were
 * written in; `leftOut` names keys of the outermost object that do not count.
 *
 * writeStableJson({ b: 1, a: [2, { d: 3, c: 4 }] }) -> '{"a":[2,{"c":4,"d":3}],"b":1}'
 */
export function writeStableJson(value: unknown, leftOut?: ReadonlySet<string>): string {
  if (Array.isArray(value)) return `[${value.map((member) => writeStableJson(member)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null';
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined || leftOut?.has(key)) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${writeStableJson(member)}`;
  }
  return `{${members}}`;
}

const BAD_TEXT = /\p{Surrogate}/u;

/** Whether a text cannot be stored as it is: half of a character pair, or a NUL that Postgres refuses. */
export function hasBadText(text: string): boolean {
  return BAD_TEXT.test(text) || text.includes('\0');
}

/** The value with such characters replaced by U+FFFD in every text and key. */
export function repairText(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
  }
  if (Array.isArray(value)) return value.map(repairText);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [String(repairText(key)), repairText(member)]),
  );
}
