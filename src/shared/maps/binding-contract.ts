import { z } from 'zod';
import { call } from '../platform/base-contract.ts';

/**
 * What was seen on the events of a name, for composing a condition by clicking: the properties of its latest events, the
 * most frequent first, each with its most frequent values. Counts are of the events looked at, not of all.
 */
export const seenProperties = z.object({
  /** events looked at: the latest ones, at most 2,000 */
  looked: z.number().int(),
  properties: z.array(
    z.object({
      /** as a condition writes it: `properties.total`, `channel` */
      path: z.string(),
      events: z.number().int(),
      values: z.array(
        z.object({ value: z.union([z.string(), z.number(), z.boolean()]), events: z.number().int() }),
      ),
    }),
  ),
});
export type SeenProperties = z.infer<typeof seenProperties>;

export const mapBindingsContract = {
  properties: call
    .meta({ permission: 'reports:read' })
    .route({
      method: 'GET',
      path: '/reports/properties',
      summary: 'Properties and their values seen on the latest events of a name',
    })
    .input(z.object({ event: z.string().min(1).max(200) }))
    .output(seenProperties),
};
