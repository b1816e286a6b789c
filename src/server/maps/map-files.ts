import { LRUCache } from 'lru-cache';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { MapProblem } from '../../shared/maps/contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { lintMap } from '../../shared/maps/lint-map.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Context } from '../platform/context.ts';
import { readVocabulary } from '../reports/vocabulary.ts';
import { readWorkspaceFacts } from '../reports/workspace-facts.ts';

const fileRow = z.object({ id: z.string(), file: z.string(), updated_at: z.date() });
type MapFile = z.infer<typeof fileRow>;
type ReadMap = ReturnType<typeof readMapFile>;

/** Reading a file takes 20 ms and a page of a map asks 20 numbers, so files read lately are remembered by their text. */
const read = new LRUCache<string, ReadMap>({ max: 50 });

function readFile(text: string): ReadMap {
  const known = read.get(text) ?? readMapFile(text);
  read.set(text, known);
  return known;
}

export async function listMaps({ postgres }: Context, workspace: number) {
  const rows = await postgres.query(
    sql`SELECT id, file, updated_at FROM map WHERE workspace = ${workspace} ORDER BY updated_at DESC, id`,
    fileRow,
  );
  return rows.map(({ id, file, updated_at }) => {
    const { map } = readFile(file);
    return {
      id,
      title: map?.title ?? id,
      state: map?.state ?? 'as-is',
      status: map?.status ?? 'draft',
      stages: map?.stages.length ?? 0,
      updatedAt: updated_at.toISOString(),
    };
  });
}

async function requireFile({ postgres }: Context, workspace: number, id: string): Promise<MapFile> {
  const [row] = await postgres.query(
    sql`SELECT id, file, updated_at FROM map WHERE workspace = ${workspace} AND id = ${id}`,
    fileRow,
  );
  if (!row) throw apiError('NOT_FOUND', `There is no map "${id}". GET /api/maps lists them.`);
  return row;
}

/** The map behind a question; BAD_REQUEST where its file does not open. */
export async function requireMap(context: Context, workspace: number, id: string): Promise<JourneyMap> {
  const { map, problems } = readFile((await requireFile(context, workspace, id)).file);
  if (map) return map;
  const first = problems.find((problem) => problem.severity === 'error');
  throw apiError(
    'BAD_REQUEST',
    `The file of the map "${id}" does not open: line ${first?.line}: ${first?.message}`,
  );
}

const SHOWN_DAYS = 30;
const DAY_MS = 86_400_000;

/** A map with its problems: those of the file and, where data was collected, those of its bindings. */
export async function getMap(
  context: Context,
  workspace: number,
  id: string,
  signal: AbortSignal | undefined,
) {
  const { file, updated_at } = await requireFile(context, workspace, id);
  const { map, problems } = readFile(file);
  const facts = await readWorkspaceFacts(context.postgres, workspace);
  const seen = await readVocabulary(context, workspace, facts, { signal });
  const lastMs = seen.lastAt === null ? context.clock.now() : Date.parse(seen.lastAt);
  return {
    id,
    file,
    map,
    problems: [
      ...problems,
      ...(map ? lintMap(map, seen.events.length > 0 ? seen : null, context.clock.now()) : []),
    ],
    updatedAt: updated_at.toISOString(),
    defaultPeriod: {
      from: dayOf(lastMs - (SHOWN_DAYS - 1) * DAY_MS, facts.timeZone),
      to: dayOf(lastMs, facts.timeZone),
    },
  };
}

function dayOf(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(atMs);
}

/** Stores a file under an id; one that does not open is refused with the line. */
export async function putMap(
  context: Context,
  workspace: number,
  { map: id, file }: { map: string; file: string },
): Promise<MapProblem[]> {
  const { map, problems } = readFile(file);
  if (!map) {
    const first = problems.find((problem) => problem.severity === 'error');
    throw apiError('BAD_REQUEST', `Line ${first?.line}, column ${first?.column}: ${first?.message}`, {
      problems,
    });
  }
  if (map.id !== id) {
    throw apiError(
      'BAD_REQUEST',
      `The file says id: ${map.id}, but it was sent as "${id}". Send it to /api/maps/${map.id}.`,
    );
  }
  await context.postgres.run(
    sql`INSERT INTO map (workspace, id, file, updated_at) VALUES (${workspace}, ${id}, ${file}, to_timestamp(${context.clock.now() / 1000}))
      ON CONFLICT (workspace, id) DO UPDATE SET file = excluded.file, updated_at = excluded.updated_at`,
  );
  return problems;
}
