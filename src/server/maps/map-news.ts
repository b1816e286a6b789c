import type { MapNews, MapVisitor } from '../../shared/maps/editing-contract.ts';
import type { Context } from '../platform/context.ts';
import { readExtends } from './linked-maps.ts';
import type { MapEdits } from './map-edits.ts';

/** Batches further behind than this are not sent one by one. */
const MAX_CATCH_UP = 2_000;

interface Follower extends MapVisitor {
  wake(): void;
  /** news beside the batches, which are read from the log */
  other: MapNews[];
}

/**
 * Tells everyone who has a map open what changes on it. Batches are read from the log behind what the follower has, so
 * none is missed or told twice, whatever happens between reading and waiting; nothing polls.
 */
export function createMapNews(context: Pick<Context, 'facts' | 'postgres'>, edits: MapEdits) {
  const rooms = new Map<string, Set<Follower>>();
  let isStopping = false;
  const keyOf = (workspace: number, map: string) => `${workspace}\n${map}`;
  const followersOf = (workspace: number, map: string) =>
    rooms.get(keyOf(workspace, map)) ?? new Set<Follower>();

  context.facts.subscribe('mapChanged', ({ workspace, map }) => {
    for (const follower of followersOf(workspace, map)) follower.wake();
    // a question that fails here leaves heirs as they were loaded; the next change or visit brings them up to date
    void tellHeirs(workspace, map).catch(() => undefined);
  });
  context.facts.subscribe('commentsChanged', ({ workspace, map }) =>
    tell(workspace, map, { kind: 'comments' }),
  );
  context.facts.subscribe('versionsChanged', ({ workspace, map }) =>
    tell(workspace, map, { kind: 'versions' }),
  );
  context.facts.subscribe('stopping', () => {
    isStopping = true;
    for (const room of rooms.values()) for (const follower of room) follower.wake();
  });

  function tell(workspace: number, map: string, news: MapNews): void {
    for (const follower of followersOf(workspace, map)) {
      follower.other.push(news);
      follower.wake();
    }
  }

  /** Whoever has a map open that inherits from this one loads it anew. */
  async function tellHeirs(workspace: number, map: string): Promise<void> {
    const hasOthers = [...rooms.keys()].some(
      (key) => key.startsWith(keyOf(workspace, '')) && key !== keyOf(workspace, map),
    );
    if (!hasOthers) return;
    const all = await readExtends(context, workspace);
    const changed = new Set([map]);
    for (const base of changed)
      for (const one of all)
        if (one.extends === base && !changed.has(one.id)) {
          changed.add(one.id);
          tell(workspace, one.id, { kind: 'reload' });
        }
  }

  function tellVisitors(workspace: number, map: string): void {
    const visitors = [...followersOf(workspace, map)].map(({ client, name, cell }) => ({
      client,
      name,
      cell,
    }));
    tell(workspace, map, { kind: 'visitors', visitors });
  }

  return {
    /** Moves a visitor to a cell; one that is not there is nobody. */
    visit(workspace: number, map: string, client: string, cell: string | null): void {
      const visitor = [...followersOf(workspace, map)].find((follower) => follower.client === client);
      if (!visitor || visitor.cell === cell) return;
      visitor.cell = cell;
      tellVisitors(workspace, map);
    },

    /** News of a map until the signal or the server's stop. */
    async *follow(
      { workspace, map, after }: { workspace: number; map: string; after: number },
      visitor: { client: string; name: string },
      signal: AbortSignal | undefined,
    ): AsyncGenerator<MapNews, void> {
      let wake: () => void = () => undefined;
      let isAwake = true;
      const follower: Follower = {
        ...visitor,
        cell: null,
        other: [],
        wake() {
          isAwake = true;
          wake();
        },
      };
      const room = followersOf(workspace, map).add(follower);
      rooms.set(keyOf(workspace, map), room);
      signal?.addEventListener('abort', follower.wake);
      let revision = after;
      try {
        tellVisitors(workspace, map);
        while (!signal?.aborted && !isStopping) {
          isAwake = false;
          const batches = await edits.after(workspace, map, revision);
          if (batches.length > MAX_CATCH_UP) {
            yield { kind: 'reload' };
            return;
          }
          for (const batch of batches) {
            yield { kind: 'edits', batch };
            revision = batch.revision;
          }
          for (const news of follower.other.splice(0)) yield news;
          if (!isAwake && follower.other.length === 0) {
            await new Promise<void>((resolve) => {
              wake = resolve;
              if (isAwake) resolve();
            });
          }
        }
      } finally {
        signal?.removeEventListener('abort', follower.wake);
        room.delete(follower);
        if (room.size === 0) rooms.delete(keyOf(workspace, map));
        else tellVisitors(workspace, map);
      }
    },
  };
}
export type MapNewsroom = ReturnType<typeof createMapNews>;
