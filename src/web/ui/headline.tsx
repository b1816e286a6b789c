import type { ReactNode } from 'react';
import styles from './headline.module.css';
import { Skeleton } from './states.tsx';

interface HeadlineProps {
  /** null = on its way */
  value: string | null;
  exact?: string;
  text: ReactNode;
  isRecounting?: boolean;
}

/** The one number of a report, and what it says. */
export function Headline({ value, exact, text, isRecounting = false }: HeadlineProps) {
  if (value === null)
    return (
      <div className={styles.headline} aria-busy="true">
        <Skeleton width={120} height={34} />
        <Skeleton width={260} />
      </div>
    );
  return (
    <div className={`${styles.headline} ${isRecounting ? 'recounting' : ''}`} aria-live="polite">
      <strong title={exact}>{value}</strong>
      <p className="mute">{text}</p>
    </div>
  );
}
