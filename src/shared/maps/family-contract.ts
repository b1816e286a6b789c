import { z } from 'zod';
import { call, period } from '../platform/base-contract.ts';
import { kpiState } from './contract.ts';

/**
 * A map that is the inside of a step of another, summed up. `null` figures: it has no stages with an event, or the map is
 * not there or cannot be read (`title` null).
 */
export const childMap = z.object({
  /** the step of the parent that it is the inside of; null = only the child names its parent */
  step: z.string().nullable(),
  map: z.string(),
  title: z.string().nullable(),
  /** people who entered any of its stages */
  people: z.number().int().nullable(),
  /** people who reached its last stage */
  finished: z.number().int().nullable(),
  /** finished / people, 0 to 1: who reached its last stage is one of them */
  share: z.number().nullable(),
  kpis: z.array(z.object({ metric: z.string(), title: z.string(), state: kpiState })),
});
export type ChildMap = z.infer<typeof childMap>;

/** Maps of maps: what stands above and below a map, with rolled-up numbers. */
export const mapFamilyContract = {
  children: call
    .meta({ permission: 'maps:read' })
    .route({
      method: 'POST',
      path: '/maps/{map}/children',
      summary: 'The maps inside the steps of a map, with their numbers, and the map it is inside of',
    })
    .input(z.object({ map: z.string(), period }))
    .output(
      z.object({
        /** the map and step that this map is the inside of; null = none that is there */
        parent: z.object({ map: z.string(), title: z.string(), step: z.string().nullable() }).nullable(),
        children: z.array(childMap),
      }),
    ),
};
