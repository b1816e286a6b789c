import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Panels } from './use-panels.ts';
import styles from './view.module.css';

interface ViewFrameProps {
  title: string;
  about?: ReactNode;
  tools?: ReactNode;
  panels: Panels;
  children: ReactNode;
}

/** Another look at the map, in place of its grid. */
export function ViewFrame({ title, about, tools, panels, children }: ViewFrameProps) {
  const t = useTranslations('panels');
  return (
    <section className={styles.view} aria-label={title}>
      <header className={styles.head}>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          onClick={() => panels.show({ view: undefined, from: undefined, to: undefined })}
        >
          <IconArrowLeft size={15} stroke={1.7} aria-hidden />
          {t('toMap')}
        </button>
        <h2>{title}</h2>
        {tools}
      </header>
      {about && <p className="mute">{about}</p>}
      {children}
    </section>
  );
}
