import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { PeopleDrawer } from '../../ui/people-drawer.tsx';
import { SideDrawer } from '../../ui/side-drawer.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type MapQuestion, REFRESH_MS } from '../map-question.ts';
import { ConformancePanel } from './conformance-panel.tsx';
import styles from './conformance-share.module.css';
import { usePeopleOfConformance } from './use-people-of-conformance.tsx';

interface ConformanceShareProps {
  map: JourneyMap;
  question: MapQuestion;
}

/** "71 % of journeys follow this map", and at a click how and where not. */
export function ConformanceShare({ map, question }: ConformanceShareProps) {
  const t = useTranslations('conformance');
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  const query = useQuery(
    api.conformance.check.queryOptions({
      input: question,
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const people = usePeopleOfConformance(question);
  const answer = query.data;
  if (!answer) return null;
  if (answer.followShare === null) {
    if (answer.case.countedBy !== 'order') return null;
    return (
      <span className="mute" title={t('noOrdersMeans')}>
        {t('noOrders')}
      </span>
    );
  }
  const following = answer.groups.complete.journeys + answer.groups.underway.journeys;
  return (
    <>
      <button
        type="button"
        className={styles.share}
        onClick={() => setIsOpen(true)}
        aria-expanded={isOpen}
        title={t('shareExact', { following, journeys: answer.journeysRead })}
      >
        {t.rich('share', { share: formats.percent(answer.followShare), b: (chunks) => <b>{chunks}</b> })}
      </button>
      <SideDrawer
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        widthPx={600}
        title={t('title')}
        trapFocus={people.selection === null}
        closeOnEscape={people.selection === null}
      >
        {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />}
        {query.isPending && <SkeletonRows />}
        <div className={query.isPlaceholderData ? 'recounting' : undefined}>
          <ConformancePanel map={map} answer={answer} onPeople={people.show} />
        </div>
      </SideDrawer>
      <PeopleDrawer selection={people.selection} onClose={people.close} />
    </>
  );
}
