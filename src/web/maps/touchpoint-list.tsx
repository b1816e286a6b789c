import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { MapChannel, Touchpoint } from '../../shared/maps/journey-map.ts';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ChannelMark } from '../ui/channel-mark.tsx';
import { Skeleton } from '../ui/states.tsx';
import type { CellItem } from './editor/cell-content.ts';
import { useIsRecounting } from './editor/recounting.ts';
import { type MapQuestion, REFRESH_MS } from './map-question.ts';
import styles from './touchpoint-list.module.css';

interface TouchpointListProps {
  question: MapQuestion;
  /** things of the lane of touchpoints */
  items: readonly CellItem[];
  channels: readonly MapChannel[];
  onPick: (touchpoint: Touchpoint) => void;
  attributes: (index: number) => object;
  after: (item: CellItem) => ReactNode;
}

/** Places where shop and customer meet, with the people at each; hollow where the shop cannot see it. */
export function TouchpointList({
  question,
  items,
  channels,
  onPick,
  attributes,
  after,
}: TouchpointListProps) {
  const t = useTranslations('maps.touchpoints');
  const formats = useFormats();
  const { map, period } = question;
  const query = useQuery(
    api.maps.touchpoints.queryOptions({
      input: { map, period },
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  const isRecounting = useIsRecounting('touchpoints') || query.isPlaceholderData;
  const counted = new Map(query.data?.touchpoints.map((one) => [one.touchpoint, one]));
  return (
    <ul className={styles.list}>
      {items.map((item, index) => {
        // boundary: the lane's form says that its things are touchpoints
        const touchpoint = item.thing as Touchpoint;
        const count = counted.get(touchpoint.id);
        const isBlind =
          !touchpoint.isObservable || touchpoint.events.length === 0 || count?.state === 'no_source';
        const isUnseen = isBlind || count?.state === 'never_seen';
        const channel = touchpoint.channel ?? 'other';
        const name = channels.find((one) => one.id === channel)?.name;
        const body = (
          <>
            <ChannelMark channel={channel} isHollow={isUnseen} />
            <span className={styles.title} title={name}>
              {touchpoint.title}
              {touchpoint.moment && (
                <small data-moment={touchpoint.moment}>{t(`moments.${touchpoint.moment}`)}</small>
              )}
            </span>
            <span
              className={`${styles.people} ${isRecounting ? 'recounting' : ''}`}
              title={
                count && !isUnseen ? t('exact', { people: count.people, events: count.events }) : undefined
              }
            >
              {query.isPending ? (
                <Skeleton width={34} />
              ) : isBlind ? (
                <span title={touchpoint.isObservable ? t('noSource') : t('notObservable')}>–</span>
              ) : count?.state === 'never_seen' || !count ? (
                t('neverSeen')
              ) : (
                formats.compact(count.people)
              )}
            </span>
          </>
        );
        return (
          <li
            key={touchpoint.id}
            {...attributes(index)}
            data-ghost={isUnseen || undefined}
            data-stale={count?.state === 'stale' || undefined}
          >
            {count && !isUnseen ? (
              <button type="button" className={styles.row} onClick={() => onPick(touchpoint)}>
                {body}
              </button>
            ) : (
              <span className={styles.row}>{body}</span>
            )}
            {after(item)}
          </li>
        );
      })}
    </ul>
  );
}
