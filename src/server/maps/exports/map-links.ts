import sql from 'sql-template-tag';
import { z } from 'zod';
import { mapFigures } from '../../../shared/maps/drawing/map-figures.ts';
import type { MapLink } from '../../../shared/maps/files-contract.ts';
import { period } from '../../../shared/platform/base-contract.ts';
import { hashPassword } from '../../accounts/password.ts';
import { hashToken, makeToken } from '../../accounts/secrets.ts';
import type { Context } from '../../platform/context.ts';

type Stores = Pick<Context, 'postgres' | 'clock'>;

const frozenMap = z.object({ file: z.string(), base: z.unknown(), figures: mapFigures });
/** File and numbers of a moment. */
export type FrozenMap = z.infer<typeof frozenMap>;

const linkRow = z
  .object({
    id: z.string(),
    author: z.string(),
    created_at: z.coerce.date(),
    expires_at: z.coerce.date().nullable(),
    has_password: z.boolean(),
    may_embed: z.boolean(),
    is_live: z.boolean(),
    period: period.nullable(),
  })
  .transform(
    (row): MapLink => ({
      id: row.id,
      author: row.author,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at?.toISOString() ?? null,
      hasPassword: row.has_password,
      mayEmbed: row.may_embed,
      isLive: row.is_live,
      period: row.period,
    }),
  );

const COLUMNS = sql`id, author, created_at, expires_at, password_hash IS NOT NULL AS has_password, may_embed, frozen IS NULL AS is_live, period`;

/** Links to a map that still open, newest first. */
export function listLinks({ postgres, clock }: Stores, workspace: number, map: string): Promise<MapLink[]> {
  return postgres.query(
    sql`SELECT ${COLUMNS} FROM map_link
      WHERE workspace = ${workspace} AND map = ${map} AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > ${new Date(clock.now())})
      ORDER BY created_at DESC, id`,
    linkRow,
  );
}

export interface NewLink {
  map: string;
  author: string;
  expiresAt: string | null;
  password: string | null;
  mayEmbed: boolean;
  period: { from: string; to: string } | null;
  /** null = live */
  frozen: FrozenMap | null;
}

/** Makes a link; only a hash of its token and of its password is kept. */
export async function addLink(
  { postgres, clock }: Stores,
  workspace: number,
  given: NewLink,
): Promise<{ link: MapLink; token: string }> {
  const token = makeToken();
  const passwordHash = given.password === null ? null : await hashPassword(given.password);
  const [link] = await postgres.query(
    sql`INSERT INTO map_link (id, workspace, map, token_hash, author, created_at, expires_at, password_hash, may_embed, period, frozen)
      VALUES (${crypto.randomUUID()}, ${workspace}, ${given.map}, ${hashToken(token)}, ${given.author}, ${new Date(clock.now())},
        ${given.expiresAt === null ? null : new Date(given.expiresAt)}, ${passwordHash}, ${given.mayEmbed},
        ${given.period === null ? null : JSON.stringify(given.period)}, ${given.frozen === null ? null : JSON.stringify(given.frozen)})
      RETURNING ${COLUMNS}`,
    linkRow,
  );
  if (!link) throw new Error('The link was not stored.');
  return { link, token };
}

/** Ends a link at once; false = the map has no such link that still opens. */
export async function endLink(
  { postgres, clock }: Stores,
  workspace: number,
  given: { map: string; link: string },
): Promise<boolean> {
  const ended = await postgres.run(
    sql`UPDATE map_link SET ended_at = ${new Date(clock.now())}
      WHERE workspace = ${workspace} AND map = ${given.map} AND id = ${given.link} AND ended_at IS NULL`,
  );
  return ended > 0;
}

const openRow = z.object({
  id: z.string(),
  workspace: z.number(),
  map: z.string(),
  password_hash: z.string().nullable(),
  may_embed: z.boolean(),
  period: period.nullable(),
  frozen: frozenMap.nullable(),
});
/** What a token opens. */
export type OpenLink = z.infer<typeof openRow>;

/** The link of a token; null = there is none, or it has ended. */
export async function findLink({ postgres, clock }: Stores, token: string): Promise<OpenLink | null> {
  const [row] = await postgres.query(
    sql`SELECT id, workspace, map, password_hash, may_embed, period, frozen FROM map_link
      WHERE token_hash = ${hashToken(token)} AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > ${new Date(clock.now())})`,
    openRow,
  );
  return row ?? null;
}

const embedRow = z.object({ may_embed: z.boolean() });

/** Whether a page of the web app may stand in a frame of another site: only that of a link that says so and still opens. */
export async function mayEmbedPage({ postgres, clock }: Stores, path: string): Promise<boolean> {
  const token = /^\/shared\/([\w-]{20,100})$/.exec(path)?.[1];
  if (token === undefined) return false;
  const [row] = await postgres.query(
    sql`SELECT may_embed FROM map_link
      WHERE token_hash = ${hashToken(token)} AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > ${new Date(clock.now())})`,
    embedRow,
  );
  return row?.may_embed ?? false;
}
