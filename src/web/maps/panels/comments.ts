import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo } from 'react';
import type { CommentThread } from '../../../shared/maps/comments-contract.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { api } from '../../platform/api.ts';
import type { GridColumn } from '../editor/grid-columns.ts';
import type { OpenMap } from '../use-map-session.ts';

/** Open talks by cell (`pay/thoughts`), and the way to read them. */
export interface CommentMarks {
  openAt: ReadonlyMap<string, number>;
  show: (cell: string) => void;
}
export const CommentMarksContext = createContext<CommentMarks | null>(null);

/** How comments name a cell: the step or stage, and the lane. */
export function commentCell(row: string, column: Pick<GridColumn, 'id' | 'stage'>): string {
  return `${column.id.startsWith('stage:') ? column.stage.id : column.id}/${row}`;
}

/** Open talks about what a cell shows: its own, those of its gathered steps, and of its stage where it is the first. */
export function useCommentsAt(row: string, column: GridColumn) {
  const marks = useContext(CommentMarksContext);
  if (marks === null || marks.openAt.size === 0) return null;
  const ids = new Set([column.id, ...column.steps.map((step) => step.id)]);
  if (column.isFirst || row === 'stage' || row === 'kpis') ids.add(column.stage.id);
  const cells = [...ids].map((id) => `${id}/${row}`).filter((cell) => marks.openAt.has(cell));
  const count = cells.reduce((sum, cell) => sum + (marks.openAt.get(cell) ?? 0), 0);
  const [first] = cells;
  return first === undefined ? null : { count, show: () => marks.show(first) };
}

/** All talks about a map, asked for anew whenever the server says that they changed. */
export function useThreads({ map, state }: OpenMap) {
  const query = useQuery(api.mapComments.list.queryOptions({ input: { map: map.id } }));
  const { refetch } = query;
  const heard = state.heard.comments;
  useEffect(() => {
    if (heard > 0) void refetch();
  }, [heard, refetch]);
  return query;
}

export function useCommentMarks(
  threads: readonly CommentThread[] | undefined,
  show: (cell: string) => void,
): CommentMarks {
  return useMemo(() => {
    const openAt = new Map<string, number>();
    for (const thread of threads ?? [])
      if (thread.resolvedAt === null) openAt.set(thread.cell, (openAt.get(thread.cell) ?? 0) + 1);
    return { openAt, show };
  }, [threads, show]);
}

/** A cell in words: the title of its step or stage; null = it is about the map, or gone. */
export function titleOfCell(cell: string, map: JourneyMap): { title: string; lane: string } | null {
  const [id = '', lane = ''] = cell.split('/');
  const stage = map.stages.find((one) => one.id === id);
  const step = map.stages.flatMap((one) => one.steps).find((one) => one.id === id);
  const title = step?.title ?? stage?.title;
  return title === undefined ? null : { title, lane };
}
