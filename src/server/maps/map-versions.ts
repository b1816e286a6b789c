import sql from 'sql-template-tag';
import { z } from 'zod';
import type { MapVersion } from '../../shared/maps/editing-contract.ts';
import type { Context } from '../platform/context.ts';
import { NoSuchMap } from './stored-maps.ts';

type Stores = Pick<Context, 'postgres' | 'clock' | 'facts'>;

const versionRow = z
  .object({
    version: z.number(),
    title: z.string(),
    is_published: z.boolean(),
    author: z.string(),
    at: z.coerce.date(),
    revision: z.coerce.number(),
  })
  .transform(
    ({ is_published, at, ...row }): MapVersion => ({
      ...row,
      isPublished: is_published,
      at: at.toISOString(),
    }),
  );

/** No version of that number. The API answers NOT_FOUND. */
class NoSuchVersion extends Error {
  readonly code = 'NOT_FOUND';
}

/** Newest first. */
export function listVersions(
  { postgres }: Pick<Stores, 'postgres'>,
  workspace: number,
  map: string,
): Promise<MapVersion[]> {
  return postgres.query(
    sql`SELECT version, title, is_published, author, at, revision FROM map_version
      WHERE workspace = ${workspace} AND map = ${map} ORDER BY version DESC`,
    versionRow,
  );
}

/** Keeps the file as it is now under a name. Throws NoSuchMap. */
export async function saveVersion(
  { postgres, clock, facts }: Stores,
  workspace: number,
  map: string,
  given: { title: string; isPublished: boolean; author: string },
): Promise<MapVersion> {
  const [saved] = await postgres.query(
    sql`INSERT INTO map_version (workspace, map, version, title, is_published, author, at, revision, file)
      SELECT workspace, id,
        (SELECT coalesce(max(version), 0) + 1 FROM map_version v WHERE v.workspace = ${workspace} AND v.map = ${map}),
        ${given.title}, ${given.isPublished}, ${given.author}, ${new Date(clock.now())}, revision, file
      FROM map WHERE workspace = ${workspace} AND id = ${map}
      RETURNING version, title, is_published, author, at, revision`,
    versionRow,
  );
  if (!saved) throw new NoSuchMap(map);
  facts.publish('versionsChanged', { workspace, map });
  return saved;
}

/** The file of a version, or as it is now. Throws NoSuchMap and NoSuchVersion. */
export async function readVersionFile(
  { postgres }: Pick<Stores, 'postgres'>,
  workspace: number,
  map: string,
  version: number | 'current',
): Promise<{ file: string; revision: number }> {
  const [row] = await postgres.query(
    version === 'current'
      ? sql`SELECT file, revision FROM map WHERE workspace = ${workspace} AND id = ${map}`
      : sql`SELECT file, revision FROM map_version WHERE workspace = ${workspace} AND map = ${map} AND version = ${version}`,
    z.object({ file: z.string(), revision: z.coerce.number() }),
  );
  if (row) return row;
  if (version === 'current') throw new NoSuchMap(map);
  throw new NoSuchVersion(
    `The map "${map}" has no version ${version}. GET /api/maps/${map}/versions lists them.`,
  );
}
