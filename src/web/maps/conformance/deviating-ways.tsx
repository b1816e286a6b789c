import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import type { ConformanceAnswer } from '../../../shared/maps/conformance-contract.ts';
import panel from './conformance-panel.module.css';
import styles from './deviating-ways.module.css';

type Deviation = ConformanceAnswer['deviations'][number];
type MoveKind = Deviation['moves'][number]['kind'];

/** Walked: filled. Passed over: hollow, dashed as everything planned. Not there in the plan: a plus. */
export function MoveMark({ kind }: { kind: MoveKind }) {
  return (
    <svg
      width={14}
      height={14}
      viewBox="0 0 14 14"
      aria-hidden="true"
      className={styles.mark}
      data-kind={kind}
    >
      {kind === 'extra' ? (
        <path d="M7 2.5v9M2.5 7h9" strokeWidth={2} strokeLinecap="round" />
      ) : (
        <circle
          cx={7}
          cy={7}
          r={4.5}
          strokeWidth={1.6}
          strokeDasharray={kind === 'skipped' ? '2.4 2' : undefined}
        />
      )}
    </svg>
  );
}

interface DeviatingWaysProps {
  deviations: readonly Deviation[];
  titleOf: (touchpoint: string) => string;
}

/** The most frequent ways that deviate, each laid beside the plan. */
export function DeviatingWays({ deviations, titleOf }: DeviatingWaysProps) {
  const t = useTranslations('conformance');
  if (deviations.length === 0) return null;
  return (
    <section>
      <h3>{t('ways')}</h3>
      <ul className={panel.rows}>
        {deviations.map(({ journeys, moves }) => (
          <li
            key={moves.map(({ kind, touchpoint }) => `${kind} ${touchpoint}`).join()}
            className={styles.way}
          >
            <p>
              {moves.map(({ kind, touchpoint }, index) => (
                // the same touchpoint may come again: its place is its name
                <Fragment key={`${index.toString()} ${touchpoint}`}>
                  <span
                    className={styles.move}
                    data-kind={kind}
                    title={
                      kind === 'both'
                        ? undefined
                        : t(kind === 'skipped' ? 'moveSkipped' : 'moveExtra', {
                            touchpoint: titleOf(touchpoint),
                          })
                    }
                  >
                    <MoveMark kind={kind} />
                    {titleOf(touchpoint)}
                    {kind !== 'both' && <span className="only-read">, {t(kind)}</span>}
                  </span>{' '}
                </Fragment>
              ))}
            </p>
            <span className={panel.people}>{t('wayJourneys', { journeys })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
