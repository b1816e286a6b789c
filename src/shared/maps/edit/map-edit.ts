import { z } from 'zod';

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
const json: z.ZodType<Json> = z.json();

/**
 * One item of a list: by its `id`, or, for items without one, by what it says: the equal item nearest to place `near`
 * (from 0), so that an edit still finds it after somebody put another one before it.
 */
export const itemRef = z.union([
  z.strictObject({ id: z.string() }),
  z.strictObject({ value: json, near: z.int().min(0) }),
]);
export type ItemRef = z.infer<typeof itemRef>;

/**
 * Where something stands in a map file, from the top: keys and items of lists. A thing with an id that has been moved
 * meanwhile is found wherever it is now.
 *
 * ['stages', { id: 'buy' }, 'steps', { id: 'checkout' }, 'title']
 */
export const mapPath = z
  .array(z.union([z.string(), itemRef]))
  .min(1)
  .max(20);
export type MapPath = z.infer<typeof mapPath>;

/**
 * One change of a map file.
 * - `set`: the value under a key, or an item of a list, becomes `value`; without `value` the key goes. `base` is what the
 *   editor saw: where somebody changed a text meanwhile, both changes are merged word by word.
 * - `insert`: a new item behind `after` (null = first; not there any more = last). `yaml` is the item as it stood in the
 *   file, with its comments, and then counts instead of `value`.
 * - `remove`: an item of a list goes.
 * - `move`: an item goes behind `after` in `list`, which may be another list.
 * - `file`: the whole file is replaced.
 */
export const mapEdit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), at: mapPath, base: json.optional(), value: json.optional() }),
  z.strictObject({
    kind: z.literal('insert'),
    list: mapPath,
    after: itemRef.nullable(),
    value: json,
    yaml: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('remove'), item: mapPath }),
  z.strictObject({ kind: z.literal('move'), item: mapPath, list: mapPath, after: itemRef.nullable() }),
  z.strictObject({ kind: z.literal('file'), file: z.string().max(1_000_000) }),
]);
export type MapEdit = z.infer<typeof mapEdit>;

/**
 * What became of an edit: `merged` = a text that two people changed holds both changes; `overtaken` = somebody else set
 * it to something else meanwhile, and this later edit stands; `gone` = the thing it is about is not there any more, so
 * nothing happened; `unchanged` = it was so already.
 */
export type EditOutcome = 'applied' | 'merged' | 'overtaken' | 'gone' | 'unchanged';

/** Whether two JSON values say the same; the order of keys does not matter. */
export function isEqualJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [entries, others] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && isEqualJson(value, others.get(key)))
  );
}
