import { IconDevices } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNow, useTranslations } from 'use-intl';
import type { PeoplePage, PersonRow } from '../../shared/platform/base-contract.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ChannelMark } from './channel-mark.tsx';
import { MoreButton } from './more-button.tsx';
import styles from './people-list.module.css';
import { ErrorState, SkeletonRows } from './states.tsx';

interface PeopleListProps {
  listKey: string;
  load: (cursor: string | undefined) => Promise<PeoplePage>;
  empty?: string;
  /** what else is to be said of how many they are */
  about?: ReactNode;
}

/** A paged list of people; each leads to their page. */
export function PeopleList({ listKey, load, empty, about }: PeopleListProps) {
  const t = useTranslations('people');
  const formats = useFormats();
  const query = useInfiniteQuery({
    queryKey: ['people-list', listKey],
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined, // boundary: the type of later cursors cannot be told from undefined
    getNextPageParam: (page) => page.cursor ?? undefined,
  });
  if (query.isPending) return <SkeletonRows rows={8} height={36} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />;
  const people = query.data.pages.flatMap((page) => page.people);
  const total = query.data.pages[0]?.total ?? 0;
  if (people.length === 0) return <p className="mute">{empty ?? t('nobody')}</p>;
  return (
    <>
      <p className={styles.total}>
        {t('total', { total, exact: formats.count(total) })}
        {about && <span>{about}</span>}
      </p>
      <ul className={styles.list}>
        {people.map((person) => (
          <PersonItem key={person.person} person={person} />
        ))}
      </ul>
      <MoreButton query={query}>{t('more', { left: formats.count(total - people.length) })}</MoreButton>
    </>
  );
}

const SHOWN_CHANNELS = 5;

function PersonItem({ person }: { person: PersonRow }) {
  const t = useTranslations('people');
  const formats = useFormats();
  const now = useNow();
  return (
    <li>
      <Link to="/people/$person" params={{ person: person.person }} className={styles.person}>
        <span className={styles.face} data-unknown={!person.isKnown || undefined} aria-hidden="true">
          {person.isIdentified && !person.isKnown ? (
            <IconDevices size={16} stroke={1.6} />
          ) : (
            initialsOf(person.label)
          )}
        </span>
        <span className={styles.who}>
          <span className={styles.name} data-unknown={!person.isKnown || undefined}>
            {person.label ?? t('unidentified')}
          </span>
          <span className={styles.seen} title={formats.exactMoment(person.lastSeenAt)}>
            {t('seen', { ago: formats.ago(person.lastSeenAt, now.getTime()), events: person.events })}
          </span>
        </span>
        <span className={styles.marks}>
          {person.channels.slice(0, SHOWN_CHANNELS).map((channel) => (
            <ChannelMark key={channel} channel={channel} size={18} />
          ))}
          {person.channels.length > SHOWN_CHANNELS && (
            <span className="mute">+{person.channels.length - SHOWN_CHANNELS}</span>
          )}
        </span>
        <span className={styles.worth}>
          {person.orders > 0 && (
            <>
              <span title={formats.exactMoney(person.revenue)}>{formats.money(person.revenue)}</span>
              <small>{t('orders', { orders: person.orders })}</small>
            </>
          )}
        </span>
      </Link>
    </li>
  );
}

function initialsOf(label: string | null): string {
  if (!label) return '?';
  // an address such as vera.becker.7-0@... is V B
  const words = (label.split('@')[0] ?? '').split(/[\s._-]+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const initials = letters.map((word) => word?.[0]?.toUpperCase() ?? '').join('');
  return initials || '#';
}
