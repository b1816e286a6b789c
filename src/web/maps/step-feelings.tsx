import { useTranslations } from 'use-intl';
import type { Step } from '../../shared/maps/journey-map.ts';
import { useEmotion } from './emotion-curve.tsx';
import type { MapQuestion } from './map-question.ts';
import styles from './step-feelings.module.css';

/** The feeling at each step of one stage, from -2 to +2: hollow = assumed, solid = measured. */
export function StepFeelings({ question, steps }: { question: MapQuestion; steps: readonly Step[] }) {
  const t = useTranslations('maps.emotion');
  const query = useEmotion(question);
  const known = new Map(query.data?.steps.map((step) => [step.step, step]));
  return (
    <ul className={styles.list}>
      {steps.map((step) => {
        const measured = known.get(step.id)?.measured ?? null;
        const assumed = known.get(step.id)?.assumed ?? step.emotion?.score ?? null;
        if (measured === null && assumed === null) return null;
        return (
          <li key={step.id}>
            <span>{step.title}</span>
            <span className={styles.scale}>
              {assumed !== null && (
                <i
                  data-assumed
                  style={{ left: `${(((assumed + 2) / 4) * 100).toString()}%` }}
                  title={t('assumedPoint', { step: step.title, score: assumed })}
                />
              )}
              {measured !== null && (
                <i
                  style={{ left: `${(((measured + 2) / 4) * 100).toString()}%` }}
                  title={t('measuredPoint', {
                    step: step.title,
                    score: measured,
                    sample: known.get(step.id)?.sample ?? 0,
                  })}
                />
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
