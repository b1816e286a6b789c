import { z } from 'zod';
import { call, day, instant, period } from '../platform/base-contract.ts';
import { mapProblem } from './contract.ts';
import { mapFigures } from './drawing/map-figures.ts';
import { MAX_MAP_CHARACTERS, TOO_LARGE_A_FILE } from './file-encoding.ts';

/** Files that a map becomes; `yaml` is its own file, `mermaid` and `cjml` hold the plan without numbers. */
export const EXPORT_FORMATS = [
  'pdf',
  'png',
  'svg',
  'pptx',
  'xlsx',
  'csv',
  'mermaid',
  'cjml',
  'yaml',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Files that a map is read from. */
export const IMPORT_FORMATS = ['yaml', 'mermaid', 'cjml'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** A link to one map, for people without an account. The token itself is told once, when the link is made. */
export const mapLink = z.object({
  id: z.string(),
  createdAt: instant,
  /** address of the person who made it, or how the server was reached */
  author: z.string(),
  /** null = until it is ended */
  expiresAt: instant.nullable(),
  hasPassword: z.boolean(),
  /** other sites may show it in a frame */
  mayEmbed: z.boolean(),
  /** false: file and numbers stay as they were when the link was made */
  isLive: z.boolean(),
  /** null = always the last 30 days with data */
  period: period.nullable(),
});
export type MapLink = z.infer<typeof mapLink>;

/** What somebody with a link sees: the plan and its numbers, nobody's name. */
export const sharedMap = z.object({
  /** shared/maps/journey-map.ts `JourneyMap`, without conditions, owners, documents and what is the writer's own */
  map: z.unknown(),
  figures: mapFigures,
  isLive: z.boolean(),
});
export type SharedMap = z.infer<typeof sharedMap>;

const read = call.meta({ permission: 'maps:read' });
const write = call.meta({ permission: 'maps:write' });
const mapId = z.object({ map: z.string() });

export const mapFilesContract = {
  export: read
    .route({
      method: 'GET',
      path: '/maps/{map}/export',
      summary:
        'A map with the numbers of a period as a file; the last 30 days with data where no period is given',
    })
    .input(
      mapId.extend({
        format: z.enum(EXPORT_FORMATS),
        from: day.optional(),
        to: day.optional(),
        /** of a PDF */
        sheet: z.enum(['A3', 'A4']).optional(),
      }),
    )
    .output(z.file()),
  convert: read
    .route({
      method: 'POST',
      path: '/maps/convert',
      summary: 'Text of a journey in YAML, Mermaid or CJML as a map file; says where it is broken',
    })
    .input(z.object({ text: z.string().max(MAX_MAP_CHARACTERS, TOO_LARGE_A_FILE) }))
    .output(
      z.object({
        format: z.enum(IMPORT_FORMATS),
        /** id that the map calls itself; null = the text is no journey */
        map: z.string().nullable(),
        /** the map file; null = the text is no journey */
        file: z.string().nullable(),
        problems: z.array(mapProblem),
      }),
    ),
  links: read
    .route({
      method: 'GET',
      path: '/maps/{map}/links',
      summary: 'Links to a map that still open, newest first',
    })
    .input(mapId)
    .output(z.object({ links: z.array(mapLink) })),
  createLink: write
    .route({
      method: 'PUT',
      path: '/maps/{map}/links',
      summary: 'Make a link that shows a map to whoever has it',
    })
    .input(
      mapId.extend({
        expiresAt: instant.nullable(),
        password: z.string().min(6).max(200).nullable(),
        mayEmbed: z.boolean(),
        isLive: z.boolean(),
        period: period.nullable(),
      }),
    )
    .output(z.object({ link: mapLink, token: z.string() })),
  endLink: write
    .route({ method: 'DELETE', path: '/maps/{map}/links/{link}', summary: 'End a link to a map' })
    .input(mapId.extend({ link: z.string() }))
    .output(z.object({})),
  shared: call
    .meta({ permission: 'public' })
    .route({
      method: 'POST',
      path: '/shared/{token}',
      summary: 'The map behind a link; FORBIDDEN until the password is right, NOT_FOUND once it has ended',
    })
    .input(z.object({ token: z.string().max(100), password: z.string().max(200).optional() }))
    .output(sharedMap),
};
