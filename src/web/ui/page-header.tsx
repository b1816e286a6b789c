import type { ReactNode } from 'react';
import styles from './page-header.module.css';

/** Title, tags beside it, controls at the end. */
export function PageHeader({
  title,
  tags,
  children,
}: {
  title: ReactNode;
  tags?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className={styles.header}>
      <h1>{title}</h1>
      {tags}
      <div className={styles.controls}>{children}</div>
    </header>
  );
}
