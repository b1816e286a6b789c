import type { Journey, PathCount, StageEntry, Stay } from './host.ts';
import {
  CUT,
  FOLDED,
  type MsRange,
  NO_ITEM,
  NODE,
  OTHER_ITEM,
  type StepAlternative,
  type WalksQuestion,
  WHOLE,
  walkItem,
} from './params.ts';

/**
 * The scan's answers straight from their definitions, slow and obvious. Tests compare the engine with it; nothing else
 * may use it.
 */

export interface FunnelQuestion {
  windowMs: number;
  entry: MsRange | null;
  steps: StepAlternative[][];
}

/** Can event `index` serve a step (or enter a stage) with these alternatives? */
export function canServe(journey: Journey, index: number, alternatives: readonly StepAlternative[]): boolean {
  return alternatives.some(
    ({ code, flag }) =>
      code !== 0 &&
      code === journey.code[index] &&
      (flag === null || (((journey.flags?.[index] ?? 0) >>> flag) & 1) === 1),
  );
}

/** Every run of the journey, complete or not, as lists of event indexes. See assembly/funnel.ts for what a run is. */
export function allRuns(question: FunnelQuestion, journey: Journey): number[][] {
  const runs: number[][] = [];
  const extend = (run: number[]): void => {
    if (run.length > 0) runs.push(run);
    const step = question.steps[run.length];
    if (step === undefined) return;
    journey.at.forEach((time, index) => {
      if (run.includes(index) || !canServe(journey, index, step)) return;
      const firstAt = journey.at[run[0] ?? index] ?? time;
      const lastAt = journey.at[run.at(-1) ?? index] ?? time;
      const isEntry = run.length > 0 || isWithin(question.entry, time);
      if (isEntry && time >= lastAt && time - firstAt <= question.windowMs) extend([...run, index]);
    });
  };
  extend([]);
  return runs;
}

/**
 * The times of the best run's steps: it reaches furthest; of those reaches it first; of those starts last; and its steps
 * are served as early as any such run serves them.
 */
export function bestRunTimes(question: FunnelQuestion, journey: Journey): number[] {
  const timesOf = (run: number[]) => run.map((index) => journey.at[index] ?? Number.NaN);
  const runs = allRuns(question, journey).map(timesOf);
  const furthest = Math.max(0, ...runs.map((run) => run.length));
  if (furthest === 0) return [];
  const reaching = runs.filter((run) => run.length === furthest);
  const firstReached = Math.min(...reaching.map((run) => run.at(-1) ?? 0));
  const first = reaching.filter((run) => run.at(-1) === firstReached);
  const lastStart = Math.max(...first.map((run) => run[0] ?? 0));
  const best = first.filter((run) => run[0] === lastStart);
  return question.steps.slice(0, furthest).map((_, step) => Math.min(...best.map((run) => run[step] ?? 0)));
}

export interface StagesQuestion {
  idleMs: number | null;
  windowMs: number | null;
  stages: StepAlternative[][];
}

export function stageEntries(question: StagesQuestion, journey: Journey): StageEntry[] {
  const entering = journey.at
    .map((time, index) => ({
      time,
      event: index + 1,
      stages: question.stages.flatMap((stage, i) => (canServe(journey, index, stage) ? [i + 1] : [])),
    }))
    .filter(({ stages }) => stages.length > 0);

  const cases: (typeof entering)[] = [];
  for (const event of entering) {
    const current = cases.at(-1);
    const previousAt = current?.at(-1)?.time;
    const startedAt = current?.[0]?.time;
    const isNew =
      previousAt === undefined ||
      startedAt === undefined ||
      event.time - previousAt > (question.idleMs ?? Number.POSITIVE_INFINITY) ||
      event.time - startedAt > (question.windowMs ?? Number.POSITIVE_INFINITY);
    if (isNew) cases.push([event]);
    else current?.push(event);
  }

  return cases.flatMap((events, number) => {
    let current = 0;
    return events.flatMap(({ stages, event }) => {
      const behind = stages.find((stage) => stage > current);
      const stage = behind ?? (stages.includes(current) ? current : Math.min(...stages));
      if (stage === current) return [];
      current = stage;
      return [{ case: number + 1, stage, event }];
    });
  });
}

/** Every millisecond asked by itself would be slow; so: an entry ends where the next begins, or its case is over. */
export function stagesStayed(question: StagesQuestion, journey: Journey): Stay[] {
  const entries = stageEntries(question, journey);
  const timeOf = (event: number) => journey.at[event - 1] ?? Number.NaN;
  return entries.map((entry, index) => {
    const next = entries[index + 1];
    const start = timeOf(entries.find((one) => one.case === entry.case)?.event ?? 0);
    const nextCase = entries.find((one) => one.case > entry.case)?.event ?? journey.at.length + 1;
    const entering = journey.at
      .map((time, i) => ({ time, place: i + 1 }))
      .filter(
        ({ place }) => place < nextCase && question.stages.some((s) => canServe(journey, place - 1, s)),
      );
    const last = entering.at(-1)?.time ?? Number.NaN;
    const over =
      1 +
      Math.min(
        last + (question.idleMs ?? Number.POSITIVE_INFINITY),
        start + (question.windowMs ?? Number.POSITIVE_INFINITY),
      );
    return {
      case: entry.case,
      stage: entry.stage,
      from: timeOf(entry.event),
      until: next?.case === entry.case ? timeOf(next.event) : over,
      seq: entry.event,
    };
  });
}

interface Item {
  item: number;
  time: number;
}

export interface ReferenceWalk {
  items: Item[];
  isCut: boolean;
}

export function walksOf(question: WalksQuestion, journey: Journey): ReferenceWalk[] {
  const events = journey.at
    .map((time, i) => ({ time, code: journey.code[i] ?? 0, channel: journey.channel?.[i] ?? 0 }))
    .filter(({ time, code }) => isWithin(question.period, time) && !question.excludedCodes.includes(code));

  const pieces: (typeof events)[] = [];
  events.forEach((event, i) => {
    const silence = event.time - (events[i - 1]?.time ?? Number.NEGATIVE_INFINITY);
    if (i === 0 || silence > (question.gapMs ?? Number.POSITIVE_INFINITY)) pieces.push([]);
    pieces.at(-1)?.push(event);
  });

  return pieces.flatMap((piece) => {
    const anchorAt = piece.findIndex(({ code }) => code !== 0 && code === question.anchor?.code);
    if (question.anchor !== null && anchorAt < 0) return [];
    const isTo = question.anchor?.at === 'to';
    const slice =
      question.anchor === null ? piece : isTo ? piece.slice(0, anchorAt + 1) : piece.slice(anchorAt);
    const items = slice.map(({ time, code, channel }) => ({
      time,
      item: walkItem(question.item, code, channel),
    }));
    const collapsed = items.filter(({ item }, i) => item !== items[i + 1]?.item);
    const counted = isTo ? collapsed.slice(-question.size) : collapsed.slice(0, question.size);
    return [{ items: counted, isCut: collapsed.length > question.size }];
  });
}

/** Items at their positions, NO_ITEM where there is none. */
export function placeItems(question: WalksQuestion, walk: ReferenceWalk): number[] {
  const items = walk.items.map(({ item }) => item);
  const rest = Array.from({ length: question.size - items.length }, () => NO_ITEM);
  return question.anchor?.at === 'to' ? [...rest, ...items] : [...items, ...rest];
}

/** The records of dp_paths over all journeys, sorted; `ms` ascending. */
export function pathCounts(
  question: WalksQuestion,
  shown: readonly (readonly number[])[],
  journeys: readonly Journey[],
): PathCount[] {
  const records = new Map<string, PathCount & { persons: Set<number> }>();
  const count = (
    position: number,
    item: number,
    next: number,
    person: number,
    ms: number[],
    items: number[] = [],
  ): void => {
    const key = `${position}/${item}/${next}/${items}`;
    const record = records.get(key) ?? {
      position,
      item,
      next,
      walks: 0,
      people: 0,
      ms: [],
      items,
      persons: new Set(),
    };
    records.set(key, record);
    record.walks++;
    record.persons.add(person);
    record.ms.push(...ms);
  };
  journeys.forEach((journey, person) => {
    for (const walk of walksOf(question, journey)) {
      count(0, 0, 0, person, []);
      count(0, 0, WHOLE, person, [], placeItems(question, walk));
      const isTo = question.anchor?.at === 'to';
      const before = isTo ? question.size - walk.items.length : 0;
      const placed = walk.items.map(({ item, time }, i) => ({
        position: before + i + 1,
        item: shown[before + i]?.includes(item) ? item : OTHER_ITEM,
        time,
      }));
      const end = isTo ? placed[0] : placed.at(-1);
      placed.forEach(({ position, item, time }, i) => {
        count(position, item, NODE, person, []);
        if (item === OTHER_ITEM) count(position, walk.items[i]?.item ?? NO_ITEM, FOLDED, person, []);
        const next = placed[i + 1];
        if (next !== undefined) count(position, item, next.item, person, [next.time - time]);
      });
      if (end !== undefined) count(end.position, end.item, walk.isCut ? CUT : NO_ITEM, person, []);
    }
  });
  return sortCounts(
    [...records.values()].map(({ persons, ...record }) => ({
      ...record,
      people: record.next === FOLDED ? 0 : persons.size,
    })),
  );
}

export function sortCounts(counts: readonly PathCount[]): PathCount[] {
  return counts
    .map((count) => ({ ...count, ms: count.ms.toSorted((a, b) => a - b) }))
    .sort(
      (a, b) =>
        a.position - b.position ||
        a.item - b.item ||
        a.next - b.next ||
        a.items.join().localeCompare(b.items.join()),
    );
}

function isWithin(range: MsRange | null, time: number): boolean {
  return range === null || (time >= range.fromMs && time < range.toMs);
}
