import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import type { Metric } from '../../shared/maps/journey-map.ts';
import { api } from '../platform/api.ts';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { useIsRecounting, useIsUnsaved } from './editor/recounting.ts';
import styles from './kpi-chip.module.css';
import { KpiDelta, KpiTarget, KpiValue, STATE_ICONS, stateWords } from './kpi-parts.tsx';
import { KpiTrend } from './kpi-trend.tsx';
import { type MapQuestion, REFRESH_MS } from './map-question.ts';

interface KpiChipProps {
  question: MapQuestion;
  /** undefined: the map names a metric that it does not define */
  metric: Metric | undefined;
  metricId: string;
  isComparing: boolean;
  /** one line: state, name, value; the rest is a click away */
  isCompact?: boolean;
  onPick: (metric: string, title: string) => void;
}

/** A key figure: value, target, tick or cross, how it moved, its trend, and its state in words where it has no value. */
export function KpiChip({
  question,
  metric,
  metricId,
  isComparing,
  isCompact = false,
  onPick,
}: KpiChipProps) {
  const t = useTranslations('maps.kpi');
  const title = metric?.title ?? metricId;
  const { map, period } = question;
  const isUnsaved = useIsUnsaved(`kpi/${metricId}`);
  const query = useQuery(
    api.maps.kpi.queryOptions({
      enabled: !isUnsaved && metric !== undefined,
      input: { map, metric: metricId, ...period },
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const isRecounting = useIsRecounting(`kpi/${metricId}`) || query.isPlaceholderData;
  if (metric === undefined)
    return (
      <div className={styles.chip} data-state="no_source">
        <span className={styles.name}>{title}</span>
        <span className={styles.value} data-words>
          {t('states.no_source')}
        </span>
        <span className={styles.trend}>{t('undefinedMetric')}</span>
      </div>
    );
  if (isCompact && !query.isError)
    return (
      <KpiLine
        title={title}
        answer={query.data}
        isRecounting={isRecounting}
        minSample={metric?.minSample}
        onPick={onPick}
      />
    );
  if (query.isPending)
    return (
      <div className={styles.chip} aria-busy="true">
        <span className={styles.name}>{title}</span>
        <span className={styles.value}>
          <Skeleton width={72} height={22} />
        </span>
        <span className={styles.trend}>
          <Skeleton height={16} />
        </span>
      </div>
    );
  if (query.isError)
    return (
      <div className={styles.chip}>
        <span className={styles.name}>{title}</span>
        <div className={styles.trend}>
          <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />
        </div>
      </div>
    );
  const answer = query.data;
  const Icon = STATE_ICONS[answer.state];
  return (
    <button
      type="button"
      className={`${styles.chip} ${isRecounting ? 'recounting' : ''}`}
      data-state={answer.state}
      onClick={() => onPick(answer.metric, title)}
    >
      <span className={styles.name}>{title}</span>
      <KpiValue answer={answer} minSample={metric?.minSample} />
      <span className={styles.target}>
        <KpiTarget answer={answer} />
        <Icon size={14} stroke={2.2} aria-hidden className={styles.icon} />
        <span className="only-read">{t(stateWords(answer))}</span>
      </span>
      <span className={styles.delta}>{isComparing && <KpiDelta answer={answer} />}</span>
      {answer.trend.some((slice) => slice.value !== null) && answer.state !== 'too_few' && (
        <span className={styles.trend}>
          <KpiTrend question={question} answer={answer} title={title} color="var(--state)" />
        </span>
      )}
    </button>
  );
}

interface KpiLineProps {
  title: string;
  /** undefined: on its way */
  answer: KpiAnswer | undefined;
  isRecounting: boolean;
  minSample: number | undefined;
  onPick: (metric: string, title: string) => void;
}

function KpiLine({ title, answer, isRecounting, minSample, onPick }: KpiLineProps) {
  const t = useTranslations('maps.kpi');
  if (!answer)
    return (
      <div className={styles.line} aria-busy="true">
        <Skeleton width={14} />
        <span className={styles.lineName}>{title}</span>
        <Skeleton width={40} />
      </div>
    );
  const Icon = STATE_ICONS[answer.state];
  return (
    <button
      type="button"
      className={`${styles.line} ${isRecounting ? 'recounting' : ''}`}
      data-state={answer.state}
      title={title}
      onClick={() => onPick(answer.metric, title)}
    >
      <Icon size={14} stroke={2.2} aria-hidden className={styles.icon} />
      <span className="only-read">{t(stateWords(answer))}</span>
      <span className={styles.lineName}>{title}</span>
      <KpiValue answer={answer} minSample={minSample} />
    </button>
  );
}
