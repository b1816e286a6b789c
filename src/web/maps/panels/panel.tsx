import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
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
        <button
          type="button"
          className="button"
          data-kind="quiet"
          data-size="icon"
          aria-label={t('close')}
          onClick={onClose}
        >
          <IconX size={16} stroke={1.8} aria-hidden />
        </button>
      </header>
      <div className={styles.inside}>{children}</div>
    </aside>
  );
}
