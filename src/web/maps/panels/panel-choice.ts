import { z } from 'zod';

/** What may stand beside the grid. */
export const PANELS = ['history', 'comments', 'brief', 'plan', 'channels', 'sketch'] as const;
export type PanelId = (typeof PANELS)[number];

/** What may stand in place of the grid. */
export const MAP_VIEWS = [
  'compare',
  'personas',
  'actors',
  'gaps',
  'family',
  'wheel',
  'present',
  'walk',
] as const;
export type MapViewId = (typeof MAP_VIEWS)[number];

/** The parts of the address of a map that say what is open on it. `lens` = id of a saved view of lanes. */
export const panelSearch = z.object({
  panel: z.enum(PANELS).optional().catch(undefined),
  view: z.enum(MAP_VIEWS).optional().catch(undefined),
  lens: z.string().optional().catch(undefined),
  cell: z.string().optional().catch(undefined),
  from: z.string().optional().catch(undefined),
  to: z.string().optional().catch(undefined),
});
export type PanelSearch = z.infer<typeof panelSearch>;
