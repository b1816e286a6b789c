import { IconMessage } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { GridColumn } from '../editor/grid-columns.ts';
import { useCommentsAt } from './comments.ts';
import styles from './comments-panel.module.css';

/** Open talks about a cell, on the cell; nothing where there are none. */
export function CommentMark({ row, column }: { row: string; column: GridColumn }) {
  const t = useTranslations('panels.comments');
  const talks = useCommentsAt(row, column);
  if (talks === null) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.mark}
      aria-label={t('marked', { count: talks.count })}
      onClick={(event) => {
        event.stopPropagation();
        // in the title of a lane, it would also fold the lane
        event.preventDefault();
        talks.show();
      }}
    >
      <IconMessage size={11} stroke={2} aria-hidden />
      {talks.count}
    </button>
  );
}
