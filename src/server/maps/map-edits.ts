import sql from 'sql-template-tag';
import { z } from 'zod';
import { MapDocument } from '../../shared/maps/edit/map-document.ts';
import type { MapEdit } from '../../shared/maps/edit/map-edit.ts';
import { type EditBatch, editBatch, pastBatch } from '../../shared/maps/editing-contract.ts';
import { BROKEN_CHARACTER } from '../../shared/maps/yaml-source.ts';
import type { Context } from '../platform/context.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { assertMap, NoSuchMap, readBase } from './stored-maps.ts';

/** Who edits: `client` is one open editor, `batch` its name for these edits. */
export interface EditSource {
  client: string;
  batch: string;
  author: string;
}

const batchRow = z
  .object({
    revision: z.coerce.number(),
    batch: z.string(),
    client: z.string(),
    author: z.string(),
    at: z.coerce.date(),
    edits: z.unknown(),
    outcomes: z.unknown(),
  })
  .transform((row) => editBatch.parse({ ...row, at: row.at.toISOString() }));

const pastRow = z
  .object({ undo: z.unknown(), at: z.coerce.date(), revision: z.coerce.number() })
  .loose()
  .transform((row) => pastBatch.parse({ ...row, at: row.at.toISOString() }));

type Stores = Pick<Context, 'postgres' | 'clock' | 'facts'>;

/**
 * Applies edits to a map, one batch after the other in one order for everybody; file and log change in one statement. A
 * batch that came before answers what it answered then. Throws NoSuchMap, and BadQuestion where the map would be none.
 */
export function createMapEdits({ postgres, clock, facts }: Stores) {
  /** documents as they are in the store, by map; parsing a large file costs more than an edit */
  const open = new Map<string, { revision: number; document: MapDocument }>();
  const lines = new Map<string, Promise<unknown>>();

  function inLine<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (lines.get(key) ?? Promise.resolve()).then(work);
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (lines.get(key) === settled) lines.delete(key);
      });
    lines.set(key, settled);
    return result;
  }

  async function load(workspace: number, map: string) {
    const [row] = await postgres.query(
      sql`SELECT revision, CASE WHEN revision = ${open.get(keyOf(workspace, map))?.revision ?? -1} THEN NULL ELSE file END AS file
        FROM map WHERE workspace = ${workspace} AND id = ${map}`,
      z.object({ revision: z.coerce.number(), file: z.string().nullable() }),
    );
    if (!row) throw new NoSuchMap(map);
    const known = open.get(keyOf(workspace, map));
    if (row.file === null && known) return known;
    const loaded = { revision: row.revision, document: MapDocument.openAny(row.file ?? '') };
    open.set(keyOf(workspace, map), loaded);
    return loaded;
  }

  async function applyNow(
    workspace: number,
    map: string,
    source: EditSource,
    edits: MapEdit[],
  ): Promise<EditBatch> {
    if (BROKEN_CHARACTER.test(JSON.stringify(edits)))
      throw new BadQuestion('A text of the edits holds U+0000 or half of a character. Take it out.');
    const before = await findBatch(workspace, map, source.batch);
    if (before) return before;
    const current = await load(workspace, map);
    const document = current.document.clone();
    const { outcomes, undo } = applied(document, edits);
    const file = document.file;
    assertMap(file, map, await readBase({ postgres }, workspace, file));
    const batch: EditBatch = {
      ...source,
      revision: current.revision + 1,
      at: new Date(clock.now()).toISOString(),
      edits,
      outcomes,
    };
    const changed = await postgres.run(
      sql`WITH changed AS (
          UPDATE map SET file = ${file}, revision = ${batch.revision}, updated_at = ${batch.at}
          WHERE workspace = ${workspace} AND id = ${map} AND revision = ${current.revision}
          RETURNING workspace, id
        )
        INSERT INTO map_edit (workspace, map, revision, batch, client, author, at, edits, undo, outcomes)
        SELECT workspace, id, ${batch.revision}::bigint, ${batch.batch}, ${batch.client}, ${batch.author}, ${batch.at}::timestamptz,
          ${JSON.stringify(edits)}::jsonb, ${JSON.stringify(undo)}::jsonb, ${JSON.stringify(outcomes)}::jsonb FROM changed`,
    );
    // Another server was faster: once more on what it made.
    if (changed === 0) return applyNow(workspace, map, source, edits);
    open.set(keyOf(workspace, map), { revision: batch.revision, document });
    if (open.size > 50) open.delete(open.keys().next().value ?? '');
    facts.publish('mapChanged', { workspace, map, revision: batch.revision });
    return batch;
  }

  async function findBatch(workspace: number, map: string, batch: string): Promise<EditBatch | null> {
    const rows = await postgres.query(
      sql`SELECT revision, batch, client, author, at, edits, outcomes FROM map_edit
        WHERE workspace = ${workspace} AND map = ${map} AND batch = ${batch}`,
      batchRow,
    );
    return rows[0] ?? null;
  }

  return {
    apply: (workspace: number, map: string, source: EditSource, edits: MapEdit[]) =>
      inLine(keyOf(workspace, map), () => applyNow(workspace, map, source, edits)),

    /** Batches behind a revision, oldest first; all of them. */
    after: (workspace: number, map: string, revision: number) =>
      postgres.query(
        sql`SELECT revision, batch, client, author, at, edits, outcomes FROM map_edit
          WHERE workspace = ${workspace} AND map = ${map} AND revision > ${revision} ORDER BY revision`,
        batchRow,
      ),

    /** The 100 batches before a revision, newest first. */
    before: (workspace: number, map: string, revision: number | undefined) =>
      postgres.query(
        sql`SELECT revision, batch, client, author, at, edits, outcomes, undo FROM map_edit
          WHERE workspace = ${workspace} AND map = ${map} AND revision < ${revision ?? Number.MAX_SAFE_INTEGER}
          ORDER BY revision DESC LIMIT 100`,
        pastRow,
      ),
  };
}
export type MapEdits = ReturnType<typeof createMapEdits>;

/** Throws BadQuestion where an edit brings YAML that cannot stand in the file. */
function applied(document: MapDocument, edits: MapEdit[]) {
  try {
    return document.apply(edits);
  } catch (error) {
    if (error instanceof SyntaxError) throw new BadQuestion(error.message);
    throw error;
  }
}

const keyOf = (workspace: number, map: string) => `${workspace}\n${map}`;
