import { useTranslations } from 'use-intl';
import type { MapCase } from '../../shared/maps/journey-map.ts';

/** Where journeys of a map are not those of people, which of its numbers follow them and which do not. */
export function CaseNote({ by }: { by: MapCase['by'] }) {
  const t = useTranslations('maps.caseNote');
  if (by !== 'order' && by !== 'account') return null;
  return <span title={t(`${by}Means`)}>{t(by)}</span>;
}
