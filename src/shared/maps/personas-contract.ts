import { z } from 'zod';
import { call } from '../platform/base-contract.ts';

const shareOf = z.object({ value: z.string(), people: z.number().int() });
export type ShareOf = z.infer<typeof shareOf>;

/** A statement that the data propose for a persona; `part` is the key of the persona it belongs to. */
export const proposedStatement = z.object({
  part: z.enum(['sex', 'age', 'place', 'habits', 'interests']),
  text: z.string(),
  /** how it was counted: `analytics: 1,204 of 2,310 people` */
  evidence: z.string(),
});
export type ProposedStatement = z.infer<typeof proposedStatement>;

/**
 * What is known of the people of a condition, over all time. Lists hold the most frequent values, of those people of whom
 * the value is known at all.
 */
export const personaData = z.object({
  /** people who meet the condition and did anything */
  people: z.number().int(),
  /** all identified people who did anything */
  customers: z.number().int(),
  /** people / customers, 0 to 1; null = there are no customers */
  share: z.number().nullable(),
  buyers: z.number().int(),
  orders: z.number().int(),
  /** net of refunds, in the workspace currency */
  revenue: z.number(),
  sex: z.array(shareOf),
  /** in tens: `30 to 39` */
  age: z.array(shareOf),
  place: z.array(shareOf),
  /** by people who used the channel */
  channels: z.array(shareOf),
  /** of first products, by people; empty = events name none */
  categories: z.array(shareOf),
  statements: z.array(proposedStatement),
});
export type PersonaData = z.infer<typeof personaData>;

/** Personas of maps, measured. */
export const mapPersonasContract = {
  measure: call
    .meta({ permission: 'maps:read' })
    .route({
      method: 'POST',
      path: '/personas/data',
      summary: 'Who the people of a condition are: share, sex, age, place, channels, categories, value',
    })
    .input(z.object({ segment: z.string().max(500).nullable() }))
    .output(personaData),
};
