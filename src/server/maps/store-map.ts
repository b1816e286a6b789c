import sql from 'sql-template-tag';
import type { MapProblem } from '../../shared/maps/contract.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Context } from '../platform/context.ts';
import type { MapEdits } from './map-edits.ts';
import { listVersions, saveVersion } from './map-versions.ts';
import { assertMap, readBase, readMap } from './stored-maps.ts';

/** Under this name the version is kept that a file replaced. */
export const REPLACED_TITLE = 'Before it was replaced by a file';

/**
 * Stores a new map, and returns what is wrong in it beside its form. A file that is no map is refused (BadQuestion, with
 * line numbers), and so is one that calls itself by another name. Where a map is there already and differs, CONFLICT says
 * which; with `isReplacing` its file is replaced as any edit would, and what was there is kept as a version.
 */
export async function storeMap(
  context: Pick<Context, 'postgres' | 'clock' | 'facts'> & { edits: MapEdits },
  workspace: number,
  {
    id,
    file,
    author,
    isReplacing = false,
  }: { id: string; file: string; author: string; isReplacing?: boolean },
): Promise<MapProblem[]> {
  const { postgres, clock, facts, edits } = context;
  const { problems } = assertMap(file, id, await readBase(context, workspace, file));
  const added = await postgres.run(
    sql`INSERT INTO map (workspace, id, file, updated_at)
      VALUES (${workspace}, ${id}, ${file}, ${new Date(clock.now())}) ON CONFLICT (workspace, id) DO NOTHING`,
  );
  if (added > 0) {
    facts.publish('mapChanged', { workspace, map: id, revision: 0 });
    return problems;
  }
  const { file: before, map, revision, updatedAt } = await readMap(context, workspace, id);
  if (before === file) return problems;
  if (!isReplacing) {
    const title = map?.title ?? id;
    throw apiError(
      'CONFLICT',
      `There is already a map "${title}" at "${id}": revision ${revision}, changed ${updatedAt}. Store the file under another id, or replace that map ("replace": true, map put --replace); what is there now is then kept as a version.`,
      { existing: { map: id, title, revision, updatedAt } },
    );
  }
  const [newest] = await listVersions(context, workspace, id);
  // somebody gave this very state a name already
  if (newest?.revision !== revision)
    await saveVersion(context, workspace, id, { title: REPLACED_TITLE, isPublished: false, author });
  await edits.apply(workspace, id, { client: 'file', batch: crypto.randomUUID(), author }, [
    { kind: 'file', file },
  ]);
  return problems;
}
