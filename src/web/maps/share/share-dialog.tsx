import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import type { MapQuestion } from '../map-question.ts';
import { Downloads } from './downloads.tsx';
import { LinkForm } from './link-form.tsx';
import { LinkList } from './link-list.tsx';
import styles from './share-dialog.module.css';

interface ShareDialogProps {
  question: MapQuestion;
  map: JourneyMap;
  isOpen: boolean;
  onClose: () => void;
}

/** The address for colleagues, links for everybody, and the map as a file. */
export default function ShareDialog({ question, map, isOpen, onClose }: ShareDialogProps) {
  const t = useTranslations('share');
  const isPhone = useMediaQuery('(max-width: 720px)');
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('title')}
      size={720}
      fullScreen={isPhone}
      transitionProps={{ duration: 160 }}
      overlayProps={{ backgroundOpacity: 0.18 }}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ content: styles.content, header: styles.header, title: styles.title, body: styles.body }}
    >
      <section className={styles.part}>
        <h3>{t('colleagues')}</h3>
        <CopyText text={window.location.href} isOneLine />
      </section>
      <section className={styles.part}>
        <h3>{t('outsiders')}</h3>
        <p className="mute">{t('outsidersText')}</p>
        <LinkForm question={question} />
        <LinkList map={question.map} />
      </section>
      <section className={styles.part}>
        <h3>{t('download')}</h3>
        <Downloads question={question} map={map} />
      </section>
    </Modal>
  );
}
