import { z } from 'zod';
import type { PathsAnswer, PathsPart, PathsQuestion } from '../../shared/reports/paths.ts';
import { journeysOf } from '../journeys/source.ts';
import {
  CUT,
  callPaths,
  callWalkCounts,
  callWalks,
  NO_ITEM,
  NODE,
  OTHER_ITEM,
  type WalksQuestion,
} from '../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, u8, u16, u32 } from '../platform/sql.ts';
import { BadQuestion } from './bad-question.ts';
import { createPathItems, type PathItems } from './path-items.ts';
import { spanOf } from './period.ts';
import { derivedCodesOf, type WorkspaceFacts } from './workspace-facts.ts';

/** `next` of records that are about a node or what ends at it. */
const NOT_LINKS = [NODE, NO_ITEM, CUT];
/** Whole walks shown. */
const TOP_WALKS = 10;

/** A question about paths with everything looked up that its SQL needs. */
export interface PathsPlan {
  question: PathsQuestion;
  walks: WalksQuestion;
  items: PathItems;
  /** at, code, channel (and person) of every identified person with a chance of a walk */
  journeys: ChSql;
}

/** Throws BadQuestion where the question contradicts itself or its days are none. */
export function planPaths(workspace: number, question: PathsQuestion, facts: WorkspaceFacts): PathsPlan {
  const { from, to } = question;
  if (from !== undefined && to !== undefined) {
    throw new BadQuestion('Walks start at an event or end at one; give "from" or "to", not both.');
  }
  const anchor = from ?? to;
  if (anchor !== undefined && question.exclude.includes(anchor)) {
    throw new BadQuestion(`"${anchor}" is excluded, so no walk can start or end at it.`);
  }
  const codeOf = (name: string) => facts.eventCodes.get(name) ?? 0;
  const code = anchor === undefined ? null : codeOf(anchor);
  const excluded = new Set([...derivedCodesOf(facts.eventCodes), ...question.exclude.map(codeOf)]);
  if (code !== null) excluded.delete(code);
  excluded.delete(0);
  const holdsAnchor = code === null ? ch`1` : ch`has(code, ${u16(code)})`;
  return {
    question,
    items: createPathItems(question.item, facts.eventCodes),
    journeys: journeysOf(workspace, ch`person, at, code, channel`, ch`identified = 1 AND ${holdsAnchor}`),
    walks: {
      gapMs: question.gapMs,
      period: question.period === undefined ? null : spanOf(question.period, facts.timeZone),
      size: question.steps,
      item: question.item,
      anchor: code === null ? null : { at: from === undefined ? 'to' : 'from', code },
      excludedCodes: [...excluded],
    },
  };
}

/**
 * All different whole walks in one row: how many, the most frequent, and from them the walks through every item of every
 * position (key: position << 25 | item; an item has 25 bits).
 */
export function countWholeWalks({ walks, journeys }: PathsPlan): ChSql {
  return ch`SELECT count() AS distinct_walks,
      arrayMap(t -> (t.2, negate(t.1), t.3), groupArraySorted(${u8(TOP_WALKS)})((negate(toInt64(walks)), items, people))) AS top,
      sumMap(arrayMap((item, place) -> toUInt32(bitOr(bitShiftLeft(place, 25), item)), items, arrayEnumerate(items)),
        arrayMap(item -> walks, items)) AS nodes
    FROM (
      SELECT record.items AS items, sum(record.walks) AS walks, sum(record.people) AS people
      FROM (SELECT arrayJoin(${callWalkCounts(walks)}) AS record FROM (${journeys}))
      GROUP BY items
    )`;
}
const count = z.coerce.number().int();
export const wholeWalksRow = z.object({
  distinct_walks: count,
  top: z.array(z.tuple([z.array(count), count, count])),
  nodes: z.tuple([z.array(count), z.array(count)]),
});
type WholeWalksRow = z.infer<typeof wholeWalksRow>;

/** What a Sankey shows: for every position its most frequent items; how many more there are. */
export interface Shown {
  /** by position from 1 */
  items: number[][];
  foldedItems: number[];
}

export function chooseShown({ question }: PathsPlan, { nodes: [keys, walks] }: WholeWalksRow): Shown {
  const nodes = keys
    .map((key, index) => ({ position: key >>> 25, item: key & 0x1ffffff, walks: walks[index] ?? 0 }))
    .filter(({ item }) => item !== NO_ITEM)
    .sort((a, b) => b.walks - a.walks || a.item - b.item);
  const byPosition = Array.from({ length: question.steps }, (_, index) =>
    nodes.filter(({ position }) => position === index + 1).map(({ item }) => item),
  );
  return {
    items: byPosition.map((items) => items.slice(0, question.nodesPerStep)),
    foldedItems: byPosition.map((items) => Math.max(0, items.length - question.nodesPerStep)),
  };
}

/**
 * Nodes (next = NODE), exits (next = NO_ITEM) and links with the items that are not shown folded into one before anything
 * is counted, so Other's people, exits and median times are exact too.
 */
export function countPaths({ walks, journeys }: PathsPlan, shown: Shown): ChSql {
  return ch`SELECT record.position AS position, record.item AS item, record.next AS next, sum(record.walks) AS walks,
      sum(record.people) AS people, quantileExactInclusiveArray(0.5)(record.ms) AS median_ms
    FROM (SELECT arrayJoin(${callPaths(walks, { detail: true, shown: shown.items })}) AS record FROM (${journeys}))
    GROUP BY position, item, next`;
}
export const pathRow = z.object({
  position: count,
  item: count,
  next: count,
  walks: count,
  people: count,
  median_ms: z.number().nullable(),
});
type PathRow = z.infer<typeof pathRow>;

export function writePathsAnswer(
  plan: PathsPlan,
  shown: Shown,
  paths: readonly PathRow[],
  whole: WholeWalksRow,
): PathsAnswer {
  const { items } = plan;
  const nameOf = (item: number) => (item === OTHER_ITEM ? null : items.nameOf(item));
  const all = paths.find(({ position }) => position === 0);
  const inOrder = paths
    .filter(({ position }) => position > 0)
    .toSorted(
      (a, b) =>
        a.position - b.position ||
        Number(a.item === OTHER_ITEM) - Number(b.item === OTHER_ITEM) ||
        b.walks - a.walks ||
        a.item - b.item ||
        a.next - b.next,
    );
  const exitsAt = (position: number, item: number) =>
    paths.find((row) => row.position === position && row.item === item && row.next === NO_ITEM)?.walks ?? 0;
  return {
    walks: all?.walks ?? 0,
    people: all?.people ?? 0,
    nodes: inOrder
      .filter(({ next }) => next === NODE)
      .map(({ position, item, walks, people }) => ({
        position,
        item: nameOf(item),
        walks,
        people,
        exits: exitsAt(position, item),
        items: item === OTHER_ITEM ? (shown.foldedItems[position - 1] ?? 0) : 1,
      })),
    links: inOrder
      .filter(({ next }) => !NOT_LINKS.includes(next))
      .map(({ position, item, next, walks, people, median_ms }) => ({
        position,
        from: nameOf(item),
        to: nameOf(next),
        walks,
        people,
        medianMs: median_ms,
      })),
    top: whole.top.map(([walked, walks, people]) => ({
      items: walked.filter((item) => item !== NO_ITEM).map(items.nameOf),
      walks,
      people,
    })),
    distinctWalks: whole.distinct_walks,
  };
}

/** Whether the shown items must be known to tell who is behind the part. */
export function isAboutOther(part: PathsPart): boolean {
  return part.item === null || part.next === null;
}

/** The people behind a node, a link or an exit: one `person` per row. `shown` is needed where the part is about Other. */
export function pathsMembers(plan: PathsPlan, part: PathsPart, shown: Shown | null): ChSql {
  const { walks, items, journeys, question } = plan;
  const { position, item, next } = part;
  if (position > question.steps) {
    throw new BadQuestion(`The walks have ${question.steps} positions, so there is no position ${position}.`);
  }
  const isAt = (place: number, name: string | null) => {
    const there = ch`walk.items[${u8(place)}]`;
    if (name !== null) return ch`${there} = ${u32(items.itemOf(name))}`;
    const folded = arrayOf('UInt32', [NO_ITEM, ...(shown?.items[place - 1] ?? [])]);
    return ch`NOT has(${folded}, ${there})`;
  };
  const isThere = isAt(position, item);
  const follows = next === undefined ? ch`1` : isAt(position + 1, next);
  const outer = walks.anchor?.at === 'to' ? position - 1 : position + 1;
  // beyond the ends of the array an element is 0, that is NO_ITEM; a walk that was cut there goes on unseen
  const hasEnded = part.isExit
    ? outer === 0
      ? ch`walk.isCut = 0`
      : ch`walk.items[${u8(outer)}] = 0 AND walk.isCut = 0`
    : ch`1`;
  return ch`SELECT person
    FROM (SELECT person, ${callWalks(walks)} AS walks FROM (${journeys}))
    WHERE arrayExists(walk -> ${isThere} AND ${follows} AND ${hasEnded}, walks)`;
}
