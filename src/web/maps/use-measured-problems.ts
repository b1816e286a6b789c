import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { KpiAnswer, MapProblem } from '../../shared/maps/contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { lintMeasured } from '../../shared/maps/lint-measured.ts';
import { api } from '../platform/api.ts';
import type { StoredMap } from './map-page.tsx';
import type { MapQuestion } from './map-question.ts';

/** What is wrong in the file, and what the key figures that are on the page say about it; by line. Asks for nothing itself. */
export function useMeasuredProblems(stored: StoredMap, { map: id, period }: MapQuestion): MapProblem[] {
  // boundary: the server sends what `readMapFile` made, with places
  const map = stored.map as JourneyMap | null; // null: a file that was mended a moment ago
  const queries = useMemo(
    () =>
      Object.keys(map?.metrics ?? {}).map((metric) =>
        api.maps.kpi.queryOptions({ enabled: false, input: { map: id, metric, ...period } }),
      ),
    [map, id, period],
  );
  const combine = useCallback(
    (results: readonly { data: KpiAnswer | undefined }[]) =>
      map === null
        ? []
        : lintMeasured(
            map,
            results.flatMap(({ data }) => data ?? []),
          ),
    [map],
  );
  const measured = useQueries({ queries, combine });
  return useMemo(
    () => [...stored.problems, ...measured].sort((a, b) => a.line - b.line || a.column - b.column),
    [stored.problems, measured],
  );
}
