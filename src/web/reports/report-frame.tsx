import { useClipboard } from '@mantine/hooks';
import { IconDownload, IconLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Period } from '../../shared/platform/base-contract.ts';
import type { PeriodChoice } from '../platform/period.ts';
import { saveFile, toCsv } from '../ui/download.ts';
import { PeriodPicker } from '../ui/period-picker.tsx';
import styles from './report-frame.module.css';

interface ReportFrameProps {
  /** what is asked, at the side; folded on the phone */
  question?: ReactNode;
  questionSummary?: string;
  headline: ReactNode;
  period: Period | undefined;
  choice: PeriodChoice;
  lastDay: string;
  onChoose: (choice: PeriodChoice) => void;
  /** exactly what is shown; null while there is nothing */
  csv: { name: string; rows: (string | number | null)[][] } | null;
  children: ReactNode;
}

/** The shape of every report: the headline number, then the picture, then the table; the question beside it. */
export function ReportFrame(props: ReportFrameProps) {
  const t = useTranslations('reports');
  const clipboard = useClipboard({ timeout: 1500 });
  const { csv } = props;
  return (
    <div className={styles.frame} data-with-question={props.question ? true : undefined}>
      {props.question && <aside className={styles.question}>{props.question}</aside>}
      <div className={styles.answer}>
        <div className={styles.bar}>
          <div className={styles.headline}>{props.headline}</div>
          <div className={styles.controls}>
            <PeriodPicker
              choice={props.choice}
              period={props.period}
              lastDay={props.lastDay}
              onChoose={props.onChoose}
            />
            <button
              type="button"
              className="button"
              data-size="icon"
              aria-label={clipboard.copied ? t('linkCopied') : t('copyLink')}
              title={clipboard.copied ? t('linkCopied') : t('copyLink')}
              onClick={() => clipboard.copy(window.location.href)}
            >
              <IconLink
                size={16}
                stroke={1.7}
                color={clipboard.copied ? 'var(--green)' : undefined}
                aria-hidden
              />
            </button>
            <button
              type="button"
              className="button"
              data-size="icon"
              aria-label={t('csv')}
              title={t('csv')}
              disabled={csv === null}
              onClick={() => csv && saveFile(`${csv.name}.csv`, toCsv(csv.rows))}
            >
              <IconDownload size={16} stroke={1.7} aria-hidden />
            </button>
          </div>
        </div>
        {props.question && (
          <details className={styles.folded}>
            <summary>{props.questionSummary}</summary>
            {props.question}
          </details>
        )}
        {props.children}
      </div>
    </div>
  );
}
