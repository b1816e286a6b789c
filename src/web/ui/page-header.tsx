import type { ReactNode } from 'react';
import styles from './page-header.module.css';

interface PageHeaderProps {
  title: ReactNode;
  tags?: ReactNode;
  children?: ReactNode;
  /** on a desk everything stays in one row, and a long title is cut */
  isOneRow?: boolean;
}

/** Title, tags beside it, controls at the end. */
export function PageHeader({ title, tags, children, isOneRow }: PageHeaderProps) {
  return (
    <header className={styles.header} data-one-row={isOneRow || undefined}>
      <h1>{title}</h1>
      {tags}
      <div className={styles.controls}>{children}</div>
    </header>
  );
}
