import { useTranslations } from 'use-intl';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import { useFormats } from '../platform/workspace.tsx';
import { useOpenPart } from '../ui/open-part.ts';
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
