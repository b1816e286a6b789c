import { IconExternalLink, IconTicket } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { OpportunityChange } from '../../shared/maps/programme/opportunity-edits.ts';
import { OPPORTUNITY_STATES, type OpportunityRow } from '../../shared/maps/programme-contract.ts';
import { AtStake } from './at-stake.tsx';
import { MeasuredResult } from './measured-result.tsx';
import styles from './opportunity-item.module.css';

interface OpportunityItemProps {
  row: OpportunityRow;
  /** as in the matrix; null = not there */
  number: number | null;
  today: string;
  owners: readonly string[];
  isMeasuring: boolean;
  onChange: (change: OpportunityChange) => void;
  onMeasure: () => void;
}

/** One opportunity: what, where, whose, until when, how far, what it could bring and what it brought. */
export function OpportunityItem(props: OpportunityItemProps) {
  const { row, number, today, owners, onChange } = props;
  const t = useTranslations('programme');
  const owned = row.owner === null || owners.includes(row.owner) ? owners : [...owners, row.owner];
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        {number !== null && <span className={styles.number}>{number}</span>}
        <div>
          <strong>{row.text}</strong>
          <p className="mute">
            <Link to="/maps/$map" params={{ map: row.map }} className={styles.link}>
              {row.mapTitle}
            </Link>{' '}
            · {row.stageTitle} · {row.stepTitle}
            {row.moves.length > 0 && (
              <> · {t('moves', { figures: row.moves.map(({ title }) => title).join(', ') })}</>
            )}
          </p>
          {row.issue !== null && <Issue issue={row.issue} />}
        </div>
      </div>
      <label className={styles.field}>
        <span>{t('status')}</span>
        <select
          value={row.status}
          onChange={(event) => {
            const status = OPPORTUNITY_STATES.find((one) => one === event.target.value);
            if (!status) return;
            const isNew = status === 'shipped' && row.shipped === null;
            onChange(isNew ? { status, shipped: today } : { status });
          }}
        >
          {OPPORTUNITY_STATES.map((status) => (
            <option key={status} value={status}>
              {t(`states.${status}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.field}>
        <span>
          {t('owner')}{' '}
          {row.owner !== null && (
            <Link to="/programme/owners/$owner" params={{ owner: row.owner }} className={styles.link}>
              {t('scorecard')}
            </Link>
          )}
        </span>
        <select value={row.owner ?? ''} onChange={(event) => onChange({ owner: event.target.value || null })}>
          <option value="">{t('nobody')}</option>
          {owned.map((owner) => (
            <option key={owner}>{owner}</option>
          ))}
        </select>
      </label>
      <DayField row={row} onChange={onChange} />
      {row.status === 'shipped' ? (
        <MeasuredResult row={row} isMeasuring={props.isMeasuring} onMeasure={props.onMeasure} />
      ) : (
        <AtStake row={row} onChange={onChange} />
      )}
    </li>
  );
}

function DayField({ row, onChange }: Pick<OpportunityItemProps, 'row' | 'onChange'>) {
  const t = useTranslations('programme');
  const isShipped = row.status === 'shipped';
  return (
    <label className={styles.field}>
      <span>
        {isShipped ? t('shipped') : t('due')}
        {row.isOverdue && <b className={styles.overdue}> {t('overdue')}</b>}
      </span>
      <input
        type="date"
        value={(isShipped ? row.shipped : row.due) ?? ''}
        data-overdue={row.isOverdue || undefined}
        onChange={(event) => {
          const day = event.target.value || null;
          onChange(isShipped ? { shipped: day } : { due: day });
        }}
      />
    </label>
  );
}

/** A link where it is an address, else its name. */
function Issue({ issue }: { issue: string }) {
  const isAddress = /^https?:\/\//.test(issue);
  const name = isAddress ? (issue.split('/').filter(Boolean).at(-1) ?? issue) : issue;
  if (!isAddress)
    return (
      <span className={styles.issue}>
        <IconTicket size={13} aria-hidden /> {name}
      </span>
    );
  return (
    <a href={issue} target="_blank" rel="noreferrer" className={`${styles.issue} ${styles.link}`}>
      <IconExternalLink size={13} aria-hidden /> {name}
    </a>
  );
}
