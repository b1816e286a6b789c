import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { readMap } from './stored-maps.ts';

/** One picture or file of a map. */
export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  size: number;
}

export const MAX_ATTACHMENT_BYTES = 10_000_000;
/** Statements of many megabytes hold up everything else that the embedded Postgres does. */
const PART_BYTES = 262_144;

type Stores = Pick<Context, 'postgres' | 'clock'>;

/** Keeps a file of a map. Throws NoSuchMap. */
export async function keepAttachment(
  stores: Stores,
  workspace: number,
  given: { map: string; name: string; mediaType: string; bytes: Uint8Array; author: string },
): Promise<Attachment> {
  await readMap(stores, workspace, given.map);
  const id = crypto.randomUUID();
  const { map, name, mediaType, bytes, author } = given;
  await stores.postgres.transaction(async (queries) => {
    await queries.run(
      sql`INSERT INTO map_attachment (workspace, id, map, name, media_type, size, author, at)
        VALUES (${workspace}, ${id}, ${map}, ${name}, ${mediaType}, ${bytes.length}, ${author}, ${new Date(stores.clock.now())})`,
    );
    for (let part = 0; part * PART_BYTES < bytes.length; part++) {
      const slice = Buffer.from(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
      await queries.run(
        sql`INSERT INTO map_attachment_part (workspace, attachment, part, bytes) VALUES (${workspace}, ${id}, ${part}, ${slice})`,
      );
    }
  });
  return { id, name, mediaType, size: bytes.length };
}

/** A file with its bytes; null = there is none of that id in the workspace. */
export async function readAttachment(
  { postgres }: Stores,
  workspace: number,
  id: string,
): Promise<(Attachment & { bytes: Uint8Array<ArrayBuffer> }) | null> {
  const [row] = await postgres.query(
    sql`SELECT id, name, media_type AS "mediaType", size FROM map_attachment WHERE workspace = ${workspace} AND id = ${id}`,
    z.object({ id: z.string(), name: z.string(), mediaType: z.string(), size: z.number() }),
  );
  if (!row) return null;
  const bytes = new Uint8Array(row.size);
  for (let part = 0; part * PART_BYTES < row.size; part++) {
    const [piece] = await postgres.query(
      sql`SELECT bytes FROM map_attachment_part WHERE workspace = ${workspace} AND attachment = ${id} AND part = ${part}`,
      z.object({ bytes: z.instanceof(Uint8Array) }),
    );
    if (!piece) return null; // removed between the two statements
    bytes.set(piece.bytes, part * PART_BYTES);
  }
  return { ...row, bytes };
}
