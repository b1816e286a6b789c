import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { useNow, useTranslations } from 'use-intl';
import { api, type client } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { MapNotices } from './conformance/map-notices.tsx';
import { DiscoverLink } from './discovery/discover-link.tsx';
import { MapSkeleton } from './map-skeleton.tsx';
import { MapUpload } from './map-upload.tsx';
import styles from './maps-page.module.css';
import { NewMap } from './new-map.tsx';
import { MentionNotices } from './panels/mention-notices.tsx';
import { ProgrammeLink } from './programme-link.tsx';
import { TemplatesLink } from './templates/templates-link.tsx';

type MapRow = Awaited<ReturnType<typeof client.maps.list>>['maps'][number];

const route = getRouteApi('/shell/maps');

/** All maps; whoever comes to the front door of a shop with one map finds it open. */
export function MapsPage() {
  const t = useTranslations('maps');
  const { home } = route.useSearch();
  const query = useQuery(api.maps.list.queryOptions());
  if (query.isError)
    return (
      <div className={styles.page}>
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      </div>
    );
  if (!query.data) return <MapSkeleton />;
  const { maps } = query.data;
  const [only] = maps;
  if (home && only && maps.length === 1)
    return <Navigate to="/maps/$map" params={{ map: only.id }} replace />;
  const actions = (
    <div className={styles.actions}>
      {maps.length > 0 && <ProgrammeLink />}
      <DiscoverLink />
      <MapUpload />
      <TemplatesLink />
      <NewMap taken={maps.map((map) => map.id)} />
    </div>
  );
  if (maps.length === 0) return <EmptyState title={t('noneTitle')} text={t('noneText')} action={actions} />;
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1>{t('title')}</h1>
        {actions}
      </header>
      <div className={styles.notices}>
        <MentionNotices />
        <MapNotices map={null} />
      </div>
      <ul className={styles.maps}>
        {maps.map((map) => (
          <MapCard key={map.id} map={map} />
        ))}
      </ul>
    </div>
  );
}

function MapCard({ map }: { map: MapRow }) {
  const t = useTranslations('maps');
  const formats = useFormats();
  const now = useNow();
  const stages = Array.from({ length: map.stages }, (_, index) => index);
  const xOf = (index: number) => 16 + (index * 248) / Math.max(map.stages - 1, 1);
  const yOf = (index: number) => 26 + Math.sin(index * 1.7) * 7;
  return (
    <li>
      <Link to="/maps/$map" params={{ map: map.id }} className={`card ${styles.map}`}>
        <svg viewBox="0 0 280 52" aria-hidden="true">
          <path d="M4 26H276" stroke="var(--mute)" strokeDasharray="4 6" />
          <path
            d={stages
              .map(
                (index) =>
                  `${index === 0 ? 'M' : `C${xOf(index - 0.5)} ${yOf(index - 1)} ${xOf(index - 0.5)} ${yOf(index)} `}${xOf(index)} ${yOf(index)}`,
              )
              .join('')}
            fill="none"
            stroke="var(--green)"
            strokeWidth={4}
            strokeLinecap="round"
            opacity={0.8}
          />
          {stages.map((index) => (
            <circle key={index} cx={xOf(index)} cy={yOf(index)} r={7} fill="var(--green)" />
          ))}
        </svg>
        <h2>{map.title}</h2>
        <p className="mute">
          {!map.isBroken && `${t('stagesCount', { stages: map.stages })} · `}
          {t('changed', { ago: formats.ago(map.updatedAt, now.getTime()) })}
        </p>
        {map.isBroken ? (
          <span className="tag" data-tone="warn">
            <IconAlertTriangle size={13} stroke={1.8} aria-hidden />
            {t('isBroken')}
          </span>
        ) : (
          <span className="tag" data-tone={map.status === 'live' ? 'live' : undefined}>
            {map.state} · {map.status}
          </span>
        )}
      </Link>
    </li>
  );
}
