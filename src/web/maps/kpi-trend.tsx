import { useTranslations } from 'use-intl';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import { openSliceOf } from '../../shared/maps/open-slice.ts';
import { dayOf } from '../platform/period.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import type { MapQuestion } from './map-question.ts';
import { usePublishedIn } from './published-versions.ts';

interface KpiTrendProps {
  question: MapQuestion;
  answer: KpiAnswer;
  title: string;
  color: string;
  height?: number;
}

/**
 * The twelve slices of a key figure's period, with a mark where a version of the map was published. Where people still
 * have time to get there, a fall is none yet, and the line is drawn as open.
 */
export function KpiTrend({ question, answer, title, color, height = 24 }: KpiTrendProps) {
  const t = useTranslations('maps.kpi');
  const formats = useFormats();
  const marks = usePublishedIn(question.map, answer.trend).map(({ version, slice }) => ({
    slice,
    title: t('publishedAt', { title: version.title, at: formats.moment(version.at) }),
  }));
  const open = useOpenPart(answer);
  const versions = marks.map((mark) => mark.title).join(', ');
  return (
    <Sparkline
      values={answer.trend.map((slice) => slice.value)}
      target={answer.target?.value ?? null}
      color={color}
      height={height}
      marks={marks}
      open={open}
      label={[
        marks.length === 0 ? t('trend', { title }) : t('trendWithVersions', { title, versions }),
        ...(open ? [open.title] : []),
      ].join('. ')}
    />
  );
}

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
