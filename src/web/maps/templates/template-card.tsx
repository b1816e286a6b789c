import { Link } from '@tanstack/react-router';
import { useNow, useTranslations } from 'use-intl';
import type { TemplateRow } from '../../../shared/maps/templates-contract.ts';
import { useFormats } from '../../platform/workspace.tsx';
import styles from './template-gallery.module.css';
import { TemplatePicture } from './template-picture.tsx';

/** A template with its drawing; leads to its preview. */
export function TemplateCard({ row, q }: { row: TemplateRow; q: string | undefined }) {
  const t = useTranslations('mapTemplates');
  const formats = useFormats();
  const now = useNow();
  return (
    <li>
      <Link to="/templates" search={{ q, template: row.template }} className={`card ${styles.card}`}>
        <TemplatePicture outline={row.outline} />
        <h3>{row.title}</h3>
        <p className={styles.stages}>{row.outline.map((stage) => stage.title).join(' → ')}</p>
        <p className="mute">{row.description}</p>
        {row.savedBy !== null && row.savedAt !== null && (
          <p className="mute">
            {t('saved', { by: row.savedBy, ago: formats.ago(row.savedAt, now.getTime()) })}
          </p>
        )}
      </Link>
    </li>
  );
}
