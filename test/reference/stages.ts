import type { Stay } from '../../src/scan/host.ts';
import { stagesStayed } from '../../src/scan/reference.ts';
import { evaluate } from '../../src/shared/expression/evaluate.ts';
import { parseExpression } from '../../src/shared/expression/parse.ts';
import type { JourneyMap } from '../../src/shared/maps/journey-map.ts';

/** An event of the log with whom it belongs to today; person 0 = nobody known. */
export interface PlacedEvent {
  person: number;
  seq: number;
  atMs: number;
  event: string;
  channel: string;
  orderId: string;
  properties: Record<string, unknown>;
}

/** Everybody's stays on a map, straight from the definitions: everything in memory, one person after the other. */
export function staysOnMap(
  map: Pick<JourneyMap, 'stages' | 'case'>,
  events: readonly PlacedEvent[],
): Map<number, Stay[]> {
  const inOrder = events.toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq);
  const told = new Set<string>();
  const repeated = new Set<number>();
  for (const { event, orderId, seq } of inOrder) {
    if (event !== 'Order Completed' || orderId === '') continue;
    if (told.has(orderId)) repeated.add(seq);
    told.add(orderId);
  }
  const people = new Map<number, PlacedEvent[]>();
  for (const event of inOrder) {
    if (event.person !== 0) people.set(event.person, [...(people.get(event.person) ?? []), event]);
  }
  return new Map(
    [...people].flatMap(([person, mine]) => {
      const flags = mine.map(() => 0);
      map.stages.forEach((stage, index) => {
        for (const { event, where, count } of stage.enter) {
          const tree = where === undefined ? null : parseExpression(where);
          const matching = mine.flatMap((one, place) =>
            one.event === event && (tree === null || evaluate(tree, one)) ? [place] : [],
          );
          const counted =
            count === 'all' ? matching : count === 'first' ? matching.slice(0, 1) : matching.slice(-1);
          for (const place of counted) {
            if (!repeated.has(mine[place]?.seq ?? 0)) flags[place] = (flags[place] ?? 0) | (1 << index);
          }
        }
      });
      const stays = stagesStayed(
        {
          idleMs: map.case.idleMs,
          windowMs: map.case.windowMs,
          stages: map.stages.map((_, flag) => [{ code: 1, flag }]),
        },
        { at: mine.map(({ atMs }) => atMs), code: mine.map(() => 1), flags },
      );
      return stays.length === 0
        ? []
        : [[person, stays.map((stay) => ({ ...stay, seq: mine[stay.seq - 1]?.seq ?? 0 }))] as const];
    }),
  );
}
