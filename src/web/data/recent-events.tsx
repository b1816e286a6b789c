import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ChannelMark } from '../ui/channel-mark.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import styles from './recent-events.module.css';

const REFRESH_MS = 2000;
const SHOWN = 25;

/** Events as they come in, asked for every two seconds while someone looks. */
export function RecentEvents() {
  const t = useTranslations('data');
  const formats = useFormats();
  const [isPaused, setIsPaused] = useState(false);
  const query = useQuery(
    api.data.recent.queryOptions({
      input: { limit: SHOWN },
      // a hidden page does not ask
      refetchInterval: isPaused ? false : REFRESH_MS,
      refetchIntervalInBackground: false,
    }),
  );
  const events = query.data?.events ?? [];
  return (
    <section>
      <h2>
        {t('recent')}
        <span
          className={styles.live}
          data-paused={isPaused || query.isError || undefined}
          aria-hidden="true"
        />
        <button
          type="button"
          className="button"
          data-kind="quiet"
          data-size="icon"
          aria-label={isPaused ? t('resume') : t('pause')}
          onClick={() => setIsPaused(!isPaused)}
        >
          {isPaused ? <IconPlayerPlay size={15} stroke={1.7} /> : <IconPlayerPause size={15} stroke={1.7} />}
        </button>
      </h2>
      {query.isPending && <SkeletonRows rows={8} height={22} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} isCompact />}
      {query.isSuccess && events.length === 0 && (
        <p className={styles.waiting}>
          <span className={styles.live} aria-hidden="true" />
          {t('waiting')}
        </p>
      )}
      <ol className={styles.list}>
        {events.map((event) => (
          <li key={event.seq}>
            <time
              dateTime={event.at}
              title={t('atAndReceived', {
                at: formats.exactMoment(event.at),
                received: formats.exactMoment(event.receivedAt),
              })}
            >
              {formats.clockSeconds(event.receivedAt)}
            </time>
            <ChannelMark channel={event.channel} size={20} />
            <span className={styles.name}>{event.event}</span>
            <span className={styles.amount}>{event.amount !== null && formats.exactMoney(event.amount)}</span>
            <span className={styles.source}>{event.source}</span>
            {event.person ? (
              <Link to="/people/$person" params={{ person: event.person }} className={styles.person}>
                {t('person')}
              </Link>
            ) : (
              <span className={styles.person} data-none>
                {t('nobody')}
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
