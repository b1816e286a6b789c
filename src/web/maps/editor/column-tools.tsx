import { IconArrowsMaximize, IconArrowsMinimize, IconPlus } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import styles from './column-tools.module.css';
import type { StageSpan } from './grid-columns.ts';
import { useMapEditor } from './map-editor.ts';
import type { StructureActions } from './structure-actions.ts';

interface ColumnToolsProps {
  spans: readonly StageSpan[];
  widths: readonly number[];
  /** pixels before the first column */
  offset: number;
  structure: StructureActions;
  onTurnStage: (stage: string) => void;
}

/** Between the columns: a plus for a new stage or step; on a stage, the way to its steps and back. */
export const ColumnTools = memo(function ColumnTools(props: ColumnToolsProps) {
  const { spans, widths, offset, structure, onTurnStage } = props;
  const t = useTranslations('editor');
  const { canEdit } = useMapEditor();
  let left = offset;
  let index = 0;
  return spans.map((span) => {
    const start = left;
    const edges = span.columns.map((column) => {
      left += widths[index++] ?? 0;
      return { column, left };
    });
    const steps = span.columns.reduce((sum, column) => sum + column.steps.length, 0);
    const isGathered = span.columns.length === 1;
    const end = left;
    return (
      <div key={span.stage.id} className={styles.stage}>
        {steps > 1 && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.turn}
            style={{ left: end - 32 }}
            title={t(isGathered ? 'showSteps' : 'gatherSteps', { steps })}
            aria-label={t(isGathered ? 'showStepsOf' : 'gatherStepsOf', { stage: span.stage.title })}
            onClick={() => onTurnStage(span.stage.id)}
          >
            {isGathered ? (
              <IconArrowsMaximize size={13} stroke={1.7} aria-hidden />
            ) : (
              <IconArrowsMinimize size={13} stroke={1.7} aria-hidden />
            )}
          </button>
        )}
        {canEdit && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.add}
            data-stage
            style={{ left: end }}
            aria-label={t('addStageBehind', { stage: span.stage.title })}
            title={t('addStage')}
            onClick={() => structure.addStageBehind(span.stage.id)}
          >
            <IconPlus size={13} stroke={2} aria-hidden />
          </button>
        )}
        {canEdit &&
          edges.map((edge) => (
            <button
              key={edge.column.id}
              type="button"
              tabIndex={-1}
              className={styles.add}
              style={{
                left: edge.left - (edge.left === end ? 14 : 0),
                minWidth: start === end ? 0 : undefined,
              }}
              aria-label={t('addStepBehind', { step: edge.column.steps.at(-1)?.title ?? span.stage.title })}
              title={t('addStep')}
              onClick={() => structure.addStepBehind({ column: edge.column, span })}
            >
              <IconPlus size={12} stroke={2} aria-hidden />
            </button>
          ))}
      </div>
    );
  });
});
