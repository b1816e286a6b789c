import {
  IconCheck,
  IconClock,
  IconExclamationMark,
  IconHourglass,
  IconPlugConnectedX,
  IconUsersMinus,
  IconX,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { KpiAnswer, KpiState } from '../../shared/maps/contract.ts';
import type { Metric } from '../../shared/maps/journey-map.ts';
import { api } from '../platform/api.ts';
import { dayOf } from '../platform/period.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { useIsRecounting, useIsUnsaved } from './editor/recounting.ts';
import styles from './kpi-chip.module.css';
import { judgeMove, OPERATOR_SIGNS } from './kpi-delta.ts';
import { KpiTrend } from './kpi-trend.tsx';
import { type MapQuestion, REFRESH_MS } from './map-question.ts';

const STATE_ICONS = {
  no_source: IconPlugConnectedX,
  waiting: IconHourglass,
  too_few: IconUsersMinus,
  stale: IconClock,
  ok: IconCheck,
  warn: IconExclamationMark,
  missed: IconX,
} satisfies Record<KpiState, typeof IconX>;

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

function KpiValue({ answer, minSample }: { answer: KpiAnswer; minSample: number | undefined }) {
  const t = useTranslations('maps.kpi');
  const formats = useFormats();
  const { state, value, unit, sample } = answer;
  const isWithoutFigure = value === null || state === 'no_source' || state === 'too_few';
  if (!isWithoutFigure)
    return (
      <span className={styles.value} title={t('exact', { value: formats.exact[unit](value), sample })}>
        {formats.say[unit](value)}
      </span>
    );
  const words =
    state === 'too_few' && minSample !== undefined
      ? t('tooFewOf', { sample: formats.count(sample), least: formats.count(minSample) })
      : t(`states.${state}`);
  return (
    <span className={styles.value} data-words>
      {words}
    </span>
  );
}

/** A figure that can still rise is not waiting for data. */
function stateWords({ state, value }: KpiAnswer) {
  return state === 'waiting' && value !== null ? 'open' : (`states.${state}` as const);
}

function KpiTarget({ answer }: { answer: KpiAnswer }) {
  const t = useTranslations('maps.kpi');
  const { timeZone } = useWorkspace();
  const formats = useFormats();
  if (answer.state === 'stale' && answer.freshAt)
    return (
      <span title={formats.exactMoment(answer.freshAt)}>
        {t('since', { day: formats.shortDay(dayOf(answer.freshAt, timeZone)) })}
      </span>
    );
  if (!answer.target) return null;
  return (
    <span title={formats.exact[answer.unit](answer.target.value)}>
      {OPERATOR_SIGNS[answer.target.operator]} {formats.say[answer.unit](answer.target.value)}
    </span>
  );
}

function KpiDelta({ answer }: { answer: KpiAnswer }) {
  const t = useTranslations('maps.kpi');
  const formats = useFormats();
  const { value, previous, unit, target } = answer;
  if (value === null || previous === null || answer.state === 'too_few') return null;
  // the period before had more time to get there
  if (answer.state === 'waiting') return <span data-judged="neutral">{t('open')}</span>;
  const change = formats.change(value, previous, unit);
  if (!change) return null;
  const arrow = change.direction === 0 ? '=' : change.direction === 1 ? '▲' : '▼';
  return (
    <span
      data-judged={judgeMove(change.direction, target)}
      title={t('before', { value: formats.exact[unit](previous) })}
    >
      {arrow} {change.text}
    </span>
  );
}
