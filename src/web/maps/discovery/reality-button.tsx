import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapQuestion } from '../map-question.ts';
import styles from './reality-button.module.css';
import { RealityPanel } from './reality-panel.tsx';

/** Opens the planned and the walked path over each other, at the side of the map. */
export function RealityButton({ question }: { question: MapQuestion }) {
  const t = useTranslations('discovery.reality');
  const isPhone = useMediaQuery('(max-width: 720px)');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" aria-expanded={isOpen} onClick={() => setIsOpen(true)}>
        <IconRoute size={15} stroke={1.9} aria-hidden />
        {t('open')}
      </button>
      <Drawer
        opened={isOpen}
        onClose={() => setIsOpen(false)}
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
