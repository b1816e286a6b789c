import type { PathsQuestion } from '../../src/shared/reports/paths.ts';
import { journeysByPerson, type Log } from '../random-log.ts';
import { quantile } from './numbers.ts';

interface Walk {
  who: string;
  /** by position from 1; those before the walk begins are undefined */
  items: (string | undefined)[];
  times: (number | undefined)[];
  /** more items than `steps` */
  isCut: boolean;
}

interface Limits {
  fromMs: number;
  toMs: number;
}

/** Every walk of every person, from the definition in shared/reports/paths.ts. */
export function referenceWalks(question: PathsQuestion, log: Log, { fromMs, toMs }: Limits): Walk[] {
  const { item: kind, steps, gapMs } = question;
  return [...journeysByPerson(log)].flatMap(([who, journey]) => {
    const events = journey
      .filter((event) => event.atMs >= fromMs && event.atMs < toMs && !question.exclude.includes(event.event))
      .map(({ event, channel, atMs }) => ({
        event,
        atMs,
        item: kind === 'event' ? event : kind === 'channel' ? channel : `${event} · ${channel}`,
      }));
    const pieces: (typeof events)[] = [];
    for (const event of events) {
      const last = pieces.at(-1)?.at(-1);
      if (last === undefined || (gapMs !== null && event.atMs - last.atMs > gapMs)) pieces.push([event]);
      else pieces.at(-1)?.push(event);
    }
    return pieces.flatMap((piece) => {
      const start = question.from === undefined ? 0 : piece.findIndex(({ event }) => event === question.from);
      const end =
        question.to === undefined ? piece.length - 1 : piece.findIndex(({ event }) => event === question.to);
      if (start < 0 || end < 0) return [];
      const whole = piece.slice(start, end + 1);
      const runs = whole.filter(({ item }, index) => item !== whole[index + 1]?.item);
      const kept = question.to === undefined ? runs.slice(0, steps) : runs.slice(-steps);
      const empty = question.to === undefined ? 0 : steps - kept.length;
      const padding = Array<undefined>(empty).fill(undefined);
      return {
        who,
        items: [...padding, ...kept.map(({ item }) => item)],
        times: [...padding, ...kept.map(({ atMs }) => atMs)],
        isCut: runs.length > steps,
      };
    });
  });
}

/** The answer's nodes and links from all walks, given which items are shown at each position. */
export function referenceFlow(question: PathsQuestion, walks: readonly Walk[], shown: readonly string[][]) {
  const nameAt = (walk: Walk, position: number): string | null | undefined => {
    const item = walk.items[position - 1];
    return item === undefined || shown[position - 1]?.includes(item) ? item : null;
  };
  const people = (some: readonly Walk[]) => new Set(some.map(({ who }) => who)).size;
  const hasEnded = (walk: Walk, position: number) =>
    !walk.isCut && walk.items[question.to === undefined ? position : position - 2] === undefined;
  const positions = Array.from({ length: question.steps }, (_, index) => index + 1);

  const nodes = positions.flatMap((position) => {
    const here = walks.filter((walk) => walk.items[position - 1] !== undefined);
    return [...new Set(here.map((walk) => nameAt(walk, position)))].map((item) => {
      const through = here.filter((walk) => nameAt(walk, position) === item);
      return {
        position,
        item,
        walks: through.length,
        people: people(through),
        exits: through.filter((walk) => hasEnded(walk, position)).length,
        items: new Set(through.map((walk) => walk.items[position - 1])).size,
      };
    });
  });
  const links = positions.flatMap((position) => {
    const here = walks.filter(
      (walk) => walk.items[position - 1] !== undefined && walk.items[position] !== undefined,
    );
    const pairs = new Map(
      here.map((walk) => {
        const pair = [nameAt(walk, position), nameAt(walk, position + 1)] as const;
        return [JSON.stringify(pair), pair];
      }),
    );
    return [...pairs].map(([key, [from, to]]) => {
      const through = here.filter(
        (walk) => JSON.stringify([nameAt(walk, position), nameAt(walk, position + 1)]) === key,
      );
      const times = through.map((walk) => (walk.times[position] ?? 0) - (walk.times[position - 1] ?? 0));
      return {
        position,
        from,
        to,
        walks: through.length,
        people: people(through),
        medianMs: quantile(times, 0.5),
      };
    });
  });
  return { nodes, links };
}

/** Different whole walks with their numbers, most frequent first. */
export function referenceWholeWalks(walks: readonly Walk[]) {
  const kinds = new Map<string, Walk[]>();
  for (const walk of walks) {
    const key = JSON.stringify(walk.items);
    kinds.set(key, [...(kinds.get(key) ?? []), walk]);
  }
  return [...kinds.values()].map((own) => ({
    items: (own[0]?.items ?? []).filter((item) => item !== undefined),
    walks: own.length,
    people: new Set(own.map(({ who }) => who)).size,
  }));
}
