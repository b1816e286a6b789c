import sql from 'sql-template-tag';
import { z } from 'zod';
import type { MapProblem } from '../../shared/maps/contract.ts';
import { type JourneyMap, stepsOf } from '../../shared/maps/journey-map.ts';
import { type KeyPath, YamlSource } from '../../shared/maps/yaml-source.ts';
import { nearestName } from '../../shared/platform/nearest-name.ts';
import type { Context } from '../platform/context.ts';

const mapRow = z.object({ id: z.string(), extends: z.string().nullable() });

/** Every map of the workspace with the id of the one that it extends. */
export function readExtends({ postgres }: Pick<Context, 'postgres'>, workspace: number) {
  return postgres.query(
    sql`SELECT id, substring(file from '(?n)^extends:[ ]*["'']?([a-z0-9][a-z0-9_-]*)') AS extends
      FROM map WHERE workspace = ${workspace} ORDER BY id`,
    mapRow,
  );
}

/**
 * Other maps that a map names and that are not there, at their places in its file: the one it extends (an error, since
 * what it inherits is missing), and the ones it is based on, inside of, or holds in a step. A map that extends itself by
 * way of others inherits from none of them for ever.
 */
export async function findBrokenLinks(
  { postgres }: Pick<Context, 'postgres'>,
  workspace: number,
  { id, file, map }: { id: string; file: string; map: JourneyMap | null },
): Promise<MapProblem[]> {
  const { source } = YamlSource.read(file);
  if (!source) return [];
  const named = namesIn(source, map).filter(({ name }) => name !== '');
  if (named.length === 0) return [];
  const rows = await readExtends({ postgres }, workspace);
  const extendsOf = new Map(rows.map((row) => [row.id, row.extends]));
  return named.flatMap(({ place, name, isBase }): MapProblem[] => {
    const severity = isBase ? 'error' : 'warning';
    if (!extendsOf.has(name)) {
      const suggestion = nearestName(name, [...extendsOf.keys()]);
      const message = isBase
        ? `The map "${name}" that this one extends is not there: only what its own file says is shown.`
        : `There is no map "${name}".`;
      return [
        {
          severity,
          code: 'no_such_map',
          message,
          ...place,
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      ];
    }
    if (!isBase || !leadsTo(id, name, extendsOf)) return [];
    const message = `The map "${name}" extends this one in turn: take one of the two extends out.`;
    return [{ severity, code: 'circular_base', message, ...place }];
  });
}

function namesIn(source: YamlSource, map: JourneyMap | null) {
  const textAt = (path: KeyPath) => {
    const value = source.valueAt(path);
    return typeof value === 'string' ? value : '';
  };
  const heads = (['extends', 'basedOn', 'parent'] as const).map((key) => ({
    place: source.placeOf([key]),
    name: textAt([key]).split('#')[0] ?? '',
    isBase: key === 'extends',
  }));
  const steps = (map ? stepsOf(map) : []).flatMap(({ step }) =>
    step.map === null ? [] : [{ place: step.place, name: step.map, isBase: false }],
  );
  return [...heads, ...steps];
}

/** Whether the maps that `from` extends, one after the other, come to `id`. */
function leadsTo(id: string, from: string, extendsOf: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at: string | null = from; at !== null && !seen.has(at); at = extendsOf.get(at) ?? null) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}
