import { IconDots, IconDotsVertical } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import styles from './details-button.module.css';
import type { DetailsTarget } from './details-target.ts';
import { useMapEditor } from './map-editor.ts';

interface DetailsButtonProps extends DetailsTarget {
  thing: string;
  /** where a number stands at the right, the button stands beside it and not on it */
  isBeside?: boolean | undefined;
}

/** Opens everything about a thing, in the corner of what is drawn of it. */
export function DetailsButton({ thing, kind, at, isBeside = false }: DetailsButtonProps) {
  const t = useTranslations('editor');
  const editor = useMapEditor();
  if (!editor.canEdit) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.details}
      data-details
      data-beside={isBeside || undefined}
      aria-label={t('detailsOf', { thing })}
      onClick={(event) => {
        event.stopPropagation();
        editor.showDetails({ kind, at });
      }}
    >
      {isBeside ? (
        <IconDotsVertical size={14} stroke={1.8} aria-hidden />
      ) : (
        <IconDots size={14} stroke={1.8} aria-hidden />
      )}
    </button>
  );
}
