import { useTranslations } from 'use-intl';
import type { PlacedPain } from '../../../shared/maps/journey-map.ts';
import { MapText } from '../map-text.tsx';
import { PainHeat } from '../pain-heat.tsx';
import type { MapShared } from './map-shared.ts';
import styles from './pain-card.module.css';

const SEVERE = 4;

/** A pain with what people say of it, and whom it hurts where it is bound to events. */
export function PainCard({ placed, shared }: { placed: PlacedPain; shared: MapShared }) {
  const t = useTranslations('maps.pains');
  const { pain } = placed;
  const parts = [
    pain.severity === null ? null : t('severity', { severity: pain.severity }),
    pain.frequency,
    pain.evidence.length > 0 ? t('evidence', { count: pain.evidence.length }) : null,
  ].filter((part) => part !== null);
  return (
    <div className={styles.pain} data-severe={(pain.severity ?? 0) >= SEVERE || undefined}>
      <MapText text={pain.text} />
      {parts.length > 0 && <small>{parts.join(' · ')}</small>}
      <PainHeat question={shared.question} placed={placed} onPick={shared.actions.onPain} />
    </div>
  );
}
