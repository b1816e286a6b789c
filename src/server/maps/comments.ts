import sql from 'sql-template-tag';
import { z } from 'zod';
import type { CommentThread } from '../../shared/maps/comments-contract.ts';
import type { Context } from '../platform/context.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { listMaps, readMap } from './stored-maps.ts';

type Stores = Pick<Context, 'postgres' | 'clock' | 'facts'>;

/** No comment of that id. The API answers NOT_FOUND. */
class NoSuchComment extends Error {
  readonly code = 'NOT_FOUND';
  constructor(map: string, id: string) {
    super(`The map "${map}" has no comment "${id}". GET /api/maps/${map}/comments lists them.`);
  }
}

/** A comment that somebody else wrote. The API answers FORBIDDEN. */
class NotOwnComment extends Error {
  readonly code = 'FORBIDDEN';
}

const commentRow = z.object({
  map: z.string(),
  id: z.string(),
  thread: z.string(),
  cell: z.string(),
  author: z.string(),
  at: z.coerce.date(),
  text: z.string(),
  mentions: z.array(z.string()),
  resolved_at: z.coerce.date().nullable(),
  resolved_by: z.string().nullable(),
});
type CommentRow = z.infer<typeof commentRow>;

const COLUMNS = sql`map, id, thread, cell, author, at, text, mentions, resolved_at, resolved_by`;

/** Talks about a map, the one with the newest comment first. Throws NoSuchMap. */
export async function listThreads(stores: Stores, workspace: number, map: string): Promise<CommentThread[]> {
  await readMap(stores, workspace, map);
  const rows = await stores.postgres.query(
    sql`SELECT ${COLUMNS} FROM map_comment WHERE workspace = ${workspace} AND map = ${map} ORDER BY at, id`,
    commentRow,
  );
  return threadsOf(rows);
}

/** Open talks of all maps in which this address is mentioned. */
export async function listMentions(stores: Stores, workspace: number, email: string) {
  const rows = await stores.postgres.query(
    sql`SELECT ${COLUMNS} FROM map_comment WHERE workspace = ${workspace} AND (map, thread) IN (
        SELECT map, thread FROM map_comment WHERE workspace = ${workspace} AND ${email} = ANY(mentions)
      ) ORDER BY at, id`,
    commentRow,
  );
  const maps = new Map((await listMaps(stores, workspace)).map((one) => [one.id, one.map?.title ?? one.id]));
  return [...groupByMap(rows)]
    .flatMap(([map, own]) =>
      threadsOf(own).map((thread) => ({ ...thread, map, title: maps.get(map) ?? map })),
    )
    .filter((thread) => thread.resolvedAt === null && maps.has(thread.map))
    .sort((a, b) => (newestAt(a) < newestAt(b) ? 1 : -1));
}

/** Says something about a cell, or answers in a thread. Throws NoSuchMap, NoSuchComment, BadQuestion. */
export async function sayComment(
  stores: Stores,
  workspace: number,
  given: { map: string; id: string; cell: string; thread?: string | undefined; text: string; author: string },
): Promise<CommentThread> {
  const { map, id, text, author } = given;
  await readMap(stores, workspace, map);
  const first = given.thread === undefined ? null : await readThread(stores, workspace, map, given.thread);
  const mentions = await findMentions(stores, workspace, text);
  await stores.postgres.run(
    sql`INSERT INTO map_comment (workspace, map, id, thread, cell, author, at, text, mentions)
      VALUES (${workspace}, ${map}, ${id}, ${first?.id ?? id}, ${first?.cell ?? given.cell}, ${author},
        ${new Date(stores.clock.now())}, ${text}, ${mentions})
      ON CONFLICT (workspace, map, id) DO NOTHING`,
  );
  const said = await readThread(stores, workspace, map, first?.id ?? id);
  if (!said.comments.some((one) => one.id === id && one.text === text))
    throw new BadQuestion(`The id "${id}" belongs to another comment. Make a new one.`);
  stores.facts.publish('commentsChanged', { workspace, map });
  return said;
}

/** Closes a talk or opens it again. Throws NoSuchComment. */
export async function resolveThread(
  stores: Stores,
  workspace: number,
  { map, thread, isResolved, author }: { map: string; thread: string; isResolved: boolean; author: string },
): Promise<CommentThread> {
  const at = isResolved ? new Date(stores.clock.now()) : null;
  await stores.postgres.run(
    sql`UPDATE map_comment SET resolved_at = ${at}, resolved_by = ${isResolved ? author : null}
      WHERE workspace = ${workspace} AND map = ${map} AND id = ${thread} AND thread = id`,
  );
  const read = await readThread(stores, workspace, map, thread);
  stores.facts.publish('commentsChanged', { workspace, map });
  return read;
}

/** Takes a comment back; the whole talk with the first one. Throws NoSuchComment and NotOwnComment. */
export async function removeComment(
  stores: Stores,
  workspace: number,
  { map, id, author }: { map: string; id: string; author: string },
): Promise<void> {
  const [row] = await stores.postgres.query(
    sql`SELECT author FROM map_comment WHERE workspace = ${workspace} AND map = ${map} AND id = ${id}`,
    z.object({ author: z.string() }),
  );
  if (!row) throw new NoSuchComment(map, id);
  if (row.author !== author)
    throw new NotOwnComment(`This comment is by ${row.author}; you can resolve it, not remove it.`);
  await stores.postgres.run(
    sql`DELETE FROM map_comment WHERE workspace = ${workspace} AND map = ${map} AND (id = ${id} OR thread = ${id})`,
  );
  stores.facts.publish('commentsChanged', { workspace, map });
}

/** Addresses of the users of a workspace. */
export function listMentionable({ postgres }: Stores, workspace: number): Promise<{ email: string }[]> {
  return postgres.query(
    sql`SELECT email FROM account_user WHERE workspace = ${workspace} ORDER BY email`,
    z.object({ email: z.string() }),
  );
}

/** Addresses written as `@anna@shop.example`, of users of the workspace only. */
async function findMentions(stores: Stores, workspace: number, text: string): Promise<string[]> {
  const written = [...text.matchAll(/@([^\s@]+@[^\s@,;:!?()]+)/g)].map(([, address = '']) =>
    address.toLowerCase().replace(/[.'"]+$/, ''),
  );
  if (written.length === 0) return [];
  const known = new Set((await listMentionable(stores, workspace)).map((user) => user.email));
  return [...new Set(written)].filter((address) => known.has(address));
}

async function readThread(
  { postgres }: Stores,
  workspace: number,
  map: string,
  thread: string,
): Promise<CommentThread> {
  const rows = await postgres.query(
    sql`SELECT ${COLUMNS} FROM map_comment
      WHERE workspace = ${workspace} AND map = ${map} AND thread = ${thread} ORDER BY at, id`,
    commentRow,
  );
  const [read] = threadsOf(rows);
  if (!read) throw new NoSuchComment(map, thread);
  return read;
}

function threadsOf(rows: readonly CommentRow[]): CommentThread[] {
  const threads = new Map<string, CommentThread>();
  for (const row of rows) {
    const { id, author, text, mentions } = row;
    const comment = { id, author, text, mentions, at: row.at.toISOString() };
    const known = threads.get(row.thread);
    if (known) known.comments.push(comment);
    const thread = known ?? {
      id: row.thread,
      cell: row.cell,
      resolvedAt: null,
      resolvedBy: null,
      comments: [comment],
    };
    if (row.id === row.thread) {
      thread.resolvedAt = row.resolved_at?.toISOString() ?? null;
      thread.resolvedBy = row.resolved_by;
    }
    threads.set(row.thread, thread);
  }
  return [...threads.values()].sort((a, b) => (newestAt(a) < newestAt(b) ? 1 : -1));
}

function newestAt(thread: CommentThread): string {
  return thread.comments.at(-1)?.at ?? '';
}

function groupByMap(rows: readonly CommentRow[]): Map<string, CommentRow[]> {
  const groups = new Map<string, CommentRow[]>();
  for (const row of rows) groups.set(row.map, [...(groups.get(row.map) ?? []), row]);
  return groups;
}
