import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { RealityAnswer } from '../../../shared/maps/discovery/contract.ts';
import { api, client } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import { ErrorState } from '../../ui/states.tsx';
import type { MapQuestion } from '../map-question.ts';
import styles from './not-on-map.module.css';

type Way = RealityAnswer['notOnMap'][number];

const FIRST_SHOWN = 8;

/** Frequent ways that the map does not know, each with a way onto it. */
export function NotOnMap({ answer, question }: { answer: RealityAnswer; question: MapQuestion }) {
  const t = useTranslations('discovery.reality');
  const [isWhole, setIsWhole] = useState(false);
  const titles = new Map(answer.touchpoints.map(({ touchpoint, title }) => [touchpoint, title]));
  const titleOf = (touchpoint: string | null) =>
    touchpoint === null ? null : (titles.get(touchpoint) ?? null);
  const shown = isWhole ? answer.notOnMap : answer.notOnMap.slice(0, FIRST_SHOWN);
  return (
    <section>
      <h3>{t('notOnMapTitle')}</h3>
      {answer.notOnMap.length === 0 ? (
        <p className="mute">{t('everythingOnMap')}</p>
      ) : (
        <p className="mute">{t('notOnMapText')}</p>
      )}
      <ul className={styles.ways}>
        {shown.map((way) => (
          <WayRow
            key={way.stops.map(({ title, channel }) => `${title}/${channel}`).join('>')}
            way={way}
            map={question.map}
            before={titleOf(way.before)}
            after={titleOf(way.after)}
          />
        ))}
      </ul>
      {answer.notOnMap.length > shown.length && (
        <button type="button" className="button" data-kind="quiet" onClick={() => setIsWhole(true)}>
          {t('more', { count: answer.notOnMap.length - shown.length })}
        </button>
      )}
    </section>
  );
}

interface WayRowProps {
  way: Way;
  map: string;
  before: string | null;
  after: string | null;
}

function WayRow({ way, map, before, after }: WayRowProps) {
  const t = useTranslations('discovery.reality');
  const formats = useFormats();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const add = useMutation({
    mutationFn: () =>
      client.mapEditing.edit({ map, batch: crypto.randomUUID(), client: 'reality', edits: way.edits }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: api.maps.key() }),
        queries.invalidateQueries({ queryKey: api.discovery.key() }),
      ]),
  });
  const where =
    before !== null && after !== null && before !== after
      ? t('between', { before, after })
      : before !== null
        ? t('afterIt', { before })
        : after !== null
          ? t('beforeIt', { after })
          : t('alone');
  return (
    <li className={styles.way}>
      <div className={styles.stops}>
        {way.stops.map((stop, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an event may stand twice in one way
          <span key={index}>
            <ChannelMark channel={stop.channel ?? 'unknown'} size={18} />
            {stop.title}
          </span>
        ))}
      </div>
      <p className="mute">
        {where}; {t('reached', { share: formats.percent(way.conversion) })}
      </p>
      <b className={styles.people} title={t('at', { people: formats.count(way.people) })}>
        {t('at', { people: formats.compact(way.people) })}
      </b>
      <div className={styles.action}>
        {add.isSuccess ? (
          <span className="mute">{t('added')}</span>
        ) : (
          <button
            type="button"
            className="button"
            aria-expanded={isAsking}
            disabled={way.edits.length === 0 || add.isPending}
            onClick={() => setIsAsking(!isAsking)}
          >
            {add.isPending ? t('adding') : t('add')}
          </button>
        )}
      </div>
      {isAsking && !add.isSuccess && (
        <div className={styles.confirm}>
          <span>{t('confirm', { count: way.stops.length, where })}</span>
          <button
            type="button"
            className="button"
            data-kind="primary"
            disabled={add.isPending}
            onClick={() => add.mutate()}
          >
            {t('sure')}
          </button>
        </div>
      )}
      {add.isError && <ErrorState error={add.error} isCompact />}
    </li>
  );
}
