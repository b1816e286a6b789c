import { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { MapProblem } from '../../shared/maps/contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Context } from '../platform/context.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import type { MapEdits } from './map-edits.ts';

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
  updatedAt: string;
}

/** Reading a file takes 20 ms and a page of a map asks 20 numbers, so files read lately are remembered by their text. */
const read = new LRUCache<string, ReturnType<typeof readMapFile>>({ max: 50 });

function open({ id, file, revision, updated_at }: z.infer<typeof mapRow>): StoredMap {
  const known = read.get(file) ?? readMapFile(file);
  read.set(file, known);
  return { id, file, revision, ...known, updatedAt: updated_at.toISOString() };
}

type Postgres = Pick<Context, 'postgres'>;

export async function listMaps({ postgres }: Postgres, workspace: number): Promise<StoredMap[]> {
  const rows = await postgres.query(
    sql`SELECT id, file, revision, updated_at FROM map WHERE workspace = ${workspace} ORDER BY id`,
    mapRow,
  );
  return rows.map(open);
}

/** Throws NoSuchMap. */
export async function readMap({ postgres }: Postgres, workspace: number, id: string): Promise<StoredMap> {
  const [row] = await postgres.query(
    sql`SELECT id, file, revision, updated_at FROM map WHERE workspace = ${workspace} AND id = ${id}`,
    mapRow,
  );
  if (!row) throw new NoSuchMap(id);
  return open(row);
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

/**
 * Stores a new map, or replaces the file of one as any edit would, and returns what is wrong in it beside its form. A file
 * that is no map is refused (BadQuestion, with line numbers), and so is one that calls itself by another name.
 */
export async function storeMap(
  { postgres, clock, facts, edits }: Pick<Context, 'postgres' | 'clock' | 'facts'> & { edits: MapEdits },
  workspace: number,
  given: { id: string; file: string; author: string },
): Promise<MapProblem[]> {
  const { problems } = assertMap(given.file, given.id);
  const added = await postgres.run(
    sql`INSERT INTO map (workspace, id, file, updated_at)
      VALUES (${workspace}, ${given.id}, ${given.file}, ${new Date(clock.now())}) ON CONFLICT (workspace, id) DO NOTHING`,
  );
  if (added > 0) {
    facts.publish('mapChanged', { workspace, map: given.id, revision: 0 });
  } else {
    const source = { client: 'file', batch: crypto.randomUUID(), author: given.author };
    await edits.apply(workspace, given.id, source, [{ kind: 'file', file: given.file }]);
  }
  return problems;
}

/** The map in a file; throws BadQuestion where it is none, or calls itself by another name than it is stored under. */
export function assertMap(file: string, id: string): { map: JourneyMap; problems: MapProblem[] } {
  const { map, problems } = readMapFile(file);
  if (map === null) {
    const lines = problems
      .slice(0, 5)
      .map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`);
    throw new BadQuestion(`The file is no journey map. ${lines.join(' ')}`);
  }
  if (map.id !== id) {
    throw new BadQuestion(`The file says id: ${map.id}, and it is stored as "${id}". Make them the same.`);
  }
  return { map, problems };
}
