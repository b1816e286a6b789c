import { useTranslations } from 'use-intl';
import { valueUnder } from '../../shared/maps/journey-map.ts';
import { type CellContent, contentOf } from './editor/cell-content.ts';
import { editsOfEmotion } from './editor/cell-edits.ts';
import { DetailsButton } from './editor/details-button.tsx';
import type { GridColumn } from './editor/grid-columns.ts';
import { useMapEditor } from './editor/map-editor.ts';
import { useEmotion } from './emotion-curve.tsx';
import type { MapQuestion } from './map-question.ts';
import styles from './step-feelings.module.css';

interface StepFeelingsProps {
  question: MapQuestion;
  column: GridColumn;
  onPick: (metric: string, title: string) => void;
}

/** The feeling at each step of one stage, from -2 to +2: hollow = assumed, and slid where one may edit; solid = measured. */
export function StepFeelings({ question, column, onPick }: StepFeelingsProps) {
  const t = useTranslations('maps.emotion');
  const tEditor = useTranslations('editor');
  const editor = useMapEditor();
  const query = useEmotion(question);
  const known = new Map(query.data?.steps.map((step) => [step.step, step]));
  const { sections } = contentOf(column, 'emotion', NO_METRICS);
  return (
    <ul className={styles.list}>
      {sections.map((section) => {
        const measured = known.get(section.step ?? '')?.measured ?? null;
        const assumed = scoreOf(section);
        const metric = column.steps.find(({ id }) => id === section.step)?.step.emotion?.metric ?? null;
        if (measured === null && assumed === null && !editor.canEdit) return null;
        return (
          <li key={section.key}>
            <span>{section.title}</span>
            {section.items[0] && (
              <DetailsButton
                thing={tEditor('feelingAt', { step: section.title })}
                kind="emotion"
                at={section.items[0].at}
              />
            )}
            <span className={styles.scale}>
              {editor.canEdit ? (
                <input
                  type="range"
                  min={-2}
                  max={2}
                  step={0.5}
                  value={assumed ?? 0}
                  data-empty={assumed === null || undefined}
                  aria-label={section.title}
                  onChange={(event) =>
                    editor.edit(editsOfEmotion(section, Number(event.currentTarget.value)))
                  }
                />
              ) : (
                assumed !== null && (
                  <i
                    data-assumed
                    style={{ left: leftOf(assumed) }}
                    title={t('assumedPoint', { step: section.title, score: assumed })}
                  />
                )
              )}
              {measured !== null && metric !== null && (
                <button
                  type="button"
                  style={{ left: leftOf(measured) }}
                  aria-label={t('showMeasured', {
                    step: section.title,
                    score: measured,
                    sample: known.get(section.step ?? '')?.sample ?? 0,
                  })}
                  onClick={() =>
                    onPick(metric, valueUnder(editor.open().map.metrics, metric)?.title ?? metric)
                  }
                />
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const NO_METRICS = { metrics: {} };

function scoreOf({ items }: CellContent['sections'][number]): number | null {
  const [item] = items;
  return item ? Number(item.text) : null;
}

function leftOf(score: number): string {
  return `${(((score + 2) / 4) * 100).toString()}%`;
}
