import sql from 'sql-template-tag';
import { z } from 'zod';
import type { MapProblem } from '../../shared/maps/contract.ts';
import { type JourneyMap, stepsOf } from '../../shared/maps/journey-map.ts';
import { leadsTo } from '../../shared/maps/leads-to.ts';
import { type KeyPath, YamlSource } from '../../shared/maps/yaml-source.ts';
import { nearestName } from '../../shared/platform/nearest-name.ts';
import type { Context } from '../platform/context.ts';
import { readPlain } from './stored-maps.ts';

/** A file without these letters names no other map in its head; a backslash may write any letter. */
const MAY_NAME = /extends|parent|\\/;

const mapRow = z.object({ id: z.string(), file: z.string() }).transform(({ id, file }) => {
  const head = Object(MAY_NAME.test(file) ? readPlain(file) : null);
  const textIn = (value: unknown) => (typeof value === 'string' ? value : null);
  return { id, extends: textIn(head.extends), parent: textIn(head.parent)?.split('#')[0] ?? null };
});

/** Every map of the workspace with the ids of the one that it extends, and of the one that it says it is inside of. */
export function readExtends({ postgres }: Pick<Context, 'postgres'>, workspace: number) {
  return postgres.query(sql`SELECT id, file FROM map WHERE workspace = ${workspace} ORDER BY id`, mapRow);
}

/**
 * Other maps that a map names and that are not there, at their places in its file: the one it extends (an error, since
 * what it inherits is missing), and the ones it is based on, inside of, or holds in a step. A map that extends itself by
 * way of others inherits from none of them for ever; one that is inside of itself so is nobody's inside.
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
  const parentOf = new Map(rows.map((row) => [row.id, row.parent]));
  return named.flatMap(({ place, name, key }): MapProblem[] => {
    const isBase = key === 'extends';
    const severity = isBase ? 'error' : 'warning';
    if (!extendsOf.has(name)) {
      const suggestion = nearestName(name, [...extendsOf.keys()]) ?? 'store that map first, or take this out';
      const message = isBase
        ? `The map "${name}" that this one extends is not there: only what its own file says is shown.`
        : `There is no map "${name}".`;
      return [{ severity, code: 'no_such_map', message, suggestion, ...place }];
    }
    if (isBase && leadsTo(id, name, extendsOf)) {
      const message = `The map "${name}" extends this one in turn: take one of the two extends out.`;
      return [{ severity, code: 'circular_base', message, suggestion: 'take this line out', ...place }];
    }
    if (key === 'parent' && leadsTo(id, name, parentOf)) {
      const message = `The map "${name}" is inside of this one in turn: take one of the two parents out.`;
      return [{ severity, code: 'circular_parent', message, suggestion: 'take this line out', ...place }];
    }
    return [];
  });
}

function namesIn(source: YamlSource, map: JourneyMap | null) {
  const textAt = (path: KeyPath) => {
    const value = source.valueAt(path);
    return typeof value === 'string' ? value : '';
  };
  const heads = (['extends', 'basedOn', 'parent'] as const).map((key) => ({
    place: source.placeOf([key]),
    // only these two may name a step too
    name: key === 'extends' ? textAt([key]) : (textAt([key]).split('#')[0] ?? ''),
    key,
  }));
  const steps = (map ? stepsOf(map) : []).flatMap(({ step }) =>
    step.map === null ? [] : [{ place: step.place, name: step.map, key: 'map' as const }],
  );
  return [...heads, ...steps];
}
