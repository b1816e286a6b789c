import {
  IconCheck,
  IconClock,
  IconExclamationMark,
  IconHourglass,
  IconPlugConnectedX,
  IconUsersMinus,
  IconX,
} from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { KpiAnswer, KpiState } from '../../shared/maps/contract.ts';
import { dayOf } from '../platform/period.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';
import styles from './kpi-chip.module.css';
import { judgeMove, OPERATOR_SIGNS } from './kpi-delta.ts';

export const STATE_ICONS = {
  no_source: IconPlugConnectedX,
  waiting: IconHourglass,
  too_few: IconUsersMinus,
  stale: IconClock,
  ok: IconCheck,
  warn: IconExclamationMark,
  missed: IconX,
} satisfies Record<KpiState, typeof IconX>;

/** The value, or its state in words where there is none to show. */
export function KpiValue({ answer, minSample }: { answer: KpiAnswer; minSample: number | undefined }) {
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
export function stateWords({ state, value }: KpiAnswer) {
  return state === 'waiting' && value !== null ? 'open' : (`states.${state}` as const);
}

/** What it is to be; of a stale figure, since when. */
export function KpiTarget({ answer }: { answer: KpiAnswer }) {
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

/** How it moved against the period before. */
export function KpiDelta({ answer }: { answer: KpiAnswer }) {
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
