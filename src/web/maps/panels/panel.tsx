import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { CloseButton } from '../../ui/close-button.tsx';
import styles from './panel.module.css';

interface PanelProps {
  title: string;
  /** beside the title */
  tools?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** A part of the map page beside the grid; Esc closes it. */
export function Panel({ title, tools, onClose, children }: PanelProps) {
  const t = useTranslations('panels');
  const root = useRef<HTMLElement>(null);
  useEffect(() => root.current?.focus(), []);
  return (
    <aside
      ref={root}
      tabIndex={-1}
      className={styles.panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className={styles.head}>
        <h2>{title}</h2>
        {tools}
        <CloseButton label={t('close')} onClose={onClose} />
      </header>
      <div className={styles.inside}>{children}</div>
    </aside>
  );
}
