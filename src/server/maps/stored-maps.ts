import { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import { layOver } from '../../shared/maps/base-map.ts';
import type { MapProblem } from '../../shared/maps/contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { YamlSource } from '../../shared/maps/yaml-source.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Context } from '../platform/context.ts';
import { BadQuestion } from '../reports/bad-question.ts';

const mapRow = z.object({
  id: z.string(),
  file: z.string(),
  revision: z.coerce.number(),
  updated_at: z.coerce.date(),
});

/** No map of that name. The API answers NOT_FOUND. */
export class NoSuchMap extends Error {
  readonly code = 'NOT_FOUND';
  constructor(id: string) {
    super(`There is no map "${id}". GET /api/maps lists them.`);
  }
}

export interface StoredMap {
  id: string;
  file: string;
  /** null = the file is no map any more (stored by an older version) */
  map: JourneyMap | null;
  problems: MapProblem[];
  /** batches of edits that made it */
  revision: number;
  /** value of what it extends; null = it stands alone */
  base: unknown;
  updatedAt: string;
}

/** Reading a file takes 20 ms and a page of a map asks 20 numbers, so files read lately are remembered by their text. */
const read = new LRUCache<string, ReturnType<typeof readMapFile>>({ max: 50 });
/** The same of plain values, which what names other maps is read from. */
const values = new LRUCache<string, { value: unknown }>({ max: 100 });

/** The plain value of a file; null where it is no YAML. Shared: never changed in place. */
export function readPlain(file: string): unknown {
  const known = values.get(file) ?? { value: YamlSource.read(file).source?.value ?? null };
  values.set(file, known);
  return known.value;
}

/** What a map inherits: the value of the map it extends, laid over what that one extends; null = it extends none. */
interface BaseMap {
  value: unknown;
  /** tells one base from another */
  text: string;
}

/** A base of a base of a base is enough; a circle ends here too. */
const MAX_BASES = 5;

/** The map that this file extends; null where it names none or none that is there. */
export async function readBase(
  { postgres }: Postgres,
  workspace: number,
  file: string,
  depth = 0,
): Promise<BaseMap | null> {
  const id: unknown = Object(readPlain(file)).extends;
  if (depth === MAX_BASES || typeof id !== 'string') return null;
  const [row] = await postgres.query(
    sql`SELECT id, file, revision, updated_at FROM map WHERE workspace = ${workspace} AND id = ${id}`,
    mapRow,
  );
  if (!row) return null;
  const own = readPlain(row.file);
  const below = await readBase({ postgres }, workspace, row.file, depth + 1);
  return { value: below ? layOver(below.value, own) : own, text: `${row.file}\0${below?.text ?? ''}` };
}

function readFile(file: string, base: BaseMap | null): ReturnType<typeof readMapFile> {
  const key = base ? `${file}\0${base.text}` : file;
  const known = read.get(key) ?? readMapFile(file, base ? { base: base.value } : {});
  read.set(key, known);
  return known;
}

type Postgres = Pick<Context, 'postgres'>;

async function open(
  stores: Postgres,
  workspace: number,
  { id, file, revision, updated_at }: z.infer<typeof mapRow>,
): Promise<StoredMap> {
  const base = await readBase(stores, workspace, file);
  const updatedAt = updated_at.toISOString();
  return { id, file, revision, base: base?.value ?? null, ...readFile(file, base), updatedAt };
}

export async function listMaps(stores: Postgres, workspace: number): Promise<StoredMap[]> {
  const rows = await stores.postgres.query(
    sql`SELECT id, file, revision, updated_at FROM map WHERE workspace = ${workspace} ORDER BY id`,
    mapRow,
  );
  return Promise.all(rows.map((row) => open(stores, workspace, row)));
}

/** Throws NoSuchMap. */
export async function readMap(stores: Postgres, workspace: number, id: string): Promise<StoredMap> {
  const [row] = await stores.postgres.query(
    sql`SELECT id, file, revision, updated_at FROM map WHERE workspace = ${workspace} AND id = ${id}`,
    mapRow,
  );
  if (!row) throw new NoSuchMap(id);
  return open(stores, workspace, row);
}

/** A map that can be measured; throws NoSuchMap, and CONFLICT where its file is no map any more. */
export async function readOpenMap(stores: Postgres, workspace: number, id: string): Promise<JourneyMap> {
  const { map, problems } = await readMap(stores, workspace, id);
  if (map) return map;
  throw apiError(
    'CONFLICT',
    `The map "${id}" cannot be opened: line ${problems[0]?.line}: ${problems[0]?.message}`,
    { problems },
  );
}

/** The map in a file; throws BadQuestion where it is none, or calls itself by another name than it is stored under. */
export function assertMap(
  file: string,
  id: string,
  base: BaseMap | null,
): { map: JourneyMap; problems: MapProblem[] } {
  const { map, problems } = readFile(file, base);
  if (map === null) {
    const lines = problems
      .slice(0, 5)
      .map(
        ({ line, column, message, suggestion }) =>
          `line ${line}, column ${column}: ${message}${suggestion ? ` (${suggestion})` : ''}`,
      );
    throw new BadQuestion(`The file is no journey map. ${lines.join(' ')}`);
  }
  if (map.id !== id) {
    throw new BadQuestion(`The file says id: ${map.id}, and it is stored as "${id}". Make them the same.`);
  }
  return { map, problems };
}
