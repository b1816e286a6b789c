import { Popover } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useNow, useTranslations } from 'use-intl';
import type { RibbonAnswer } from '../../shared/maps/contract.ts';
import { api } from '../platform/api.ts';
import { dayOf } from '../platform/period.ts';
import { useVocabulary } from '../platform/vocabulary.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';
import { ChannelMark } from '../ui/channel-mark.tsx';
import { Skeleton } from '../ui/states.tsx';
import styles from './coverage-strip.module.css';
import { type MapQuestion, REFRESH_MS } from './map-question.ts';
import { useRibbon } from './ribbon.tsx';
import type { MapActions } from './use-people-of-map.tsx';

interface CoverageStripProps {
  question: MapQuestion;
  titleOf: (stage: string) => string;
  actions: MapActions;
  /** how well reality follows the map */
  children?: ReactNode;
}

/** The stage that most people passed over, if anyone did. */
function mostSkipped(ribbon: RibbonAnswer | undefined): RibbonAnswer['stages'][number] | undefined {
  return ribbon?.stages.reduce<RibbonAnswer['stages'][number] | undefined>(
    (most, stage) => (stage.skipped > (most?.skipped ?? 0) ? stage : most),
    undefined,
  );
}

/** How much of reality the map covers, what is not on it, and how old the numbers are. */
export function CoverageStrip({ question, titleOf, actions, children }: CoverageStripProps) {
  const t = useTranslations('maps.coverage');
  const formats = useFormats();
  const { timeZone } = useWorkspace();
  const now = useNow({ updateInterval: 15_000 });
  const { map, period } = question;
  const query = useQuery(
    api.maps.coverage.queryOptions({
      input: { map, period },
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const ribbon = useRibbon(question);
  const { vocabulary } = useVocabulary();
  const [isOpen, setIsOpen] = useState(false);
  const bold = (chunks: React.ReactNode) => <b>{chunks}</b>;
  const coverage = query.data;
  const skipped = mostSkipped(ribbon.data);
  const countedAt = vocabulary?.countedAt ?? null;
  const isToday = countedAt !== null && dayOf(countedAt, timeZone) === dayOf(now.getTime(), timeZone);
  return (
    <footer className={styles.strip}>
      {query.isPending && <Skeleton width={320} />}
      {query.isError && <span className="mute">{t('unknown')}</span>}
      {coverage?.events === 0 && <span>{t('nothing')}</span>}
      {coverage && coverage.events > 0 && (
        <>
          <button
            type="button"
            className={styles.open}
            title={t('eventsExact', { covered: coverage.coveredEvents, events: coverage.events })}
            onClick={actions.onCoverage}
          >
            {t.rich('events', { share: formats.percent(coverage.coveredEvents / coverage.events), b: bold })}
          </button>
          {coverage.people > 0 && (
            <button
              type="button"
              className={styles.open}
              title={t('peopleExact', { covered: coverage.coveredPeople, people: coverage.people })}
              onClick={actions.onCoverage}
            >
              {t.rich('people', {
                share: formats.percent(coverage.coveredPeople / coverage.people),
                b: bold,
              })}
            </button>
          )}
        </>
      )}
      {children}
      {coverage && coverage.notOnMap.length > 0 && (
        <Popover opened={isOpen} onChange={setIsOpen} position="top-start" shadow="none" width={380}>
          <Popover.Target>
            <button
              type="button"
              className={styles.open}
              onClick={() => setIsOpen(!isOpen)}
              aria-expanded={isOpen}
            >
              {t.rich('notOnMap', { count: coverage.notOnMap.length, b: bold })}
            </button>
          </Popover.Target>
          <Popover.Dropdown className={styles.dropdown}>
            <p className="mute">{t('notOnMapText')}</p>
            <ul>
              {coverage.notOnMap.map((one) => (
                <li key={`${one.event}/${one.channel}`}>
                  <ChannelMark channel={one.channel} size={18} />
                  <span>{one.event}</span>
                  <button
                    type="button"
                    className={styles.open}
                    title={t('peopleCount', { people: one.people })}
                    aria-label={t('showPeople', { event: one.event })}
                    onClick={() => {
                      setIsOpen(false);
                      actions.onNotOnMap(one.event, one.channel);
                    }}
                  >
                    {t('eventsCount', { events: formats.compact(one.events) })}
                  </button>
                </li>
              ))}
            </ul>
          </Popover.Dropdown>
        </Popover>
      )}
      {skipped && skipped.skipped > 0 && (
        <button
          type="button"
          className={styles.open}
          onClick={() => ribbon.data && actions.onStage(skipped.stage, 'skipped', ribbon.data)}
        >
          {t.rich('skipped', {
            people: formats.count(skipped.skipped),
            stage: titleOf(skipped.stage),
            b: bold,
          })}
        </button>
      )}
      {countedAt && (
        <span className={styles.asOf} title={formats.exactMoment(countedAt)}>
          {t('asOf', {
            time: isToday ? formats.clock(countedAt) : formats.moment(countedAt),
            ago: formats.ago(countedAt, now.getTime()),
          })}
        </span>
      )}
    </footer>
  );
}
