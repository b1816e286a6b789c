import { ORPCError } from '@orpc/client';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Json } from '../../shared/maps/edit/map-edit.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { client } from '../platform/api.ts';
import { useWorkspace } from '../platform/workspace.tsx';
import { type MapNotice, MapSession, type MapSessionState } from './map-session.ts';
import { createPendingEdits } from './pending-edits.ts';

export type JsonRecord = { [key: string]: Json };

/** The editor's name among all that have the map open: one for each tab and visit. */
const CLIENT = crypto.randomUUID();
/** Answers that sending again may change: not signed in, too slow, too many. */
const WORTH_ANOTHER_TRY = new Set([401, 408, 429]);

/** A map that is open for editing, as it is shown here now. Parts that did not change stay the same objects. */
export interface OpenMap {
  session: MapSession;
  client: string;
  map: JourneyMap;
  file: JsonRecord;
  state: MapSessionState;
}

interface SessionStart {
  id: string;
  file: string;
  revision: number;
  /** value of the map that it extends */
  base: unknown;
  /** what the others read beside one's cell */
  name: string;
  onNotice: (notice: MapNotice) => void;
}

/** A session, and the map that it has open; `open` null = its file is no map. */
export interface OpenSession {
  session: MapSession;
  state: MapSessionState;
  open: OpenMap | null;
}

/** Opens a map for editing; null until it is there. */
export function useMapSession(start: SessionStart): OpenSession | null {
  const { id, file, revision, base, name, onNotice } = start;
  const workspace = useWorkspace();
  const [session, setSession] = useState<MapSession | null>(null);
  const tell = useRef(onNotice);
  tell.current = onNotice;
  const first = useRef({ file, revision, base });
  useEffect(() => {
    const pending = createPendingEdits({ workspace: workspace.name, map: id }, localStorage);
    const opened = new MapSession(
      {
        client: CLIENT,
        send: ({ batch, edits }) =>
          client.mapEditing.edit({ map: id, client: CLIENT, batch, edits }).catch(markRefused),
        async follow(after, signal) {
          await whenShown(signal);
          return client.mapEditing.follow(
            { map: id, after, client: CLIENT, name },
            { signal: AbortSignal.any([signal, untilAway()]) },
          );
        },
        reload: () => client.maps.get({ map: id }),
        loadPending: pending.load,
        savePending: pending.save,
      },
      first.current,
      (notice) => tell.current(notice),
    );
    setSession(opened);
    return () => {
      opened.close();
      setSession(null);
    };
  }, [id, name, workspace.name]);
  return useOpenMap(session);
}

function useOpenMap(session: MapSession | null): OpenSession | null {
  const state = useSyncExternalStore(
    (listener) => session?.subscribe(listener) ?? (() => undefined),
    () => session?.state ?? null,
  );
  const last = useRef<{ map: JourneyMap; file: JsonRecord } | null>(null);
  return useMemo(() => {
    if (!session || !state) return null;
    // an edit that makes the file no map is refused by the server; until then the last map is shown
    if (state.map !== null)
      // boundary: a map file holds JSON values only
      last.current = { map: state.map, file: state.file as JsonRecord };
    else if (state.pending === 0) last.current = null;
    return { session, state, open: last.current && { session, client: CLIENT, state, ...last.current } };
  }, [session, state]);
}

/**
 * A stream whose connection went away may wait forever for what comes next, so it ends when the browser knows. It also
 * ends while nobody sees the page: a browser gives a server six connections for all tabs together.
 */
function untilAway(): AbortSignal {
  const stop = new AbortController();
  const end = () => {
    if (navigator.onLine && !document.hidden) return;
    stop.abort();
    window.removeEventListener('offline', end);
    document.removeEventListener('visibilitychange', end);
  };
  window.addEventListener('offline', end);
  window.addEventListener('pagehide', () => stop.abort(), { once: true });
  document.addEventListener('visibilitychange', end);
  return stop.signal;
}

function whenShown(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look, { once: true });
    look();
  });
}

function markRefused(error: unknown): never {
  const isRefused =
    error instanceof ORPCError &&
    error.status >= 400 &&
    error.status < 500 &&
    !WORTH_ANOTHER_TRY.has(error.status);
  throw isRefused ? Object.assign(error, { isRefused }) : error;
}
