import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { TimelineEvent } from '../../shared/customers/contract.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ChannelMark } from '../ui/channel-mark.tsx';
import { showValue, tellEvent } from './event-summary.ts';
import styles from './timeline.module.css';
import type { TimelineRun } from './timeline-days.ts';

/** One thing that happened; a click shows all that is known of it. */
export function TimelineEntry({ run }: { run: TimelineRun }) {
  const t = useTranslations('person');
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  const newest = run.events[0];
  const oldest = run.events.at(-1);
  if (!newest || !oldest) return null;
  const times = run.events.length;
  const told = times === 1 ? tellEvent(newest.properties) : [];
  const [from, to] = [formats.clock(oldest.at), formats.clock(newest.at)];
  const when = from === to ? to : t('between', { from, to });
  return (
    <li className={styles.run}>
      <ChannelMark channel={run.channel} size={26} />
      <button type="button" className={styles.head} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span className={styles.name}>{run.event}</span>
        <span className={styles.amount}>
          {newest.amount !== null ? <Amount event={newest} /> : times > 1 ? t('times', { times }) : null}
        </span>
        <span className={styles.told}>
          <time dateTime={newest.at} title={formats.exactMoment(newest.at)}>
            {when}
          </time>
          {told.map((text) => (
            <span key={text}> · {text}</span>
          ))}
        </span>
      </button>
      {isOpen && run.events.map((event) => <EventDetails key={event.seq} event={event} />)}
    </li>
  );
}

function Amount({ event }: { event: TimelineEvent }) {
  const formats = useFormats();
  if (event.amount === null) return null;
  const exact = event.currency
    ? formats.exactMoney(event.amount, event.currency)
    : formats.exactMoney(event.amount);
  return <span title={exact}>{event.currency ? exact : formats.money(event.amount)}</span>;
}

function EventDetails({ event }: { event: TimelineEvent }) {
  const t = useTranslations('person');
  const formats = useFormats();
  const rows: [string, string][] = [
    [t('at'), formats.exactMoment(event.at)],
    [t('source'), event.source],
    ...(event.orderId ? [[t('order'), event.orderId] satisfies [string, string]] : []),
    ...event.identifiers.map(({ type, value }): [string, string] => [type, value]),
    ...Object.entries(event.properties).map(([name, value]): [string, string] => [name, showValue(value)]),
  ];
  return (
    <dl className={styles.details}>
      {rows.map(([name, value]) => (
        <div key={`${name}/${value}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
