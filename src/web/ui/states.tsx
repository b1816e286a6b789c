import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { codeOf, messageOf } from '../platform/api.ts';
import { PathPicture } from './logo.tsx';
import styles from './states.module.css';

/** Nothing here yet: a picture of what will be, and the one thing to do. */
export function EmptyState({ title, text, action, picture = <PathPicture /> }: EmptyStateProps) {
  return (
    <section className={styles.empty}>
      {picture}
      <h2>{title}</h2>
      <p className="mute">{text}</p>
      {action}
    </section>
  );
}

interface EmptyStateProps {
  title: string;
  text: string;
  action?: ReactNode;
  picture?: ReactNode;
}

const KNOWN = [
  'UNREACHABLE',
  'NOT_FOUND',
  'QUESTION_TOO_EXPENSIVE',
  'TOO_MANY_REQUESTS',
  'NOT_NOW',
  'BAD_REQUEST',
] as const;

/** Where the server's own words, which speak to a developer, would add nothing. */
const SAID_ALL: ReadonlySet<string> = new Set(['UNREACHABLE', 'NOT_FOUND']);

/** What happened, what it means for the data, what to do. */
export function ErrorState({ error, onRetry, isCompact = false }: ErrorStateProps) {
  const t = useTranslations('errors');
  const code = codeOf(error);
  const known = KNOWN.find((one) => one === code) ?? 'UNEXPECTED';
  return (
    <section className={styles.error} data-compact={isCompact || undefined} role="alert">
      <IconAlertTriangle size={18} stroke={1.8} aria-hidden />
      <div>
        <strong>{t(`${known}.title`)}</strong>
        <p>{t(`${known}.text`)}</p>
        {!SAID_ALL.has(known) && <p className={styles.said}>{messageOf(error)}</p>}
        {onRetry && known !== 'NOT_FOUND' && (
          <button type="button" className="button" onClick={onRetry}>
            {t('retry')}
          </button>
        )}
      </div>
    </section>
  );
}

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  isCompact?: boolean;
}

/** A grey shape of what is being counted. */
export function Skeleton({ width = '100%', height = 14, radius = 6, isInline }: SkeletonProps) {
  return (
    <span
      className={styles.skeleton}
      style={{ width, height, borderRadius: radius }}
      data-inline={isInline || undefined}
      aria-hidden="true"
    />
  );
}

interface SkeletonProps {
  width?: number | string;
  height?: number | string;
  radius?: number;
  /** stands in a line of text */
  isInline?: boolean;
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 6, height = 20 }: { rows?: number; height?: number }) {
  return (
    <div className={styles.rows} aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton
          key={`row-${row.toString()}`}
          height={height}
          width={`${(100 - ((row * 17) % 38)).toString()}%`}
        />
      ))}
    </div>
  );
}
