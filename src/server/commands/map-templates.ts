import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { Context } from '../platform/context.ts';
import { PROJECT_FOLDER } from '../platform/project-folder.ts';

const ENDING = '.journey.yaml';

/** Gives every workspace without a map the templates, so that the first page shows one. */
export async function addTemplates(context: Context): Promise<void> {
  const folder = join(PROJECT_FOLDER, 'templates');
  for (const name of readdirSync(folder).filter((file) => file.endsWith(ENDING))) {
    const map = name.slice(0, -ENDING.length);
    const added = await context.postgres.query(
      sql`INSERT INTO map (workspace, id, file, updated_at)
        SELECT w.id, ${map}, ${readFileSync(join(folder, name), 'utf8')}, to_timestamp(${context.clock.now() / 1000})
        FROM workspace w WHERE NOT EXISTS (SELECT 1 FROM map m WHERE m.workspace = w.id)
        ON CONFLICT DO NOTHING RETURNING workspace`,
      z.object({ workspace: z.number() }),
    );
    for (const { workspace } of added) context.facts.publish('mapChanged', { workspace, map, revision: 0 });
  }
}
