import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNow, useTranslations } from 'use-intl';
import type { PersonOnMap } from '../../shared/maps/stages-contract.ts';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Skeleton } from '../ui/states.tsx';
import styles from './stage-bars.module.css';

/** Stages as up to date as the timeline below them. */
const REFRESH_MS = 15_000;
/** Latest stays shown in the history. */
const SHOWN_STAYS = 30;

/** Where the person is on every live map, and how they got there. Nothing where no map is live. */
export function StageBars({ person }: { person: string }) {
  const t = useTranslations('stages');
  const query = useQuery(
    api.mapStages.ofPerson.queryOptions({ input: { person }, refetchInterval: REFRESH_MS }),
  );
  if (query.isPending) return <Skeleton height={34} />;
  if (query.isError) return <p className="mute">{t('unknown')}</p>;
  if (query.data.maps.length === 0) return null;
  return (
    <section className={styles.bars} aria-label={t('title')}>
      {query.data.maps.map((map) => (
        <StageBar key={map.map} onMap={map} />
      ))}
    </section>
  );
}

function StageBar({ onMap }: { onMap: PersonOnMap }) {
  const t = useTranslations('stages');
  const said = useWords(onMap);
  const { stages, history, place } = onMap;
  const journey = history.at(-1)?.journey;
  const been = new Set(history.filter((stay) => stay.journey === journey).map((stay) => stay.stage));
  return (
    <details className={styles.bar}>
      <summary>
        <span className={styles.stages} aria-hidden="true">
          {stages.map((stage) => (
            <span
              key={stage.id}
              title={stage.title}
              data-here={(place.kind === 'stage' && place.stage === stage.id) || undefined}
              data-been={(been.has(stage.id) && place.kind !== 'not_yet') || undefined}
            />
          ))}
        </span>
        <span className={styles.words}>
          <span>{said}</span>
          <span className={styles.map}>
            {onMap.title}
            <IconChevronDown size={14} stroke={1.8} aria-hidden />
          </span>
        </span>
      </summary>
      <History onMap={onMap} />
      <Link to="/maps/$map" params={{ map: onMap.map }} className={styles.open}>
        {t('open')}
      </Link>
    </details>
  );
}

function useWords({ place, since, history, stages }: PersonOnMap): string {
  const t = useTranslations('stages');
  const formats = useFormats();
  const now = useNow().getTime();
  const titleOf = (id: string) => stages.find((stage) => stage.id === id)?.title ?? id;
  if (place.kind === 'not_yet' || since === null) return t('notYet');
  if (place.kind === 'stage')
    return t('isIn', {
      stage: titleOf(place.stage),
      time: formats.duration(Math.max(0, now - Date.parse(since))),
    });
  const last = history.findLast((stay) => Date.parse(stay.since) <= now);
  return t('hasLeft', { stage: titleOf(last?.stage ?? ''), ago: formats.ago(since, now) });
}

function History({ onMap: { history, stages } }: { onMap: PersonOnMap }) {
  const t = useTranslations('stages');
  const formats = useFormats();
  if (history.length === 0) return <p className={styles.none}>{t('noHistory')}</p>;
  const shown = history.slice(-SHOWN_STAYS).reverse();
  return (
    <>
      <ol className={styles.history}>
        {shown.map((stay, index) => (
          <li
            key={`${stay.since} ${stay.stage}`}
            // a line between two journeys
            data-first={(index > 0 && shown[index - 1]?.journey !== stay.journey) || undefined}
          >
            <span>{stages.find((stage) => stage.id === stay.stage)?.title ?? stay.stage}</span>
            <time dateTime={stay.since}>{formats.moment(stay.since)}</time>
          </li>
        ))}
      </ol>
      {history.length > SHOWN_STAYS && (
        <p className={styles.none}>{t('earlier', { count: history.length - SHOWN_STAYS })}</p>
      )}
    </>
  );
}
