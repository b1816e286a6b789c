import { useTranslations } from 'use-intl';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import { openSliceOf } from '../../shared/maps/open-slice.ts';
import { dayOf } from '../platform/period.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';

/** From when on a trend may still rise, with the words for it; null = it is settled. */
export function useOpenPart(answer: Pick<KpiAnswer, 'trend' | 'openFrom'>) {
  const t = useTranslations('maps.kpi');
  const formats = useFormats();
  const { timeZone } = useWorkspace();
  const slice = openSliceOf(answer);
  if (slice === null || answer.openFrom === undefined) return null;
  const day = formats.shortDay(dayOf(answer.openFrom, timeZone));
  return { slice, title: slice === 0 ? t('trendOpen') : t('trendOpenFrom', { day }) };
}
