import { z } from 'zod';
import { call, period } from '../../platform/base-contract.ts';
import { NEEDS } from './needs.ts';

const count = z.number().int();
/** 0 to 100; null = no data */
const score = z.number().nullable();

export const needReading = z.object({
  need: z.enum(NEEDS),
  /** mean of its parts with data */
  score,
  /** all that its parts with data rest on */
  sample: count,
  parts: z.array(
    z.object({
      part: z.string(),
      title: z.string(),
      score,
      /** of the part's unit */
      sample: count,
      /** what the part costs or risks in the period, workspace currency; null = it says nothing of money */
      money: z.number().nullable(),
    }),
  ),
  /** channels with data, by name; `unknown` = events that named none */
  channels: z.array(z.object({ channel: z.string(), score: z.number(), sample: count })),
  /** a sentence for each part with data, and what to send for those without */
  evidence: z.array(z.string()),
});
export type NeedReading = z.infer<typeof needReading>;

export const needsAnswer = z.object({
  /** everybody */
  all: z.array(needReading),
  /** the same of those who came to a touchpoint of the stage in the period */
  stages: z.array(z.object({ stage: z.string(), people: count, needs: z.array(needReading) })),
});
export type NeedsAnswer = z.infer<typeof needsAnswer>;

export const mapNeedsContract = {
  audit: call
    .meta({ permission: 'maps:read' })
    .route({
      method: 'POST',
      path: '/maps/{map}/needs',
      summary: 'The eleven needs of an omnichannel customer, scored by stage and channel',
    })
    .input(z.object({ map: z.string(), period }))
    .output(needsAnswer),
};
