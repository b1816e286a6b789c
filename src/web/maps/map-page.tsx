import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { api, type client } from '../platform/api.ts';
import { ErrorState } from '../ui/states.tsx';
import { NoticeList, useNotices, writtenIn } from './editor/notices.tsx';
import { LiveMap } from './live-map.tsx';
import styles from './map-page.module.css';
import type { MapNotice } from './map-session.ts';
import { MapSkeleton } from './map-skeleton.tsx';
import { type OpenSession, useMapSession } from './use-map-session.ts';

const BrokenMap = lazy(() => import('./broken-map.tsx'));
const route = getRouteApi('/shell/maps/$map');

export type StoredMap = Awaited<ReturnType<typeof client.maps.get>>;

/** The journey map that measures itself, and is edited where it stands. */
export function MapPage() {
  const t = useTranslations('shell.notFound');
  const { map: id } = route.useParams();
  const query = useQuery(api.maps.get.queryOptions({ input: { map: id } }));
  const me = useQuery(api.accounts.me.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  if (query.isError && !query.data)
    return (
      <div className={styles.broken}>
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
        <Link to="/maps" className="button">
          {t('action')}
        </Link>
      </div>
    );
  if (!query.data || !me.data) return <MapSkeleton />;
  return <OpenedMap key={id} stored={query.data} name={me.data.email} />;
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
  const opened = useMapSession({ ...stored, name, onNotice });
  useWhenMended(stored, opened);
  // nothing can be asked about a file that was mended here before the server has it
  const isMending = stored.map === null && (opened?.state.pending ?? 0) > 0;
  return (
    <>
      {!opened ? (
        <MapSkeleton />
      ) : opened.open && !isMending ? (
        <LiveMap open={opened.open} stored={stored} notices={notices} />
      ) : (
        <Suspense fallback={<MapSkeleton />}>
          <BrokenMap session={opened.session} stored={stored} notices={notices} />
        </Suspense>
      )}
      <NoticeList list={list} onDrop={notices.drop} />
    </>
  );
}

/** A file that is a map again is asked for anew, with what is to be said of it. */
function useWhenMended({ id, map }: StoredMap, opened: OpenSession | null): void {
  const queries = useQueryClient();
  const isMended = map === null && opened?.open != null && opened.state.pending === 0;
  useEffect(() => {
    if (!isMended) return;
    void queries.invalidateQueries({ queryKey: api.maps.get.key({ input: { map: id } }) });
    void queries.invalidateQueries({ queryKey: api.maps.list.key() });
  }, [id, isMended, queries]);
}
