import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { ExportFormat } from '../../../shared/maps/files-contract.ts';
import { useFormats } from '../../platform/workspace.tsx';
import type { MapQuestion } from '../map-question.ts';
import styles from './downloads.module.css';

const KINDS = [
  { name: 'pdf', format: 'pdf', sheet: 'A3' },
  { name: 'pdfSmall', format: 'pdf', sheet: 'A4' },
  { name: 'pptx', format: 'pptx' },
  { name: 'xlsx', format: 'xlsx' },
  { name: 'png', format: 'png' },
  { name: 'svg', format: 'svg' },
  { name: 'csv', format: 'csv' },
  { name: 'yaml', format: 'yaml' },
  { name: 'mermaid', format: 'mermaid' },
  { name: 'cjml', format: 'cjml' },
] as const satisfies { name: string; format: ExportFormat; sheet?: 'A3' | 'A4' }[];

/** The map as a file of every kind, with the numbers of the days that the page shows. */
export function Downloads({ question }: { question: MapQuestion }) {
  const t = useTranslations('share');
  const formats = useFormats();
  const { map, period } = question;
  return (
    <>
      <p className="mute">{t('downloadText', { days: formats.range(period.from, period.to) })}</p>
      <ul className={styles.kinds}>
        {KINDS.map(({ name, ...kind }) => (
          <li key={name}>
            <a
              className="button"
              href={`/api/maps/${encodeURIComponent(map)}/export?${new URLSearchParams({ ...kind, ...period })}`}
              download
            >
              <IconDownload size={14} stroke={1.8} aria-hidden />
              {t(`formats.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
