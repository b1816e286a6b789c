import { useTranslations } from 'use-intl';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import styles from './kpi-about.module.css';
import { OPERATOR_SIGNS } from './kpi-delta.ts';

/** Definition, exact value, and the twelve slices of the period. */
export function KpiAbout({ answer }: { answer: KpiAnswer }) {
  const t = useTranslations('maps.kpi');
  const formats = useFormats();
  const exact = formats.exact[answer.unit];
  const rows = [
    [t('value'), answer.value === null ? t(`states.${answer.state}`) : exact(answer.value)],
    [t('target'), answer.target && `${OPERATOR_SIGNS[answer.target.operator]} ${exact(answer.target.value)}`],
    [t('previous'), answer.previous === null ? null : exact(answer.previous)],
    [t('baseline'), answer.baseline === null ? null : exact(answer.baseline)],
    [t('sample'), formats.count(answer.sample)],
    [t('fresh'), answer.freshAt && formats.moment(answer.freshAt)],
  ].filter((row): row is [string, string] => typeof row[1] === 'string');
  return (
    <>
      <p>{answer.definition}</p>
      {answer.trend.some((slice) => slice.value !== null) && (
        <Sparkline
          values={answer.trend.map((slice) => slice.value)}
          target={answer.target?.value ?? null}
          height={56}
          color="var(--green)"
          label={t('trend', { title: answer.metric })}
        />
      )}
      <dl className={styles.rows}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
