import sql from 'sql-template-tag';
import { z } from 'zod';
import { openTemplate } from '../../shared/maps/open-template.ts';
import { builtInTemplate } from '../maps/built-in-templates.ts';
import type { Context } from '../platform/context.ts';

/** Gives every workspace without a map this template, as it stands but for the day of its review, so that the first page shows one. */
export async function addDemoMap(context: Context, template: string): Promise<void> {
  const now = new Date(context.clock.now());
  const { file, map } = builtInTemplate(template);
  const own = openTemplate(file, {
    id: template,
    title: map?.title ?? template,
    status: 'live',
    today: now.toISOString().slice(0, 10),
  });
  const added = await context.postgres.query(
    sql`INSERT INTO map (workspace, id, file, updated_at)
      SELECT w.id, ${template}, ${own}, ${now}
      FROM workspace w WHERE NOT EXISTS (SELECT 1 FROM map m WHERE m.workspace = w.id)
      ON CONFLICT DO NOTHING RETURNING workspace`,
    z.object({ workspace: z.number() }),
  );
  for (const { workspace } of added) {
    context.facts.publish('mapChanged', { workspace, map: template, revision: 0 });
  }
}
