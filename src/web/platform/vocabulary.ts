import { useQuery } from '@tanstack/react-query';
import { useNow } from 'use-intl';
import { api } from './api.ts';
import { anchorDay, dayOf } from './period.ts';
import { useWorkspace } from './workspace.tsx';

/** Event names and channels seen so far, and the day that presets of periods count back from. */
export function useVocabulary() {
  const { timeZone } = useWorkspace();
  const now = useNow();
  const query = useQuery(api.reports.vocabulary.queryOptions({ staleTime: 60_000 }));
  const lastAt = query.data?.lastAt ?? null;
  const firstAt = query.data?.firstAt ?? null;
  return {
    query,
    vocabulary: query.data,
    isEmpty: query.isSuccess && query.data.lastAt === null,
    /** latest event; null = none yet, or not known yet */
    lastAt,
    lastDay: anchorDay(now.getTime(), lastAt, timeZone),
    firstDay: firstAt ? dayOf(firstAt, timeZone) : null,
  };
}
