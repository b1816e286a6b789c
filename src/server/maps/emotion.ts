import type { EmotionAnswer, KpiAnswer } from '../../shared/maps/contract.ts';
import { type JourneyMap, type Metric, stepsOf } from '../../shared/maps/journey-map.ts';
import { surveyForm } from './kpi-definition.ts';

/**
 * How each step is thought to feel and how it measured in the period, both -2 to +2. Measured are steps whose emotion
 * names a survey with at least `minSample` answers; a metric of another kind asks nobody how they feel.
 */
export async function measureEmotion(
  map: JourneyMap,
  measure: (metric: Metric) => Promise<KpiAnswer>,
): Promise<EmotionAnswer> {
  const measured = new Map<string, { score: number | null; sample: number }>();
  for (const { step } of stepsOf(map)) {
    const id = step.emotion?.metric;
    const metric = id && Object.hasOwn(map.metrics, id) ? map.metrics[id] : undefined;
    if (metric?.kind !== 'survey' || measured.has(metric.id)) continue;
    const { value, sample } = await measure(metric);
    const isEnough = value !== null && sample >= metric.minSample;
    measured.set(metric.id, { score: isEnough ? scoreOf(metric, value) : null, sample });
  }
  return {
    steps: stepsOf(map).map(({ step }) => {
      const own = step.emotion?.metric ? measured.get(step.emotion.metric) : undefined;
      return {
        step: step.id,
        assumed: step.emotion?.score ?? null,
        measured: own?.score ?? null,
        sample: own?.sample ?? 0,
        label: step.emotion?.label ?? null,
      };
    }),
  };
}

/**
 * A satisfaction figure on the scale of feelings, its worst value -2 and its best +2, straight in between:
 * NPS -100 to 100, CSAT as a share 0 to 1 or as a mean 1 to 5, CES 1 to 7.
 */
export function scoreOf(metric: Metric, value: number): number {
  const [worst, best] = RANGES[surveyForm(metric)];
  const score = -2 + (4 * (value - worst)) / (best - worst);
  return Math.min(2, Math.max(-2, score));
}

const RANGES = { nps: [-100, 100], csatShare: [0, 1], csatMean: [1, 5], ces: [1, 7] } as const;
