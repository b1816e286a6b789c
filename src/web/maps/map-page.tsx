import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { api, type client } from '../platform/api.ts';
import { ErrorState } from '../ui/states.tsx';

import { NoticeList, useNotices, writtenIn } from './editor/notices.tsx';
import { LiveMap } from './live-map.tsx';

import styles from './map-page.module.css';
import type { MapNotice } from './map-session.ts';
import { MapSkeleton } from './map-skeleton.tsx';
import { MapProblems } from './map-tags.tsx';
import { useMapSession } from './use-map-session.ts';

const route = getRouteApi('/shell/maps/$map');

export type StoredMap = Awaited<ReturnType<typeof client.maps.get>>;

/** The journey map that measures itself, and is edited where it stands. */
export function MapPage() {
  const { map: id } = route.useParams();
  const query = useQuery(api.maps.get.queryOptions({ input: { map: id } }));
  const me = useQuery(api.accounts.me.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  if (query.isError && !query.data)
    return (
      <div className={styles.broken}>
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      </div>
    );
  if (!query.data || !me.data) return <MapSkeleton />;
  if (query.data.map === null) return <BrokenMap id={id} problems={query.data.problems} />;
  return <OpenedMap key={id} stored={query.data} name={me.data.email} />;
}

/** A file that this version cannot read any more: said, with what is wrong in it. */
function BrokenMap({ id, problems }: Pick<StoredMap, 'id' | 'problems'>) {
  const t = useTranslations('maps');
  return (
    <div className={styles.broken}>
      <h1>{t('brokenTitle', { id })}</h1>
      <p className="mute">{t('brokenText')}</p>
      <MapProblems problems={problems} />
    </div>
  );
}

/** `name`: what the others who have the map open read. */
function OpenedMap({ stored, name }: { stored: StoredMap; name: string }) {
  const t = useTranslations('editor.outcome');
  const { list, notices } = useNotices();
  const onNotice = (notice: MapNotice) =>
    notices.add({
      text: t(notice.outcome, { message: notice.message ?? '' }),
      // what met another change is in the map; what did not get there is kept here
      written: notice.outcome === 'merged' ? undefined : writtenIn(notice),
    });
  const open = useMapSession({ ...stored, name, onNotice });
  return (
    <>
      {open ? <LiveMap open={open} stored={stored} notices={notices} /> : <MapSkeleton />}
      <NoticeList list={list} onDrop={notices.drop} />
    </>
  );
}
