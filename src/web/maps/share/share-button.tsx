import { IconShare2 } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import type { MapQuestion } from '../map-question.ts';
import styles from './share-button.module.css';

const ShareDialog = lazy(() => import('./share-dialog.tsx'));

/** Opens everything that takes a map out of the house: its address, links, files. */
export function ShareButton({ question, map }: { question: MapQuestion; map: JourneyMap }) {
  const t = useTranslations('share');
  const [isOpen, setIsOpen] = useState(false);
  // the dialog is loaded once, and then stays to slide out
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button"
        data-kind="primary"
        onClick={() => {
          setWasOpened(true);
          setIsOpen(true);
        }}
      >
        <IconShare2 size={15} stroke={1.9} aria-hidden />
        <span className={styles.label}>{t('open')}</span>
      </button>
      {wasOpened && (
        <Suspense fallback={null}>
          <ShareDialog question={question} map={map} isOpen={isOpen} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
