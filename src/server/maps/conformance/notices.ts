import sql from 'sql-template-tag';
import { z } from 'zod';
import type { MapNotice } from '../../../shared/maps/conformance-contract.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import type { Context } from '../../platform/context.ts';
import { listMaps } from '../stored-maps.ts';

/** No open notice of that number. The API answers NOT_FOUND. */
class NoSuchNotice extends Error {
  readonly code = 'NOT_FOUND';
}

/** An alert or a reminder to be told. */
export interface Notice {
  workspace: number;
  map: string;
  kind: MapNotice['kind'];
  level: number;
  recipients: string[];
  /** day it is about */
  day: string;
  drift: { share: number; low: number; high: number } | null;
}

type Stores = Pick<Context, 'postgres' | 'clock' | 'facts'>;

const idRow = z.object({ id: z.coerce.number() });

/**
 * Opens a notice, or raises the level of the one that is open. One that was put away is not told again for the same day,
 * unless its level rises. The fact `mapNoticeRaised` is the one place where mail and messages take it from.
 */
export async function raiseNotice({ postgres, clock, facts }: Stores, notice: Notice): Promise<void> {
  const { workspace, map, kind, level, recipients, day, drift } = notice;
  const rows = await postgres.query(
    sql`INSERT INTO map_notice (workspace, map, kind, level, recipients, day, share, low, high, raised_at)
      SELECT ${workspace}, ${map}, ${kind}, ${level}::int, ${recipients}::text[], ${day}::date,
        ${drift?.share ?? null}::float8, ${drift?.low ?? null}::float8, ${drift?.high ?? null}::float8, ${new Date(clock.now())}::timestamptz
      WHERE NOT EXISTS (SELECT 1 FROM map_notice WHERE workspace = ${workspace} AND map = ${map} AND kind = ${kind}
        AND day = ${day}::date AND level >= ${level}::int AND settled_at IS NOT NULL)
      ON CONFLICT (workspace, map, kind) WHERE settled_at IS NULL DO UPDATE SET level = EXCLUDED.level,
        recipients = EXCLUDED.recipients, day = EXCLUDED.day, share = EXCLUDED.share, low = EXCLUDED.low, high = EXCLUDED.high,
        raised_at = CASE WHEN EXCLUDED.level > map_notice.level THEN EXCLUDED.raised_at ELSE map_notice.raised_at END
        WHERE EXCLUDED.level > map_notice.level OR EXCLUDED.day > map_notice.day
      RETURNING id`,
    idRow,
  );
  for (const { id } of rows) facts.publish('mapNoticeRaised', { workspace, notice: id });
}

/** What a notice was about is over: the range is kept again, or somebody looked at the map. */
export async function settleNotices(
  { postgres, clock }: Stores,
  { workspace, map, kind }: Pick<Notice, 'workspace' | 'map' | 'kind'>,
): Promise<void> {
  await postgres.run(
    sql`UPDATE map_notice SET settled_at = ${new Date(clock.now())}
      WHERE workspace = ${workspace} AND map = ${map} AND kind = ${kind} AND settled_at IS NULL`,
  );
}

/** Puts one away. Throws NoSuchNotice. */
export async function settleNotice(
  { postgres, clock }: Stores,
  workspace: number,
  id: number,
): Promise<void> {
  const settled = await postgres.run(
    sql`UPDATE map_notice SET settled_at = ${new Date(clock.now())}
      WHERE workspace = ${workspace} AND id = ${id} AND settled_at IS NULL`,
  );
  if (settled === 0)
    throw new NoSuchNotice(`There is no open notice ${id}. GET /api/map-notices lists them.`);
}

const noticeRow = z.object({
  id: z.coerce.number(),
  map: z.string(),
  kind: z.enum(['drift', 'review']),
  level: z.number(),
  recipients: z.array(z.string()),
  day: z.string(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  raised_at: z.coerce.date(),
});

/** Open notices of the maps that there are, newest first. */
export async function listNotices(context: Stores, workspace: number): Promise<MapNotice[]> {
  const rows = await context.postgres.query(
    sql`SELECT id, map, kind, level, recipients, day::text AS day, share, low, high, raised_at FROM map_notice
      WHERE workspace = ${workspace} AND settled_at IS NULL ORDER BY raised_at DESC, id DESC`,
    noticeRow,
  );
  if (rows.length === 0) return [];
  const titles = new Map((await listMaps(context, workspace)).map(({ id, map }) => [id, map?.title ?? id]));
  return rows.flatMap(({ raised_at, ...row }) => {
    const title = titles.get(row.map);
    return title === undefined ? [] : [{ ...row, title, raisedAt: raised_at.toISOString() }];
  });
}

const emailRow = z.object({ email: z.string() });

/** Whom a notice of a level is for: the owner of the map, or, where it has none or it rose, every owner of the workspace. */
export async function recipientsOf(
  { postgres }: Stores,
  of: { workspace: number; map: JourneyMap; level: number },
): Promise<{ level: number; recipients: string[] }> {
  if (of.level === 1 && of.map.owner !== null) return { level: 1, recipients: [of.map.owner] };
  const owners = await postgres.query(
    sql`SELECT email FROM account_user WHERE workspace = ${of.workspace} AND role = 'owner' ORDER BY id`,
    emailRow,
  );
  return { level: 2, recipients: owners.map(({ email }) => email) };
}
