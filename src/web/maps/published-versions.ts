import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { KpiAnswer } from '../../shared/maps/contract.ts';
import type { MapVersion } from '../../shared/maps/editing-contract.ts';
import { api } from '../platform/api.ts';
import type { OpenMap } from './use-map-session.ts';

/** A published version within the slices of a trend: `slice` counts from 0, with its part. */
export interface PublishedInTrend {
  version: MapVersion;
  slice: number;
}

/** The published versions of a map that fall into the time of a trend, oldest first. */
export function usePublishedIn(map: string, trend: KpiAnswer['trend']): PublishedInTrend[] {
  const query = useQuery(api.mapEditing.versions.queryOptions({ input: { map } }));
  return placePublished(query.data?.versions ?? [], trend);
}

/** Slices are equally long; what was published before the first or after the last has no place among them. */
export function placePublished(
  versions: readonly MapVersion[],
  trend: readonly { from: string }[],
): PublishedInTrend[] {
  const [first, second] = trend.map(({ from }) => Date.parse(from));
  if (first === undefined || second === undefined) return [];
  return versions
    .filter(({ isPublished }) => isPublished)
    .map((version) => ({ version, slice: (Date.parse(version.at) - first) / (second - first) }))
    .filter(({ slice }) => slice >= 0 && slice < trend.length)
    .toSorted((a, b) => a.slice - b.slice);
}

/** Asks for the versions anew when somebody saved one. */
export function useVersionNews({ map, state }: OpenMap): void {
  const queries = useQueryClient();
  const heard = state.heard.versions;
  useEffect(() => {
    if (heard === 0) return;
    void queries.invalidateQueries({ queryKey: api.mapEditing.versions.key({ input: { map: map.id } }) });
  }, [heard, map.id, queries]);
}
