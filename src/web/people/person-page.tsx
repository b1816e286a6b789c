import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { useNow, useTranslations } from 'use-intl';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { useChannelName } from '../ui/channel-mark.tsx';
import { ErrorState, Skeleton, SkeletonRows } from '../ui/states.tsx';
import { PersonFacts } from './person-facts.tsx';
import styles from './person-page.module.css';
import { StageBars } from './stage-bars.tsx';
import { Timeline } from './timeline.tsx';

const route = getRouteApi('/shell/people/$person');

/** Who is this, and what happened so far in every channel: made for the phone first. */
export function PersonPage() {
  const t = useTranslations('person');
  const { person: id } = route.useParams();
  const { channel } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(api.people.get.queryOptions({ input: { person: id } }));
  if (query.data && query.data.currentPerson !== id)
    return <Navigate to="/people/$person" params={{ person: query.data.currentPerson }} replace />;
  const person = query.data;
  return (
    <div className={styles.page}>
      <Link to="/people" className={styles.back}>
        <IconChevronLeft size={16} stroke={1.8} aria-hidden />
        {t('back')}
      </Link>
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : person ? (
        <PersonHeader person={person} />
      ) : (
        <div className={styles.header} aria-busy="true">
          <Skeleton width={180} height={28} />
          <Skeleton width={260} />
          <div className={styles.figures}>
            <Skeleton height={62} radius={10} />
            <Skeleton height={62} radius={10} />
            <Skeleton height={62} radius={10} />
          </div>
        </div>
      )}
      {!query.isError && (
        <>
          <aside className={styles.facts}>
            {person ? <PersonFacts person={person} /> : <SkeletonRows />}
          </aside>
          <Timeline
            person={id}
            channels={person?.channels ?? []}
            channel={channel}
            onChannel={(next) => navigate({ search: { channel: next }, replace: true })}
          />
        </>
      )}
    </div>
  );
}

type Person = Parameters<typeof PersonFacts>[0]['person'];

function PersonHeader({ person }: { person: Person }) {
  const t = useTranslations('person');
  const formats = useFormats();
  const nameOf = useChannelName();
  const now = useNow();
  const place = person.traits.find((trait) => ['city', 'place', 'address.city'].includes(trait.name))?.value;
  const facts = [
    t('since', { ago: formats.ago(person.firstSeenAt, now.getTime()) }),
    typeof place === 'string' ? place : null,
    t('lastSeen', { ago: formats.ago(person.lastSeenAt, now.getTime()) }),
  ].filter((fact) => fact !== null);
  return (
    <header className={styles.header}>
      <h1 data-unknown={person.label === null || undefined}>{person.label ?? t('unidentified')}</h1>
      <p className="mute">{facts.join(' · ')}</p>
      <StageBars person={person.person} />
      <dl className={styles.figures}>
        <div className={styles.figure}>
          <dt>{t('worth')}</dt>
          <dd title={formats.exactMoney(person.revenue)}>{formats.money(person.revenue)}</dd>
        </div>
        <div className={styles.figure}>
          <dt>{t('orders')}</dt>
          <dd>{formats.count(person.orders)}</dd>
        </div>
        <div className={styles.figure}>
          <dt>{t('buysIn')}</dt>
          <dd>{person.preferredChannel ? nameOf(person.preferredChannel) : t('nothingYet')}</dd>
        </div>
      </dl>
    </header>
  );
}
