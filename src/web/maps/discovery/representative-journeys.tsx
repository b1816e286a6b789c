import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RepresentativesAnswer } from '../../../shared/maps/discovery/contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import type { MapQuestion } from '../map-question.ts';
import { thicknessOf } from './arc-geometry.ts';
import styles from './representative-journeys.module.css';
import { Slider } from './slider.tsx';

const FIRST_COUNT = 4;
const MOST = 8;

/** The few journeys that stand for all, each with its share, times and how many reach the goal. */
export function RepresentativeJourneys({ question }: { question: MapQuestion }) {
  const t = useTranslations('discovery.reality');
  const formats = useFormats();
  const [count, setCount] = useState(FIRST_COUNT);
  const query = useQuery(
    api.discovery.representatives.queryOptions({
      input: { ...question, count },
      placeholderData: keepPreviousData,
      staleTime: 30_000,
    }),
  );
  const answer = query.data;
  return (
    <section>
      <h3>{t('journeysTitle')}</h3>
      <Slider label={t('count')} value={count} text={`${count}`} min={1} max={MOST} onChange={setCount} />
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />}
      {query.isPending && <SkeletonRows rows={4} height={48} />}
      {answer && (
        <>
          <ol className={`${styles.journeys} ${query.isPlaceholderData ? 'recounting' : ''}`}>
            {answer.representatives.map((one) => (
              <Journey
                key={one.stops.map((stop) => `${stop.title}/${stop.channel}`).join('>')}
                journey={one}
              />
            ))}
          </ol>
          {answer.compared < answer.journeys && (
            <p className="mute">
              {t('compared', {
                compared: formats.count(answer.compared),
                journeys: formats.count(answer.journeys),
              })}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Journey({ journey }: { journey: RepresentativesAnswer['representatives'][number] }) {
  const t = useTranslations('discovery.reality');
  const formats = useFormats();
  return (
    <li className={styles.journey}>
      <dl className={styles.figures}>
        <div
          title={`${formats.count(journey.journeys)} · ${t('exact', { exact: formats.count(journey.exact) })}`}
        >
          <dd>{formats.percent(journey.share)}</dd>
          <dt>{t('share')}</dt>
        </div>
        <div>
          <dd>{formats.percent(journey.conversion)}</dd>
          <dt>{t('conversion')}</dt>
        </div>
        <div>
          <dd>{formats.duration(journey.lengthMs)}</dd>
          <dt>{t('length')}</dt>
        </div>
      </dl>
      <ol className={styles.stops}>
        {journey.stops.map((stop, index) => {
          const waitMs = journey.stepMs[index - 1] ?? null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a touchpoint may stand twice in one journey
            <li key={index}>
              {index > 0 && (
                <span className={styles.way}>
                  <svg width="34" height="16" aria-hidden="true">
                    <path
                      d="M0 8C10 2 24 14 34 8"
                      fill="none"
                      stroke="var(--green)"
                      strokeWidth={Math.max(1.5, thicknessOf(journey.share, 1))}
                      opacity="0.55"
                    />
                  </svg>
                  <small>{waitMs === null ? '' : formats.duration(waitMs)}</small>
                </span>
              )}
              <span className={styles.stop} data-off={stop.touchpoint === null || undefined}>
                <ChannelMark channel={stop.channel ?? 'unknown'} size={16} />
                {stop.title}
              </span>
            </li>
          );
        })}
      </ol>
    </li>
  );
}
