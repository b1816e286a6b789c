import { IconDots } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import styles from './details-button.module.css';
import type { DetailsTarget } from './details-target.ts';
import { useMapEditor } from './map-editor.ts';

/** Opens everything about a thing, in the corner of what is drawn of it. */
export function DetailsButton({ thing, kind, at }: DetailsTarget & { thing: string }) {
  const t = useTranslations('editor');
  const editor = useMapEditor();
  if (!editor.canEdit) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.details}
      data-details
      aria-label={t('detailsOf', { thing })}
      onClick={(event) => {
        event.stopPropagation();
        editor.showDetails({ kind, at });
      }}
    >
      <IconDots size={14} stroke={1.8} aria-hidden />
    </button>
  );
}
