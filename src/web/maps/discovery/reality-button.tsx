import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconRoute } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { MapQuestion } from '../map-question.ts';
import styles from './reality-button.module.css';
import { RealityPanel } from './reality-panel.tsx';

interface RealityButtonProps {
  question: MapQuestion;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

/** Opens the planned and the walked path over each other, at the side of the map. */
export function RealityButton({ question, isOpen, onOpen }: RealityButtonProps) {
  const t = useTranslations('discovery.reality');
  const isPhone = useMediaQuery('(max-width: 720px)');
  return (
    <>
      <button type="button" className="button" aria-expanded={isOpen} onClick={() => onOpen(true)}>
        <IconRoute size={15} stroke={1.9} aria-hidden />
        {t('open')}
      </button>
      <Drawer
        opened={isOpen}
        onClose={() => onOpen(false)}
        position={isPhone ? 'bottom' : 'right'}
        size={isPhone ? '92%' : 760}
        title={t('title')}
        transitionProps={{ duration: 160 }}
        overlayProps={{ backgroundOpacity: 0.18 }}
        classNames={{
          content: styles.content,
          header: styles.header,
          title: styles.title,
          body: styles.body,
        }}
      >
        <RealityPanel question={question} />
      </Drawer>
    </>
  );
}
