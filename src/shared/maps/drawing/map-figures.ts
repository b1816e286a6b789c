import { z } from 'zod';
import { instant, period } from '../../platform/base-contract.ts';
import {
  coverageAnswer,
  emotionAnswer,
  kpiAnswer,
  painsAnswer,
  ribbonAnswer,
  touchpointsAnswer,
} from '../contract.ts';

/**
 * Everything measured on a map for one period, as the maps contract answers it, taken at one time: what an export prints
 * and a shared link shows. A number that could not be measured is left out (`null`, or no entry in `kpis`).
 */
export const mapFigures = z.object({
  period,
  /** latest event of the workspace when they were taken: "data of"; null = no event yet */
  dataAt: instant.nullable(),
  /** of the workspace: money of the figures is in it */
  currency: z.string(),
  timeZone: z.string(),
  kpis: z.array(kpiAnswer),
  ribbon: ribbonAnswer.nullable(),
  touchpoints: touchpointsAnswer.nullable(),
  coverage: coverageAnswer.nullable(),
  emotion: emotionAnswer.nullable(),
  /** frozen links of before heat was measured have none */
  pains: painsAnswer.nullable().default(null),
});
export type MapFigures = z.infer<typeof mapFigures>;
