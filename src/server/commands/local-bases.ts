import { layOver } from '../../shared/maps/base-map.ts';
import { YamlSource } from '../../shared/maps/yaml-source.ts';

/** The maps of some files, by id, for those among them that extend another. */
export class LocalBases {
  private readonly values = new Map<unknown, unknown>();

  constructor(texts: readonly string[]) {
    for (const text of texts) {
      const { source } = YamlSource.read(text);
      if (source) this.values.set(source.valueAt(['id']), source.value);
    }
  }

  /** What a file extends, laid over what that one extends; `missing` = the id that none of the files has. */
  of(text: string): { value: unknown; missing: string | null } {
    return this.under(YamlSource.read(text).source?.value, new Set());
  }

  private under(value: unknown, seen: ReadonlySet<string>): { value: unknown; missing: string | null } {
    const id: unknown = Object(value).extends;
    if (typeof id !== 'string' || seen.has(id)) return { value: undefined, missing: null };
    const base = this.values.get(id);
    if (base === undefined) return { value: undefined, missing: id };
    const below = this.under(base, new Set([...seen, id]));
    return { value: below.value === undefined ? base : layOver(below.value, base), missing: below.missing };
  }
}
