import sql from 'sql-template-tag';
import { diffMapFiles } from '../../shared/maps/edit/diff-map.ts';
import type { MapEdit } from '../../shared/maps/edit/map-edit.ts';
import { api } from '../platform/api.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Caller } from '../platform/caller.ts';
import type { Context } from '../platform/context.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { readExtends } from './linked-maps.ts';
import type { MapEdits } from './map-edits.ts';
import { createMapNews } from './map-news.ts';
import { listVersions, readVersionFile, saveVersion } from './map-versions.ts';
import { readMap } from './stored-maps.ts';

/** Who a change is told to be from. */
export function authorOf(caller: Caller): string {
  return caller.user?.email ?? 'API';
}

/** Editing of maps by several people at once, and their versions. */
export function mapEditingRoutes(context: Context, edits: MapEdits) {
  const news = createMapNews(context, edits);
  return {
    edit: api.mapEditing.edit.handler(
      ({ input: { map, edits: given, ...source }, context: { workspace, caller } }) =>
        edits.apply(workspace, map, { ...source, author: authorOf(caller) }, given),
    ),

    follow: api.mapEditing.follow.handler(
      async ({ input: { map, after, ...visitor }, context: { workspace }, signal }) => {
        await readMap(context, workspace, map); // no such map is an answer, not a stream without end
        return news.follow({ workspace, map, after }, visitor, signal);
      },
    ),

    visit: api.mapEditing.visit.handler(async ({ input, context: { workspace } }) => {
      news.visit(workspace, input.map, input.client, input.cell);
      return {};
    }),

    history: api.mapEditing.history.handler(async ({ input, context: { workspace } }) => ({
      batches: await edits.before(workspace, input.map, input.before),
    })),

    versions: api.mapEditing.versions.handler(async ({ input, context: { workspace } }) => ({
      versions: await listVersions(context, workspace, input.map),
    })),

    saveVersion: api.mapEditing.saveVersion.handler(
      ({ input: { map, ...given }, context: { workspace, caller } }) =>
        saveVersion(context, workspace, map, { ...given, author: authorOf(caller) }),
    ),

    versionFile: api.mapEditing.versionFile.handler(({ input, context: { workspace } }) =>
      readVersionFile(context, workspace, input.map, input.version),
    ),

    diff: api.mapEditing.diff.handler(async ({ input, context: { workspace } }) => {
      const from = await readVersionFile(context, workspace, input.map, input.from);
      const to = await readVersionFile(context, workspace, input.map, input.to);
      return { edits: diffOf(from.file, to.file) };
    }),

    restore: api.mapEditing.restore.handler(
      async ({ input: { map, version, ...source }, context: { workspace, caller } }) => {
        const { file } = await readVersionFile(context, workspace, map, version);
        return edits.apply(workspace, map, { ...source, author: authorOf(caller) }, [{ kind: 'file', file }]);
      },
    ),

    remove: api.mapEditing.remove.handler(async ({ input: { map }, context: { workspace } }) => {
      await readMap(context, workspace, map);
      const heirs = (await readExtends(context, workspace)).filter(
        (one) => one.extends === map && one.id !== map,
      );
      if (heirs.length > 0)
        throw apiError(
          'CONFLICT',
          `${heirs.map(({ id }) => `"${id}"`).join(', ')} extend this map and would lose what they inherit. Remove them first, or take their line "extends" out.`,
        );
      await context.postgres.transaction(async (queries) => {
        await queries.run(sql`DELETE FROM map_comment WHERE workspace = ${workspace} AND map = ${map}`);
        await queries.run(sql`DELETE FROM map_attachment WHERE workspace = ${workspace} AND map = ${map}`);
        await queries.run(sql`DELETE FROM map_version WHERE workspace = ${workspace} AND map = ${map}`);
        await queries.run(sql`DELETE FROM map_link WHERE workspace = ${workspace} AND map = ${map}`);
        await queries.run(sql`DELETE FROM map_edit WHERE workspace = ${workspace} AND map = ${map}`);
        await queries.run(sql`DELETE FROM map WHERE workspace = ${workspace} AND id = ${map}`);
      });
      context.facts.publish('mapChanged', { workspace, map, revision: null });
      return {};
    }),
  };
}

function diffOf(from: string, to: string): MapEdit[] {
  try {
    return diffMapFiles(from, to);
  } catch (error) {
    // a version that was kept while the file was broken
    if (error instanceof SyntaxError) throw new BadQuestion(`There is nothing to compare: ${error.message}`);
    throw error;
  }
}
