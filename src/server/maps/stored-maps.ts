import { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { MapProblem } from '../../shared/maps/contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import type { Context } from '../platform/context.ts';
import { BadQuestion } from '../reports/bad-question.ts';

const mapRow = z.object({ id: z.string(), file: z.string(), updated_at: z.coerce.date() });

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
  updatedAt: string;
}

/** Reading a file takes 20 ms and a page of a map asks 20 numbers, so files read lately are remembered by their text. */
const read = new LRUCache<string, ReturnType<typeof readMapFile>>({ max: 50 });

function open({ id, file, updated_at }: z.infer<typeof mapRow>): StoredMap {
  const known = read.get(file) ?? readMapFile(file);
  read.set(file, known);
  return { id, file, ...known, updatedAt: updated_at.toISOString() };
}

type Postgres = Pick<Context, 'postgres'>;

export async function listMaps({ postgres }: Postgres, workspace: number): Promise<StoredMap[]> {
  const rows = await postgres.query(
    sql`SELECT id, file, updated_at FROM map WHERE workspace = ${workspace} ORDER BY id`,
    mapRow,
  );
  return rows.map(open);
}

/** Throws NoSuchMap. */
export async function readMap({ postgres }: Postgres, workspace: number, id: string): Promise<StoredMap> {
  const [row] = await postgres.query(
    sql`SELECT id, file, updated_at FROM map WHERE workspace = ${workspace} AND id = ${id}`,
    mapRow,
  );
  if (!row) throw new NoSuchMap(id);
  return open(row);
}

/**
 * Stores the file as the map of that name and returns what is wrong in it beside its form. A file that is no map is
 * refused (BadQuestion, with line numbers), and so is one that calls itself by another name.
 */
export async function storeMap(
  { postgres, clock }: Pick<Context, 'postgres' | 'clock'>,
  workspace: number,
  given: { id: string; file: string },
): Promise<MapProblem[]> {
  const { map, problems } = readMapFile(given.file);
  if (map === null) {
    const lines = problems
      .slice(0, 5)
      .map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`);
    throw new BadQuestion(`The file is no journey map. ${lines.join(' ')}`);
  }
  if (map.id !== given.id) {
    throw new BadQuestion(
      `The file says id: ${map.id}, and it is stored as "${given.id}". Make them the same.`,
    );
  }
  const at = new Date(clock.now());
  await postgres.run(
    sql`INSERT INTO map (workspace, id, file, updated_at) VALUES (${workspace}, ${given.id}, ${given.file}, ${at})
      ON CONFLICT (workspace, id) DO UPDATE SET file = excluded.file, updated_at = excluded.updated_at`,
  );
  return problems;
}
