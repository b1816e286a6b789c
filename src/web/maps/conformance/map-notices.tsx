import { IconClockExclamation, IconTrendingDown, IconTrendingUp } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { MapNotice } from '../../../shared/maps/conformance-contract.ts';
import { api } from '../../platform/api.ts';
import { useFormats } from '../../platform/workspace.tsx';
import styles from './map-notices.module.css';

/** Alerts and reminders of one map, or of all (null): what is to be looked at, and by whom. */
export function MapNotices({ map }: { map: string | null }) {
  const t = useTranslations('conformance.notices');
  const query = useQuery(api.conformance.notices.queryOptions());
  const notices = (query.data?.notices ?? []).filter((one) => map === null || one.map === map);
  if (notices.length === 0) return null;
  return (
    <section className={styles.notices} aria-label={t('title')}>
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} hasLink={map === null} />
      ))}
    </section>
  );
}

function NoticeLine({ notice, hasLink }: { notice: MapNotice; hasLink: boolean }) {
  const t = useTranslations('conformance.notices');
  const formats = useFormats();
  const queries = useQueryClient();
  const settle = useMutation(
    api.conformance.settleNotice.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: api.conformance.notices.key() }),
    }),
  );
  const { kind, title, share, low, high } = notice;
  const percent = (value: number | null) => formats.percent(value ?? 0);
  const Icon =
    kind === 'review' ? IconClockExclamation : (share ?? 0) < (low ?? 0) ? IconTrendingDown : IconTrendingUp;
  const recipients = notice.recipients.join(', ');
  return (
    <p className={styles.notice}>
      <Icon size={16} stroke={1.8} aria-hidden />
      <span>
        {t(kind, {
          title,
          day: formats.day(notice.day),
          share: percent(share),
          low: percent(low),
          high: percent(high),
        })}{' '}
        {recipients !== '' && (
          <span className="mute">
            {t(kind === 'review' && notice.level > 1 ? 'escalated' : 'for', { recipients })}
          </span>
        )}
      </span>
      {hasLink && (
        <Link to="/maps/$map" params={{ map: notice.map }} className="button">
          {t('show')}
        </Link>
      )}
      <button
        type="button"
        className="button"
        data-kind="quiet"
        disabled={settle.isPending}
        onClick={() => settle.mutate({ notice: notice.id })}
      >
        {t('settle')}
      </button>
    </p>
  );
}
