import sql from 'sql-template-tag';
import { z } from 'zod';
import { type JourneyMap, touchpointsOf } from '../../shared/maps/journey-map.ts';
import { openTemplate } from '../../shared/maps/open-template.ts';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import type { TemplateRow } from '../../shared/maps/templates-contract.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Context } from '../platform/context.ts';
import { BUILT_IN_TEMPLATES, builtInTemplate } from './built-in-templates.ts';
import { readMap } from './stored-maps.ts';

type Stores = Pick<Context, 'postgres' | 'clock' | 'facts'>;

const ownRow = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  file: z.string(),
  saved_by: z.string(),
  saved_at: z.coerce.date(),
});

/** All templates of a workspace: its own, newest first, then those that come with the product. */
export async function listTemplates({ postgres }: Stores, workspace: number): Promise<TemplateRow[]> {
  const own = await postgres.query(
    sql`SELECT id, title, description, file, saved_by, saved_at FROM map_template
      WHERE workspace = ${workspace} ORDER BY saved_at DESC, id`,
    ownRow,
  );
  return [...own.map(describeOwn), ...BUILT_IN_TEMPLATES.map(describeBuiltIn)];
}

/** One template with its file. Throws NOT_FOUND. */
export async function readTemplate({ postgres }: Stores, workspace: number, template: string) {
  if (BUILT_IN_TEMPLATES.includes(template)) {
    return { ...describeBuiltIn(template), ...builtInTemplate(template) };
  }
  const [row] = await postgres.query(
    sql`SELECT id, title, description, file, saved_by, saved_at FROM map_template
      WHERE workspace = ${workspace} AND id = ${template}`,
    ownRow,
  );
  if (!row) throw noSuchTemplate(template);
  return { ...describeOwn(row), file: row.file, ...readMapFile(row.file) };
}

/** A new draft map from a template. Throws NOT_FOUND, and CONFLICT where a map has that id already. */
export async function openAsMap(
  stores: Stores,
  workspace: number,
  { template, map, title }: { template: string; map: string; title: string },
): Promise<void> {
  const { file } = await readTemplate(stores, workspace, template);
  const now = new Date(stores.clock.now());
  const own = openTemplate(file, { id: map, title, today: now.toISOString().slice(0, 10) });
  const added = await stores.postgres.run(
    sql`INSERT INTO map (workspace, id, file, updated_at) VALUES (${workspace}, ${map}, ${own}, ${now})
      ON CONFLICT (workspace, id) DO NOTHING`,
  );
  if (added === 0) throw apiError('CONFLICT', `There is a map "${map}" already. Choose another id.`);
  stores.facts.publish('mapChanged', { workspace, map, revision: 0 });
}

/** Keeps a map as it is now. Throws NOT_FOUND for the map, CONFLICT for the id of a built-in template. */
export async function saveTemplate(
  stores: Stores,
  workspace: number,
  given: { template: string; map: string; title: string; description: string; author: string },
): Promise<TemplateRow> {
  if (BUILT_IN_TEMPLATES.includes(given.template)) {
    throw apiError('CONFLICT', `"${given.template}" comes with the product. Choose another id.`);
  }
  const { file, map } = await readMap(stores, workspace, given.map);
  if (map === null) throw apiError('CONFLICT', `The map "${given.map}" cannot be read. Mend it first.`);
  const row = {
    id: given.template,
    title: given.title,
    description: given.description,
    file,
    saved_by: given.author,
    saved_at: new Date(stores.clock.now()),
  };
  await stores.postgres.run(
    sql`INSERT INTO map_template (workspace, id, title, description, file, saved_by, saved_at)
      VALUES (${workspace}, ${row.id}, ${row.title}, ${row.description}, ${file}, ${row.saved_by}, ${row.saved_at})
      ON CONFLICT (workspace, id) DO UPDATE SET title = excluded.title, description = excluded.description,
        file = excluded.file, saved_by = excluded.saved_by, saved_at = excluded.saved_at`,
  );
  return describeOwn(row);
}

/** Throws NOT_FOUND, and CONFLICT for a built-in one. */
export async function removeTemplate(
  { postgres }: Stores,
  workspace: number,
  template: string,
): Promise<void> {
  if (BUILT_IN_TEMPLATES.includes(template)) {
    throw apiError('CONFLICT', `"${template}" comes with the product and cannot be removed.`);
  }
  const removed = await postgres.run(
    sql`DELETE FROM map_template WHERE workspace = ${workspace} AND id = ${template}`,
  );
  if (removed === 0) throw noSuchTemplate(template);
}

function noSuchTemplate(template: string) {
  return apiError('NOT_FOUND', `There is no template "${template}". GET /api/map-templates lists them.`);
}

function describeBuiltIn(template: string): TemplateRow {
  const { map } = builtInTemplate(template);
  return {
    template,
    title: map?.title ?? template,
    description: map?.description ?? '',
    origin: 'built-in',
    ...sketchOf(map),
    savedBy: null,
    savedAt: null,
  };
}

function describeOwn({
  id,
  title,
  description,
  file,
  saved_by,
  saved_at,
}: z.infer<typeof ownRow>): TemplateRow {
  return {
    template: id,
    title,
    description,
    origin: 'own',
    ...sketchOf(readMapFile(file).map),
    savedBy: saved_by,
    savedAt: saved_at.toISOString(),
  };
}

function sketchOf(
  map: JourneyMap | null,
): Pick<TemplateRow, 'tags' | 'personas' | 'touchpoints' | 'kpis' | 'outline'> {
  return {
    tags: map?.tags.filter((tag) => tag !== 'template') ?? [],
    personas: map?.personas.length ?? 0,
    touchpoints: map ? touchpointsOf(map).length : 0,
    kpis: Object.keys(map?.metrics ?? {}).length,
    outline: (map?.stages ?? []).map((stage) => ({
      title: stage.title,
      color: stage.color,
      feelings: stage.steps.map((step) => step.emotion?.score ?? null),
    })),
  };
}
