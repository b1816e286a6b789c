import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { curveMonotoneX, line } from 'd3-shape';
import { useTranslations } from 'use-intl';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import type { StepPart } from './editor/grid-columns.ts';
import { useGrid } from './editor/grid-store.ts';
import { useMapEditor } from './editor/map-editor.ts';
import styles from './emotion-curve.module.css';
import { type EmotionPoint, emotionY, labelBox, placeLabels, runsOf } from './emotion-geometry.ts';
import type { MapQuestion } from './map-question.ts';

export const EMOTION_BOX = { height: 124, inset: 18 };
const { height: HEIGHT, inset: INSET } = EMOTION_BOX;

/** Where the words of the scale begin. */
const SCALE_LEFT = 10;

const draw = line<EmotionPoint>()
  .x((point) => point.x)
  .y((point) => point.y)
  .curve(curveMonotoneX);

interface EmotionCurveProps {
  question: MapQuestion;
  steps: readonly StepPart[];
  /** the middle of each step, in pixels */
  centres: readonly number[];
  width: number;
}

export function useEmotion({ map, period }: MapQuestion) {
  return useQuery(
    api.maps.emotion.queryOptions({ input: { map, period }, placeholderData: keepPreviousData }),
  );
}

/** Assumed feeling dashed, measured feeling solid, from -2 to +2. */
export function EmotionCurve({ question, steps, centres, width }: EmotionCurveProps) {
  const t = useTranslations('maps.emotion');
  const formats = useFormats();
  const query = useEmotion(question);
  // a point that is being dragged takes the line along
  const preview = useGrid(
    useMapEditor().store,
    ({ preview }) => preview && `${preview.step}|${preview.score}`,
  );
  const [previewStep, previewScore] = preview?.split('|') ?? [];
  const box = EMOTION_BOX;
  const known = new Map(query.data?.steps.map((step) => [step.step, step]));
  const assumed = runsOf(
    steps.map(({ id, step }) => ({
      step: id,
      score: id === previewStep ? Number(previewScore) : (step.emotion?.score ?? null),
    })),
    centres,
    box,
    true,
  );
  const measured = runsOf(
    steps.map((step) => ({ step: step.id, score: known.get(step.id)?.measured ?? null })),
    centres,
    box,
    false,
  );
  const lastAssumed = assumed.at(-1)?.at(-1);
  const assumedAt = lastAssumed && {
    x: Math.min(lastAssumed.x + 32, width - 32),
    y: lastAssumed.y + (lastAssumed.y < 30 ? 16 : -7),
  };
  const scale = [
    { text: t('good'), y: emotionY(2, HEIGHT, INSET) + 4 },
    { text: t('bad'), y: emotionY(-2, HEIGHT, INSET) + 4 },
  ];
  const labels = placeLabels(
    measured.flatMap((run) =>
      run.flatMap((point, index) => {
        const { sample = 0 } = known.get(point.step) ?? {};
        const before = run[index - 1];
        // the same figure over several steps is said once
        if (before?.score === point.score && known.get(before.step)?.sample === sample) return [];
        return [{ ...point, text: t('answers', { sample: formats.compact(sample) }) }];
      }),
    ),
    { width, height: HEIGHT },
    [
      ...scale.map(({ text, y }) => labelBox(text, SCALE_LEFT + text.length * 3, y)),
      ...(assumedAt ? [labelBox(t('assumed'), assumedAt.x, assumedAt.y)] : []),
    ],
  );
  const titleOf = (id: string) => steps.find((step) => step.id === id)?.title ?? id;
  return (
    <div className={styles.emotion} style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={t('title')}>
          <line
            x1={8}
            x2={width - 8}
            y1={emotionY(0, HEIGHT, INSET)}
            y2={emotionY(0, HEIGHT, INSET)}
            stroke="var(--line)"
          />
          {scale.map(({ text, y }) => (
            <text key={text} x={SCALE_LEFT} y={y} className={styles.scale}>
              {text}
            </text>
          ))}
          {assumed.map((run) => (
            <path
              key={run[0]?.step}
              d={draw(run) ?? ''}
              fill="none"
              stroke="var(--mute)"
              strokeDasharray="4 5"
              strokeWidth={1.5}
            />
          ))}
          {assumed.flat().map((point) => (
            <circle key={point.step} cx={point.x} cy={point.y} r={2.5} fill="var(--mute)">
              <title>{t('assumedPoint', { step: titleOf(point.step), score: point.score })}</title>
            </circle>
          ))}
          {assumedAt && (
            <text x={assumedAt.x} y={assumedAt.y} textAnchor="middle" className={styles.label}>
              {t('assumed')}
            </text>
          )}
          {measured.map((run) => (
            <path
              key={run[0]?.step}
              d={draw(run) ?? ''}
              fill="none"
              stroke="var(--ink)"
              strokeWidth={2.2}
              strokeLinecap="round"
              className={styles.measured}
            />
          ))}
          {measured.flat().map((point) => (
            <circle
              key={point.step}
              cx={point.x}
              cy={point.y}
              r={4.5}
              fill="var(--card)"
              stroke="var(--ink)"
              strokeWidth={2}
            >
              <title>
                {t('measuredPoint', {
                  step: titleOf(point.step),
                  score: point.score,
                  sample: known.get(point.step)?.sample ?? 0,
                })}
              </title>
            </circle>
          ))}
          {labels.map(({ step, text, x, y }) => (
            <text key={step} x={x} y={y} textAnchor="middle" className={styles.label}>
              {text}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}
