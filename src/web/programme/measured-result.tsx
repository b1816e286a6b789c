import { useTranslations } from 'use-intl';
import type { OpportunityRow } from '../../shared/maps/programme-contract.ts';
import { useFormats } from '../platform/workspace.tsx';
import styles from './opportunity-item.module.css';

interface MeasuredResultProps {
  row: OpportunityRow;
  isMeasuring: boolean;
  /** absent = only shown */
  onMeasure?: () => void;
}

/** What shipping changed, and the button that measures it. */
export function MeasuredResult({ row, isMeasuring, onMeasure }: MeasuredResultProps) {
  const t = useTranslations('programme');
  const formats = useFormats();
  const { result } = row;
  const say = (value: number | null) => (value === null || !result ? '–' : formats.say[result.unit](value));
  const title = row.moves.find(({ metric }) => metric === result?.metric)?.title ?? result?.metric;
  return (
    <div className={styles.figure}>
      {result && (
        <>
          <span>{title}</span>
          <strong>
            {t('measured', { before: say(result.before.value), after: say(result.after.value) })}
          </strong>
          <small className="mute">
            {t('measuredDays', {
              beforeDays: formats.range(result.before.from, result.before.to),
              beforeSample: formats.count(result.before.sample),
              afterDays: formats.range(result.after.from, result.after.to),
              afterSample: formats.count(result.after.sample),
            })}
          </small>
          <small>
            {result.earned
              ? t('earnedOne', {
                  money: formats.money(result.earned.value),
                  low: formats.money(result.earned.low),
                  high: formats.money(result.earned.high),
                })
              : t('noMoney')}
          </small>
          {result.earned && !row.isCounted && <small className="mute">{t('countedElsewhere')}</small>}
        </>
      )}
      {onMeasure && (
        <button
          type="button"
          className="button"
          disabled={isMeasuring || row.shipped === null || row.moves.length === 0}
          onClick={onMeasure}
        >
          {isMeasuring ? t('measuring') : t(result ? 'measureAgain' : 'measure')}
        </button>
      )}
    </div>
  );
}
