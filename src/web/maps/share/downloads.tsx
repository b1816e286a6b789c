import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { ExportFormat } from '../../../shared/maps/files-contract.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { leftOut } from '../../../shared/maps/left-out.ts';
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

/** Kinds that hold the plan, and of it not everything. */
const PLAIN = ['mermaid', 'cjml'] as const;

/** The map as a file of every kind, with the numbers of the days that the page shows. */
export function Downloads({ question, map: plan }: { question: MapQuestion; map: JourneyMap }) {
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
      {PLAIN.map((format) => {
        const parts = leftOut(format, plan);
        if (parts.length === 0) return null;
        const words = parts.map(({ part, count }) => t(`leftOut.${part}`, { count: count ?? 1 }));
        return (
          <p key={format} className={`mute ${styles.left}`}>
            {t('notInFile', { format: t(`formats.${format}`), parts: words.join(', ') })}
          </p>
        );
      })}
    </>
  );
}
