import type { EmotionAnswer, KpiAnswer } from '../../shared/maps/contract.ts';
import { type FeelingScale, feelingOf, readFeelingScale } from '../../shared/maps/feeling-scale.ts';
import { type Emotion, type JourneyMap, type Metric, stepsOf } from '../../shared/maps/journey-map.ts';
import { surveyForm } from './kpi-definition.ts';

/**
 * How each step is thought to feel and how it measured in the period, both -2 to +2. Measured are steps whose emotion
 * names a survey, or another metric (tickets, behaviour) with the figures that are worst and best, with a sample of at
 * least `minSample`.
 */
export async function measureEmotion(
  map: JourneyMap,
  measure: (metric: Metric) => Promise<KpiAnswer>,
): Promise<EmotionAnswer> {
  const answers = new Map<string, KpiAnswer>();
  const steps = [];
  for (const { step } of stepsOf(map)) {
    const { emotion } = step;
    const metric =
      emotion?.metric && Object.hasOwn(map.metrics, emotion.metric) ? map.metrics[emotion.metric] : undefined;
    const scale = emotion && metric ? scaleOf(emotion, metric) : null;
    const answer = metric && scale ? (answers.get(metric.id) ?? (await measure(metric))) : null;
    if (metric && answer) answers.set(metric.id, answer);
    const isEnough = metric && answer && answer.value !== null && answer.sample >= metric.minSample;
    steps.push({
      step: step.id,
      assumed: emotion?.score ?? null,
      measured: isEnough && scale && answer.value !== null ? feelingOf(answer.value, scale) : null,
      sample: answer?.sample ?? 0,
      label: emotion?.label ?? null,
    });
  }
  return { steps };
}

/**
 * A survey's own scale: NPS -100 to 100, CSAT as a share 0 to 1 or as a mean 1 to 5, CES 1 to 7; of any other metric the
 * one that the emotion names, null without.
 */
export function scaleOf(emotion: Pick<Emotion, 'worst' | 'best'>, metric: Metric): FeelingScale | null {
  const named = readFeelingScale(emotion, metric);
  if (typeof named !== 'string') return named;
  return metric.kind === 'survey' ? RANGES[surveyForm(metric)] : null;
}

const RANGES = {
  nps: { worst: -100, best: 100 },
  csatShare: { worst: 0, best: 1 },
  csatMean: { worst: 1, best: 5 },
  ces: { worst: 1, best: 7 },
} as const;
