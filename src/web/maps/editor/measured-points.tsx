import { useTranslations } from 'use-intl';
import { valueUnder } from '../../../shared/maps/journey-map.ts';
import { EMOTION_BOX, useEmotion } from '../emotion-curve.tsx';
import { emotionY } from '../emotion-geometry.ts';
import type { GridColumn } from './grid-columns.ts';
import { useMapEditor } from './map-editor.ts';
import type { MapShared } from './map-shared.ts';
import styles from './measured-points.module.css';

const { height, inset } = EMOTION_BOX;

interface MeasuredPointsProps {
  column: GridColumn;
  shared: Pick<MapShared, 'question' | 'actions'>;
}

/** Where the drawn curve has a measured feeling: who answered, and the key figure that measures it. */
export function MeasuredPoints({ column, shared }: MeasuredPointsProps) {
  const t = useTranslations('maps.emotion');
  const editor = useMapEditor();
  const query = useEmotion(shared.question);
  const known = new Map(query.data?.steps.map((one) => [one.step, one]));
  return column.steps.map(({ id, title, step }, index) => {
    const answer = known.get(id);
    const metric = step.emotion?.metric ?? null;
    if (metric === null || !answer || answer.measured === null) return null;
    return (
      <button
        key={id}
        type="button"
        className={styles.point}
        style={{
          left: `${((100 * (index + 0.5)) / column.steps.length).toString()}%`,
          top: emotionY(answer.measured, height, inset),
        }}
        title={t('measuredPoint', { step: title, score: answer.measured, sample: answer.sample })}
        aria-label={t('showMeasured', { step: title, score: answer.measured, sample: answer.sample })}
        onClick={() =>
          shared.actions.onKpi(metric, valueUnder(editor.open().map.metrics, metric)?.title ?? metric)
        }
      />
    );
  });
}
