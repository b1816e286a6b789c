import { useTranslations } from 'use-intl';
import type { OpportunityChange } from '../../shared/maps/programme/opportunity-edits.ts';
import type { OpportunityRow } from '../../shared/maps/programme-contract.ts';
import { useFormats } from '../platform/workspace.tsx';
import styles from './opportunity-item.module.css';

interface AtStakeProps {
  row: OpportunityRow;
  /** absent = only shown */
  onChange?: (change: OpportunityChange) => void;
}

/** Money at stake with its interval and how it comes about, or why there is none. */
export function AtStake({ row, onChange }: AtStakeProps) {
  const t = useTranslations('programme');
  const formats = useFormats();
  const { impact, proposedImpact } = row;
  if (impact.money === null)
    return (
      <div className={styles.figure}>
        <span>{t('atStake')}</span>
        <p className="mute">{t(`noImpact.${impact.reason ?? 'no_metric'}`)}</p>
      </div>
    );
  const { value, low, high } = impact.money;
  return (
    <div className={styles.figure}>
      <span>{t('atStake')}</span>
      <strong title={formats.exactMoney(value)}>{formats.money(value)}</strong>
      <small className="mute">{t('interval', { low: formats.money(low), high: formats.money(high) })}</small>
      <small className="mute">
        {t(impact.ordersPerReached === 1 ? 'atStakeOrder' : 'atStakeMeans', {
          people: formats.count(impact.people ?? 0),
          reference: formats.percent(impact.reference ?? 0),
          actual: formats.percent(impact.actual ?? 0),
          orders: formats.percent(impact.ordersPerReached ?? 0),
          average: formats.money(impact.averageOrder ?? 0),
        })}
      </small>
      {onChange && proposedImpact !== null && proposedImpact !== row.scores.businessValue && (
        <button
          type="button"
          className={styles.link}
          onClick={() => onChange({ scores: { businessValue: proposedImpact } })}
        >
          {t('takeOver', { value: proposedImpact })}
        </button>
      )}
    </div>
  );
}
