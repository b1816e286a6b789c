import { z } from 'zod';
import type { PathsAnswer, PathsPart, PathsQuestion } from '../../shared/reports/paths.ts';
import { journeysOf } from '../journeys/source.ts';
import {
  CUT,
  callPaths,
  callWalks,
  FOLDED,
  NO_ITEM,
  NODE,
  OTHER_ITEM,
  type PathParts,
  type WalksQuestion,
  WHOLE,
} from '../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, u8, u16, u32 } from '../platform/sql.ts';
import { BadQuestion } from './bad-question.ts';
import { createPathItems, type PathItems } from './path-items.ts';
import { spanOf } from './period.ts';
import { derivedCodesOf, type WorkspaceFacts } from './workspace-facts.ts';

/** `next` of records that are about a node or what ends at it. */
const NOT_LINKS = [NODE, NO_ITEM, CUT, FOLDED];
/** Nodes, links and exits: enough to choose the items that are shown. */
export const FLOWS: PathParts = { times: false, wholeWalks: false };
/** People whose `bucket` (person % 32) is this one are the sample. */
const SAMPLE_BUCKET = 7;
/** Whole walks shown. */
const TOP_WALKS = 10;

/** A question about paths with everything looked up that its SQL needs. */
export interface PathsPlan {
  question: PathsQuestion;
  walks: WalksQuestion;
  items: PathItems;
  /** at, code, channel (and person) of every identified person with a chance of a walk */
  journeys: ChSql;
  /** those of one bucket of people */
  sample: ChSql;
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
  const columns = ch`person, at, code, channel`;
  const everyone = ch`identified = 1 AND ${holdsAnchor}`;
  return {
    question,
    items: createPathItems(question.item, facts.eventCodes),
    journeys: journeysOf(workspace, columns, everyone),
    sample: journeysOf(workspace, columns, ch`${everyone} AND bucket = ${u8(SAMPLE_BUCKET)}`),
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
 * Flows, and whole walks where asked for, in one row. Items that are not shown are folded into one before anything is
 * counted, so Other's people, exits and median times are exact too; their own walks are told as next = FOLDED.
 */
export function countPaths(plan: PathsPlan, journeys: ChSql, shown: Shown['items'], parts: PathParts): ChSql {
  return ch`SELECT countIf(next = ${u32(WHOLE)}) AS distinct_walks,
      arrayMap(t -> (t.2, negate(t.1), t.3),
        groupArraySortedIf(${u8(TOP_WALKS)})((negate(toInt64(walks)), items, people), next = ${u32(WHOLE)})) AS top,
      groupArrayIf((position, item, next, walks, people, median_ms), next != ${u32(WHOLE)}) AS flows
    FROM (
      SELECT record.position AS position, record.item AS item, record.next AS next, record.items AS items,
        sum(record.walks) AS walks, sum(record.people) AS people,
        quantileExactInclusiveArray(0.5)(record.ms) AS median_ms
      FROM (SELECT arrayJoin(${callPaths(plan.walks, shown, parts)}) AS record FROM (${journeys}))
      GROUP BY position, item, next, items
    )`;
}
const count = z.coerce.number().int();
const flow = z
  .tuple([count, count, count, count, count, z.number().nullable()])
  .transform(([position, item, next, walks, people, medianMs]) => ({
    position,
    item,
    next,
    walks,
    people,
    medianMs,
  }));
export const pathsRow = z.object({
  distinct_walks: count,
  top: z.array(z.tuple([z.array(count), count, count])),
  flows: z.array(flow),
});
type PathsRow = z.infer<typeof pathsRow>;

/** What a Sankey shows: for every position its most frequent items; how many more there are. */
export interface Shown {
  /** by position from 1 */
  items: number[][];
  foldedItems: number[];
}

/** What is counted beside the flows, as the question asks. */
export function partsOf({ details }: PathsQuestion): PathParts {
  return { times: details.includes('times'), wholeWalks: details.includes('walks') };
}

function chooseShown({ question }: PathsPlan, { flows }: PathsRow): Shown {
  const isItem = (item: number, next: number) => next === FOLDED || (next === NODE && item !== OTHER_ITEM);
  const nodes = flows
    .filter(({ item, next }) => isItem(item, next))
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
 * One pass over all journeys where the guess shows the same items as all people do; else a second one. The guess is what
 * the question showed last time, or what a sample (one bucket of people) shows, which is right unless two items are
 * nearly as frequent. Always exact: the pass tells what it folded, so the guess is checked against all people.
 */
export async function findPaths(
  plan: PathsPlan,
  parts: PathParts,
  { ask, shownBefore }: { ask: (sql: ChSql) => Promise<PathsRow>; shownBefore?: Shown['items'] | undefined },
): Promise<{ shown: Shown; row: PathsRow }> {
  const guess = shownBefore ?? guessShown(plan, await ask(countPaths(plan, plan.sample, [], FLOWS)));
  const row = await ask(countPaths(plan, plan.journeys, guess, parts));
  const shown = chooseShown(plan, row);
  // a guess has no more items than are shown, so what it has beyond them has no walk
  if (shown.items.every((items, index) => items.every((item) => guess[index]?.includes(item)))) {
    return { shown, row };
  }
  // whole walks are the same whatever is shown
  const flowParts = { ...parts, wholeWalks: false };
  const { flows } = await ask(countPaths(plan, plan.journeys, shown.items, flowParts));
  return { shown, row: { ...row, flows } };
}

/**
 * Where the sample has fewer items than are shown, those that it has elsewhere fill the place: late positions are rare
 * in a sample, and an item without a walk does no harm.
 */
function guessShown(plan: PathsPlan, sample: PathsRow): Shown['items'] {
  const walksOf = new Map<number, number>();
  for (const { item, next, walks } of sample.flows) {
    if (next === FOLDED) walksOf.set(item, (walksOf.get(item) ?? 0) + walks);
  }
  const frequent = [...walksOf].sort((a, b) => b[1] - a[1]).map(([item]) => item);
  return chooseShown(plan, sample).items.map((items) =>
    [...new Set([...items, ...frequent])].slice(0, plan.question.nodesPerStep),
  );
}

/** Questions that show the same items have the same key. */
export function choiceKey(workspace: number, question: PathsQuestion): string {
  return JSON.stringify([workspace, { ...question, details: [] }]);
}

export function writePathsAnswer(plan: PathsPlan, shown: Shown, row: PathsRow): PathsAnswer {
  const { items } = plan;
  const { wholeWalks } = partsOf(plan.question);
  const nameOf = (item: number) => (item === OTHER_ITEM ? null : items.nameOf(item));
  const all = row.flows.find(({ position }) => position === 0);
  const inOrder = row.flows
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
    inOrder.find((at) => at.position === position && at.item === item && at.next === NO_ITEM)?.walks ?? 0;
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
      .map(({ position, item, next, walks, people, medianMs }) => ({
        position,
        from: nameOf(item),
        to: nameOf(next),
        walks,
        people,
        medianMs,
      })),
    top: wholeWalks
      ? row.top.map(([walked, walks, people]) => ({
          items: walked.filter((item) => item !== NO_ITEM).map(items.nameOf),
          walks,
          people,
        }))
      : null,
    distinctWalks: wholeWalks ? row.distinct_walks : null,
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
