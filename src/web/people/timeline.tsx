import { useInfiniteQuery } from '@tanstack/react-query';
import { useNow, useTranslations } from 'use-intl';
import { client } from '../platform/api.ts';
import { addDays, dayOf } from '../platform/period.ts';
import { useFormats, useWorkspace } from '../platform/workspace.tsx';
import { ChannelMark, useChannelName } from '../ui/channel-mark.tsx';
import { MoreButton } from '../ui/more-button.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import styles from './timeline.module.css';
import { groupByDay } from './timeline-days.ts';
import { TimelineEntry } from './timeline-entry.tsx';

interface TimelineProps {
  person: string;
  channels: readonly string[];
  channel: string | undefined;
  onChannel: (channel: string | undefined) => void;
}

/** Everything that happened, newest first, by day. */
export function Timeline({ person, channels, channel, onChannel }: TimelineProps) {
  const t = useTranslations('person');
  const formats = useFormats();
  const { timeZone } = useWorkspace();
  const nameOf = useChannelName();
  const query = useInfiniteQuery({
    queryKey: ['timeline', person, channel],
    queryFn: ({ pageParam }) => client.people.timeline({ person, channel, cursor: pageParam }),
    initialPageParam: undefined as string | undefined, // boundary: the type of later cursors cannot be told from undefined
    getNextPageParam: (page) => page.cursor ?? undefined,
  });
  const events = query.data?.pages.flatMap((page) => page.events) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  return (
    <section className={styles.timeline} aria-label={t('timeline')}>
      {channels.length > 1 && (
        <fieldset className={styles.filter} aria-label={t('filter')}>
          <button type="button" aria-pressed={channel === undefined} onClick={() => onChannel(undefined)}>
            {t('allChannels')}
          </button>
          {channels.map((one) => (
            <button key={one} type="button" aria-pressed={channel === one} onClick={() => onChannel(one)}>
              <ChannelMark channel={one} size={18} isDecorative />
              {nameOf(one)}
            </button>
          ))}
        </fieldset>
      )}
      {query.isPending && <SkeletonRows rows={9} height={30} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {query.isSuccess && events.length === 0 && <p className="mute">{t('nothingHappened')}</p>}
      {groupByDay(events, timeZone).map(({ day, runs }) => (
        <section key={day}>
          <h2 className={styles.day}>
            <DayName day={day} />
          </h2>
          <ol className={styles.runs}>
            {runs.map((run) => (
              <TimelineEntry key={run.key} run={run} />
            ))}
          </ol>
        </section>
      ))}
      <MoreButton query={query}>{t('earlier', { left: formats.count(total - events.length) })}</MoreButton>
    </section>
  );
}

function DayName({ day }: { day: string }) {
  const t = useTranslations('person');
  const formats = useFormats();
  const { timeZone } = useWorkspace();
  const today = dayOf(useNow().getTime(), timeZone);
  if (day === today) return t('today');
  if (day === addDays(today, -1)) return t('yesterday');
  if (day > addDays(today, -7))
    return t('weekday', { weekday: formats.weekday(day), day: formats.shortDay(day) });
  return formats.day(day);
}
