import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { PlacedAction } from '../../../shared/maps/programme/target-actions.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { OPERATOR_SIGNS } from '../kpi-delta.ts';
import { KpiTarget, KpiValue, STATE_ICONS, stateWords } from '../kpi-parts.tsx';
import { REFRESH_MS } from '../map-question.ts';
import type { MapShared } from './map-shared.ts';
import { useIsRecounting } from './recounting.ts';
import styles from './target-action-line.module.css';

/** What the shop wants to happen, with how many do it, what is to be reached, and whether it is. */
export function TargetActionLine({ placed, shared }: { placed: PlacedAction; shared: MapShared }) {
  const t = useTranslations('maps.cta');
  const tKpi = useTranslations('maps.kpi');
  const { question } = shared;
  const { action } = placed;
  const isMeasured = action.events.length > 0 || action.metric !== null;
  // one answer for all of a map: whichever is drawn first asks
  const query = useQuery(
    api.maps.targetActions.queryOptions({
      input: question,
      enabled: isMeasured,
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const isRecounting = useIsRecounting('targetActions') || query.isPlaceholderData;
  const kpi = query.data?.actions.find((one) => one.action === placed.key)?.kpi;
  if (!kpi)
    return (
      <div className={styles.action} data-measured={isMeasured || undefined}>
        {action.action}
        <small className={styles.figures} aria-busy={query.isPending && isMeasured ? true : undefined}>
          {isMeasured && (query.isPending || isRecounting) && <Skeleton width={44} />}
          <WrittenTarget placed={placed} />
          {query.isError ? t('notCounted') : !isMeasured && t('notMeasured')}
        </small>
      </div>
    );
  // without a target nothing is met
  const state = kpi.target === null && kpi.state === 'ok' ? undefined : kpi.state;
  const Icon = state && STATE_ICONS[state];
  return (
    <button
      type="button"
      className={`${styles.action} ${isRecounting ? 'recounting' : ''}`}
      data-measured
      data-state={state}
      title={kpi.definition}
      onClick={() => shared.actions.onAction(placed, kpi)}
    >
      {action.action}
      <span className={styles.figures}>
        <KpiValue answer={kpi} minSample={undefined} />
        {kpi.target === null ? <WrittenTarget placed={placed} /> : <KpiTarget answer={kpi} />}
        {Icon && <Icon size={14} stroke={2.2} aria-hidden className={styles.icon} />}
        {state && <span className="only-read">{tKpi(stateWords(kpi))}</span>}
      </span>
    </button>
  );
}

/** The target as the map has it, while there is no figure to judge by it. */
function WrittenTarget({ placed }: { placed: PlacedAction }) {
  const formats = useFormats();
  const { target } = placed.action;
  if (target === null) return null;
  return (
    <span>
      {OPERATOR_SIGNS[target.operator]} {formats.percent(target.value)}
    </span>
  );
}
