import { layOver } from '../../shared/maps/base-map.ts';
import type { MapProblem } from '../../shared/maps/contract.ts';
import { YamlSource } from '../../shared/maps/yaml-source.ts';

/** What a file inherits; `problems` are about that. */
interface LocalBase {
  /** undefined = nothing */
  value: unknown;
  /** a file of the way down was not given */
  isMissing: boolean;
  problems: MapProblem[];
}

/** The maps of some files, by id, for those among them that extend another. */
export class LocalBases {
  private readonly values = new Map<unknown, unknown>();

  constructor(texts: readonly string[]) {
    for (const text of texts) {
      const { source } = YamlSource.read(text);
      if (source) this.values.set(source.valueAt(['id']), source.value);
    }
  }

  /** What a file extends, laid over what that one extends, and what is wrong with it, at the line that says so. */
  of(text: string): LocalBase {
    const { source } = YamlSource.read(text);
    const own: unknown = Object(source?.value).id;
    const { value, missing, circle } = this.under(
      source?.value,
      new Set(typeof own === 'string' ? [own] : []),
    );
    const place = source?.placeOf(['extends']) ?? { line: 1, column: 1 };
    const problems: MapProblem[] = [];
    if (missing !== null)
      problems.push({
        severity: 'warning',
        code: 'base_not_given',
        message: `It extends "${missing}", whose file was not given too: only what stands in this file is checked.`,
        suggestion: 'give that file too',
        ...place,
      });
    if (circle !== null)
      problems.push({
        severity: 'error',
        code: 'circular_base',
        message: `It extends itself${circle === own ? '' : ` by way of "${circle}"`}: nothing can be taken over in a circle.`,
        suggestion: 'take one extends out',
        ...place,
      });
    return { value, isMissing: missing !== null, problems };
  }

  private under(
    value: unknown,
    seen: ReadonlySet<string>,
  ): { value: unknown; missing: string | null; circle: string | null } {
    const id: unknown = Object(value).extends;
    const nothing = { value: undefined, missing: null, circle: null };
    if (typeof id !== 'string') return nothing;
    if (seen.has(id)) return { ...nothing, circle: String(Object(value).id) };
    const base = this.values.get(id);
    if (base === undefined) return { ...nothing, missing: id };
    const below = this.under(base, new Set([...seen, id]));
    return { ...below, value: below.value === undefined ? base : layOver(below.value, base) };
  }
}
