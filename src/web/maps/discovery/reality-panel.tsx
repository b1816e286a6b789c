import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RealityAnswer } from '../../../shared/maps/discovery/contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { Headline } from '../../ui/headline.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import type { MapQuestion } from '../map-question.ts';
import { NotOnMap } from './not-on-map.tsx';
import styles from './reality-panel.module.css';
import { RepresentativeJourneys } from './representative-journeys.tsx';
import { Slider } from './slider.tsx';
import { WalkedPaths } from './walked-paths.tsx';

/** What the slider of ways stands for, from all to a few; null = all. */
const WAYS = [null, 1000, 300, 100, 30, 10] as const;

/** Planned and walked paths, journeys that stand for all, and what is not on the map. */
export function RealityPanel({ question }: { question: MapQuestion }) {
  const t = useTranslations('discovery.reality');
  const formats = useFormats();
  const [step, setStep] = useState(0);
  const ways = WAYS[step] ?? null;
  const query = useQuery(
    api.discovery.reality.queryOptions({
      input: { ...question, ...(ways === null ? {} : { ways }) },
      placeholderData: keepPreviousData,
      staleTime: 30_000,
    }),
  );
  const answer = query.data;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  if (!answer) return <SkeletonRows rows={10} height={24} />;
  const { by, countedBy } = answer.case;
  if (answer.journeys === 0) {
    return <p className="mute">{t(countedBy === 'order' ? 'noOrders' : 'nobody')}</p>;
  }
  return (
    <div className={styles.panel}>
      <Headline
        value={formats.compact(answer.journeys)}
        exact={t('headlineTitle', {
          journeys: formats.count(answer.journeys),
          people: formats.count(answer.people),
        })}
        text={t('headline', { ways: answer.ways })}
        isRecounting={query.isPlaceholderData}
      />
      {(by === 'order' || by === 'account') && <p className="mute">{t(`case.${by}`)}</p>}
      <section>
        <h3>{t('pathsTitle')}</h3>
        <Slider
          label={t('ways')}
          value={step}
          text={ways === null ? t('waysAll') : t('waysSome', { ways })}
          textOf={(at) => {
            const many = WAYS[at] ?? null;
            return many === null ? t('waysAll') : t('waysSome', { ways: many });
          }}
          min={0}
          max={WAYS.length - 1}
          onChange={setStep}
        />
        <Hidden answer={answer} />
        <div className={query.isPlaceholderData ? 'recounting' : undefined}>
          <WalkedPaths answer={answer} />
        </div>
      </section>
      <RepresentativeJourneys question={question} />
      <NotOnMap answer={answer} />
    </div>
  );
}

/** A filtered picture is never the whole: what it hides stands beside it. */
function Hidden({ answer }: { answer: RealityAnswer }) {
  const t = useTranslations('discovery.reality');
  const formats = useFormats();
  const { journeys, ways } = answer.hidden;
  return (
    <p className="mute" aria-live="polite">
      {journeys === 0
        ? t('hiddenNone')
        : t('hidden', { journeys: formats.count(journeys), ways: formats.count(ways) })}
    </p>
  );
}
