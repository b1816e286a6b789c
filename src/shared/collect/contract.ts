import { z } from 'zod';
import { call, instant } from '../platform/base-contract.ts';

const data = call.meta({ permission: 'data:read' });

/** An item that was not stored, kept with its reason where a person can see it. */
export const rejectedItem = z.object({
  id: z.string(),
  at: instant,
  source: z.string(),
  /** code of the verdict, e.g. `missing_identifier` */
  code: z.string(),
  message: z.string(),
  /** the item as it came, cut at 32 KB */
  payload: z.string(),
  kind: z.enum(['rejected', 'conflict']),
});

export const collectContract = {
  sources: data
    .route({
      method: 'GET',
      path: '/data/sources',
      summary: 'Where data comes from, how fresh, and the counters',
    })
    .output(
      z.object({
        sources: z.array(
          z.object({
            name: z.string(),
            kind: z.string(),
            /** received = stored + duplicates + conflicts + rejected, always */
            received: z.number().int(),
            stored: z.number().int(),
            duplicates: z.number().int(),
            conflicts: z.number().int(),
            rejected: z.number().int(),
            lastReceivedAt: instant.nullable(),
          }),
        ),
        /** share of people tied to a known identifier, 0 to 1 */
        identifiedShare: z.number().nullable(),
      }),
    ),
  recent: data
    .route({ method: 'GET', path: '/data/recent', summary: 'The latest events, newest first' })
    .input(z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }))
    .output(
      z.object({
        events: z.array(
          z.object({
            seq: z.string(),
            at: instant,
            receivedAt: instant,
            event: z.string(),
            channel: z.string(),
            source: z.string(),
            person: z.string().nullable(),
            amount: z.number().nullable(),
          }),
        ),
      }),
    ),
  rejected: data
    .route({
      method: 'GET',
      path: '/data/rejected',
      summary: 'Items that were refused or conflict, newest first',
    })
    .input(z.object({ cursor: z.string().optional() }))
    .output(
      z.object({ total: z.number().int(), items: z.array(rejectedItem), cursor: z.string().nullable() }),
    ),
};
