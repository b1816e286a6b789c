import { z } from 'zod';
import { call, instant, peoplePage, personId, personRow } from '../platform/base-contract.ts';

export const timelineEvent = z.object({
  /** position in the event log */
  seq: z.string(),
  at: instant,
  event: z.string(),
  channel: z.string(),
  source: z.string(),
  amount: z.number().nullable(),
  currency: z.string().nullable(),
  orderId: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  /** identifiers the event carried, type and value */
  identifiers: z.array(z.object({ type: z.string(), value: z.string() })),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

const people = call.meta({ permission: 'people:read' });

export const customersContract = {
  search: people
    .route({
      method: 'GET',
      path: '/people',
      summary: 'Find people by any identifier, name, or list the latest',
    })
    .input(z.object({ q: z.string().max(300).optional(), cursor: z.string().optional() }))
    .output(peoplePage),
  counts: people
    .route({
      method: 'GET',
      path: '/people/counts',
      summary: 'How many people there are, and how many of them are known by more than a browser or device',
    })
    .output(
      z.object({
        people: z.number().int(),
        /** by an account, card, email, phone or the like; the rest are browsers and devices never seen to sign in */
        known: z.number().int(),
      }),
    ),
  get: people
    .route({ method: 'GET', path: '/people/{person}', summary: 'One person' })
    .input(z.object({ person: personId }))
    .output(
      personRow.extend({
        /** current traits, each with when and from which source it was learnt */
        traits: z.array(z.object({ name: z.string(), value: z.unknown(), at: instant, source: z.string() })),
        identifiers: z.array(
          z.object({ type: z.string(), value: z.string(), firstSeenAt: instant, source: z.string() }),
        ),
        /** channel with most orders; null without orders */
        preferredChannel: z.string().nullable(),
        /** names a person now has under another id (a merge happened): the page redirects */
        currentPerson: personId,
      }),
    ),
  timeline: people
    .route({
      method: 'GET',
      path: '/people/{person}/timeline',
      summary: 'Everything the person did, newest first',
    })
    .input(z.object({ person: personId, channel: z.string().optional(), cursor: z.string().optional() }))
    .output(
      z.object({ total: z.number().int(), events: z.array(timelineEvent), cursor: z.string().nullable() }),
    ),
};
