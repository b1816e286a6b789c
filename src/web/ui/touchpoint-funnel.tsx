import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Period } from '../../shared/platform/base-contract.ts';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ErrorState, Skeleton } from './states.tsx';
import styles from './touchpoint-funnel.module.css';

const STEPS = ['seen', 'engaged', 'acted'] as const;
export type TouchpointGroup = (typeof STEPS)[number];

interface TouchpointFunnelProps {
  question: { map: string; period: Period };
  touchpoint: string;
  /** asked at once, without a click */
  isOpen?: boolean;
  /** absent = numbers are only shown */
  onPick?: (group: TouchpointGroup) => void;
}

/** Seen, engaged, target action of one touchpoint; counted when it is asked for. */
export function TouchpointFunnel({ question, touchpoint, isOpen = false, onPick }: TouchpointFunnelProps) {
  const t = useTranslations('programme.funnel');
  const formats = useFormats();
  const [isWanted, setIsWanted] = useState(isOpen);
  const query = useQuery(
    api.programme.touchpointFunnel.queryOptions({ input: { ...question, touchpoint }, enabled: isWanted }),
  );
  if (!isWanted)
    return (
      <button type="button" className={styles.show} onClick={() => setIsWanted(true)}>
        {t('show')}
      </button>
    );
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  if (query.data && query.data.seen === null) return <p className="mute">{t('none')}</p>;
  const whole = query.data?.seen ?? 0;
  return (
    <dl className={styles.funnel} aria-busy={query.isPending}>
      {STEPS.map((step) => {
        const people = query.data?.[step] ?? null;
        const share = people === null || whole === 0 ? null : people / whole;
        return (
          <div key={step} title={step === 'acted' ? query.data?.actions.join(', ') : undefined}>
            <dt>{t(step)}</dt>
            <dd>
              {people === null ? (
                <span className="mute">{query.data ? t('noAction') : <Skeleton width={64} isInline />}</span>
              ) : (
                <span className={styles.figure}>
                  {onPick ? (
                    <button
                      type="button"
                      aria-label={t('people', { step: t(step), people })}
                      onClick={() => onPick(step)}
                    >
                      {formats.count(people)}
                    </button>
                  ) : (
                    formats.count(people)
                  )}
                  {share !== null && step !== 'seen' && (
                    <small className="mute">{formats.percent(share)}</small>
                  )}
                </span>
              )}
              <i style={{ width: `${(100 * (share ?? 0)).toString()}%` }} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
