import { IconRoute } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import type { MapQuestion } from '../map-question.ts';
import { RealityPanel } from './reality-panel.tsx';

interface RealityButtonProps {
  question: MapQuestion;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

/** Opens the planned and the walked path over each other, at the side of the map. */
export function RealityButton({ question, isOpen, onOpen }: RealityButtonProps) {
  const t = useTranslations('discovery.reality');
  return (
    <>
      <button type="button" className="button" aria-expanded={isOpen} onClick={() => onOpen(true)}>
        <IconRoute size={15} stroke={1.9} aria-hidden />
        {t('open')}
      </button>
      <SideDrawer isOpen={isOpen} onClose={() => onOpen(false)} widthPx={760} title={t('title')}>
        <RealityPanel question={question} />
      </SideDrawer>
    </>
  );
}
