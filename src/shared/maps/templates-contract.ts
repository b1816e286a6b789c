import { z } from 'zod';
import { call, instant } from '../platform/base-contract.ts';
import { mapProblem } from './contract.ts';

/** Ids of maps and templates: the same alphabet as every id of a map file. */
export const mapSlug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, 'an id has a-z, 0-9, _ and - only, and begins with a letter or digit');

/** A template as the gallery shows it; the web app draws its picture from `outline`. */
export const templateRow = z.object({
  template: z.string(),
  title: z.string(),
  description: z.string(),
  /** comes with the product, or is one of the workspace's own */
  origin: z.enum(['built-in', 'own']),
  tags: z.array(z.string()),
  personas: z.number().int(),
  touchpoints: z.number().int(),
  kpis: z.number().int(),
  /** stages in order, each with the assumed feeling (-2 to 2, null = not said) of its steps */
  outline: z.array(
    z.object({ title: z.string(), color: z.string().nullable(), feelings: z.array(z.number().nullable()) }),
  ),
  /** own templates only */
  savedBy: z.string().nullable(),
  savedAt: instant.nullable(),
});
export type TemplateRow = z.infer<typeof templateRow>;

const read = call.meta({ permission: 'maps:read' });
const write = call.meta({ permission: 'maps:write' });
const one = z.object({ template: mapSlug });

export const mapTemplatesContract = {
  list: read
    .route({ method: 'GET', path: '/map-templates', summary: 'Templates of maps: built in, and own' })
    .output(z.object({ templates: z.array(templateRow) })),
  get: read
    .route({ method: 'GET', path: '/map-templates/{template}', summary: 'One template with its map' })
    .input(one)
    .output(
      templateRow.extend({
        file: z.string(),
        /** shared/maps/journey-map.ts `JourneyMap`; null = an own template that this version cannot read */
        map: z.unknown(),
        problems: z.array(mapProblem),
      }),
    ),
  open: write
    .route({
      method: 'PUT',
      path: '/map-templates/{template}/maps/{map}',
      summary: 'Make a new draft map from a template; CONFLICT where the id is taken',
    })
    .input(one.extend({ map: mapSlug, title: z.string().trim().min(1).max(200) }))
    .output(z.object({ map: z.string() })),
  save: write
    .route({
      method: 'PUT',
      path: '/map-templates/{template}',
      summary: 'Keep a map as it is now as a template of one’s own; replaces an own one of that id',
    })
    .input(
      one.extend({
        map: z.string(),
        title: z.string().trim().min(1).max(200),
        description: z.string().max(1_000).default(''),
      }),
    )
    .output(templateRow),
  remove: write
    .route({ method: 'DELETE', path: '/map-templates/{template}', summary: 'Remove a template of one’s own' })
    .input(one)
    .output(z.object({})),
};
