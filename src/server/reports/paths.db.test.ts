import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  arbitraryLog,
  LOG_STARTS_AT_MS,
  type LogStores,
  MINUTE_MS,
  openLogStores,
} from '../../../test/random-log.ts';
import { sum } from '../../../test/reference/numbers.ts';
import { referenceFlow, referenceWalks, referenceWholeWalks } from '../../../test/reference/paths.ts';
import { funnelQuestion } from '../../shared/reports/funnel.ts';
import {
  type PathsAnswer,
  type PathsPart,
  type PathsQuestion,
  pathsPart,
  pathsQuestion,
} from '../../shared/reports/paths.ts';
import { createReports, type Reports } from './reports-routes.ts';

let stores: LogStores;
let reports: Reports;
beforeAll(async () => {
  stores = await openLogStores();
  reports = createReports(stores.context);
});
afterAll(() => stores.close());

const ALL = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const arbitraryQuestion: fc.Arbitrary<{ question: PathsQuestion; limits: typeof ALL }> = fc
  .record({
    anchor: fc.constantFrom({}, {}, { from: 'View' }, { to: 'Order Completed' }, { from: 'Nowhere' }),
    steps: fc.integer({ min: 2, max: 6 }),
    gapMs: fc.constantFrom(null, 10 * MINUTE_MS, 120 * MINUTE_MS),
    item: fc.constantFrom('event' as const, 'channel' as const, 'event_channel' as const),
    exclude: fc.constantFrom([], ['Other'], ['Other', 'Add', 'Never Seen']),
    nodesPerStep: fc.integer({ min: 1, max: 5 }),
    isInPeriod: fc.boolean(),
  })
  .map(({ anchor, isInPeriod, ...rest }) => ({
    question: pathsQuestion.parse({
      ...rest,
      ...anchor,
      ...(isInPeriod && { period: { from: '2024-03-30', to: '2024-03-31' } }),
    }),
    limits: isInPeriod
      ? { fromMs: Date.parse('2024-03-29T23:00Z'), toMs: Date.parse('2024-03-31T22:00Z') }
      : ALL,
  }));

/** The items that the answer shows, by position. */
function shownIn(answer: PathsAnswer, steps: number): string[][] {
  return Array.from({ length: steps }, (_, index) =>
    answer.nodes.flatMap(({ position, item }) => (position === index + 1 && item !== null ? item : [])),
  );
}

const sortedText = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted();

describe('random logs', () => {
  it('agree with walks made by the definition: nodes, Other, exits, links, times, whole walks, people', async () => {
    let walked = 0;
    let listed = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryLog,
        fc.array(arbitraryQuestion, { minLength: 3, maxLength: 3 }),
        async (sent, asked) => {
          const { workspace, log } = await stores.collect(sent);
          for (const { question, limits } of asked) {
            const walks = referenceWalks(question, log, limits);
            walked += walks.length;
            const answer = await reports.paths(workspace, question);
            expect(answer.walks).toBe(walks.length);
            expect(answer.people).toBe(new Set(walks.map(({ who }) => who)).size);

            const shown = shownIn(answer, question.steps);
            const expected = referenceFlow(question, walks, shown);
            expect(sortedText(answer.nodes)).toEqual(sortedText(expected.nodes));
            expect(sortedText(answer.links)).toEqual(sortedText(expected.links));
            expectMostFrequentShown(
              answer,
              question,
              referenceFlow(question, walks, everyItem(walks, question)).nodes,
            );
            expectReconciled(answer, question);

            const whole = referenceWholeWalks(walks);
            expect(answer.distinctWalks).toBe(whole.length);
            const top = answer.top ?? [];
            expect(top.map((row) => row.walks)).toEqual(
              whole
                .map((row) => row.walks)
                .toSorted((a, b) => b - a)
                .slice(0, 10),
            );
            expect(sortedText(whole)).toEqual(expect.arrayContaining(sortedText(top)));

            await expectSameFlows(workspace, question, answer);
            listed += await expectPeople(workspace, question, answer);
          }
        },
      ),
      { numRuns: 30 },
    );
    expect(walked).toBeGreaterThan(200);
    expect(listed).toBeGreaterThan(50);
  });
});

/** Without details: the same picture. Asked again (from what was shown last time) and elsewhere (from a sample). */
async function expectSameFlows(workspace: number, question: PathsQuestion, whole: PathsAnswer) {
  const links = whole.links.map((link) => ({ ...link, medianMs: null }));
  const picture = { ...whole, links, top: null, distinctWalks: null };
  for (const asked of [reports, createReports(stores.context)]) {
    expect(await asked.paths(workspace, { ...question, details: [] })).toEqual(picture);
    const timed = await asked.paths(workspace, { ...question, details: ['times'] });
    expect(timed).toEqual({ ...picture, links: whole.links });
    const walked = await asked.paths(workspace, { ...question, details: ['walks'] });
    expect(walked).toEqual({ ...whole, links });
  }
}

/** At every position nothing that is folded away is more frequent than what is shown. */
function expectMostFrequentShown(
  answer: PathsAnswer,
  question: PathsQuestion,
  all: { position: number; item: string | null | undefined; walks: number }[],
) {
  const shown = shownIn(answer, question.steps);
  for (const [index, items] of shown.entries()) {
    const here = all.filter(({ position }) => position === index + 1);
    expect(items).toHaveLength(Math.min(here.length, question.nodesPerStep));
    const folded = here.filter(({ item }) => !items.includes(item ?? ''));
    const least = Math.min(
      ...here.filter(({ item }) => items.includes(item ?? '')).map((node) => node.walks),
    );
    for (const node of folded) expect(node.walks).toBeLessThanOrEqual(least);
  }
}

function everyItem(walks: ReturnType<typeof referenceWalks>, question: PathsQuestion): string[][] {
  return Array.from({ length: question.steps }, (_, index) =>
    walks.flatMap(({ items }) => items[index] ?? []),
  );
}

/** For every position, nodes (with Other) and exits add up to the position before; links likewise. */
function expectReconciled(answer: PathsAnswer, question: PathsQuestion) {
  const nodesAt = (position: number) => answer.nodes.filter((node) => node.position === position);
  const walksAt = (position: number) => sum(nodesAt(position).map(({ walks }) => walks));
  const exitsAt = (position: number) => sum(nodesAt(position).map(({ exits }) => exits));
  const linksAt = (position: number) =>
    sum(answer.links.filter((link) => link.position === position).map(({ walks }) => walks));
  for (let position = 1; position < question.steps; position++) {
    expect(linksAt(position)).toBe(question.to === undefined ? walksAt(position + 1) : walksAt(position));
    if (question.to === undefined) expect(walksAt(position + 1) + exitsAt(position)).toBe(walksAt(position));
    else expect(walksAt(position) + exitsAt(position + 1)).toBe(walksAt(position + 1));
  }
  expect(walksAt(question.to === undefined ? 1 : question.steps)).toBe(answer.walks);
}

/** The list behind a node, a link and an exit has exactly the people of the number. */
async function expectPeople(
  workspace: number,
  question: PathsQuestion,
  answer: PathsAnswer,
): Promise<number> {
  const count = async (part: Partial<PathsPart>) =>
    (await reports.pathsPeople(workspace, { question, part: pathsPart.parse(part) })).total;
  let listed = 0;
  for (const { position, item, people } of [answer.nodes[0], answer.nodes.at(-1)].flatMap(
    (node) => node ?? [],
  )) {
    expect(await count({ position, item })).toBe(people);
    listed += people;
  }
  for (const { position, from, to, people } of [answer.links[0], answer.links.at(-1)].flatMap(
    (link) => link ?? [],
  )) {
    expect(await count({ position, item: from, next: to })).toBe(people);
  }
  const other = answer.nodes.find(({ item }) => item === null);
  if (other !== undefined) expect(await count({ position: other.position, item: null })).toBe(other.people);
  const end = answer.nodes.find(({ exits }) => exits > 0);
  if (end !== undefined) {
    const left = await count({ position: end.position, item: end.item, isExit: true });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(Math.min(end.exits, end.people));
  }
  return listed;
}

describe('paths and funnels', () => {
  it('tell the same people of a two-step question', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLog, async (sent) => {
        // one event per instant: a funnel gives equal instants the benefit of the doubt, a walk has one order
        const apart = sent.map((event, index) => ({ ...event, atMs: event.atMs + index }));
        const { workspace } = await stores.collect(apart);
        const exclude = ['Checkout', 'Order Completed', 'Order Refunded', 'Other'];
        const walked = await reports.paths(
          workspace,
          pathsQuestion.parse({ from: 'View', steps: 2, gapMs: null, exclude }),
        );
        const steps = ['View', 'Add'].map((event) => ({ anyOf: [{ event }] }));
        const passed = await reports.funnel(
          workspace,
          funnelQuestion.parse({ steps, windowMs: 366 * 86_400_000 }),
        );
        const link = walked.links.find(({ from, to }) => from === 'View' && to === 'Add');
        expect(walked.people).toBe(passed.total.steps[0]?.people);
        expect(link?.people ?? 0).toBe(passed.total.steps[1]?.people);
      }),
      { numRuns: 15 },
    );
  });
});

const track = (who: string, minute: number, event: string) => ({
  who,
  atMs: LOG_STARTS_AT_MS + minute * MINUTE_MS,
  event,
  channel: 'web',
  total: 0,
  orderId: '',
  coupon: null,
});

describe('known cases', () => {
  it('a loop stays visible, repeats in a row count once, silence ends a walk', async () => {
    const { workspace } = await stores.collect([
      ...['A', 'B', 'B', 'A'].map((name, i) => track('u', i, name)),
      track('u', 34, 'A'), // 31 minutes later
    ]);
    const answer = await reports.paths(workspace, pathsQuestion.parse({}));
    expect(answer).toMatchObject({ walks: 2, people: 1, distinctWalks: 2 });
    expect(answer.top).toContainEqual({ items: ['A', 'B', 'A'], walks: 1, people: 1 });
    expect(answer.nodes[0]).toEqual({ position: 1, item: 'A', walks: 2, people: 1, exits: 1, items: 1 });
    // from A at minute 0 to the last B in a row at minute 2
    expect(answer.links[0]).toMatchObject({ position: 1, from: 'A', to: 'B', medianMs: 2 * MINUTE_MS });
  });

  it('walks cut after the last step are no exits', async () => {
    const names = (who: string, text: string) => [...text].map((name, i) => track(who, i, name));
    const { workspace } = await stores.collect([...names('long', 'ABCD'), ...names('short', 'AB')]);
    const answer = await reports.paths(workspace, pathsQuestion.parse({ steps: 2 }));
    expect(answer.nodes).toEqual([
      { position: 1, item: 'A', walks: 2, people: 2, exits: 0, items: 1 },
      { position: 2, item: 'B', walks: 2, people: 2, exits: 1, items: 1 },
    ]);
    const part = pathsPart.parse({ position: 2, item: 'B', isExit: true });
    const page = await reports.pathsPeople(workspace, { question: pathsQuestion.parse({ steps: 2 }), part });
    expect(page.people.map(({ label }) => label)).toEqual(['short']);
  });

  it('what was shown last time is a guess only: new events may show another item', async () => {
    const names = (who: string, text: string) => [...text].map((name, i) => track(who, i, name));
    const { workspace, log } = await stores.collect([...names('one', 'AB'), ...names('two', 'AB')]);
    const question = pathsQuestion.parse({ nodesPerStep: 1 });
    const shown = async () =>
      (await reports.paths(workspace, question)).nodes.map(({ item, walks }) => [item, walks]);
    expect(await shown()).toEqual([
      ['A', 2],
      ['B', 2],
    ]);
    const more = ['x', 'y', 'z'].flatMap((who) => names(who, 'CB'));
    await stores.collect(more, { workspace, before: log });
    expect(await shown()).toEqual([
      ['C', 3],
      [null, 2],
      ['B', 5],
    ]);
  });

  it('an empty workspace has no walks; contradictions are refused', async () => {
    const workspace = await stores.createWorkspace();
    const question = pathsQuestion.parse({});
    expect(await reports.paths(workspace, question)).toEqual({
      walks: 0,
      people: 0,
      nodes: [],
      links: [],
      top: [],
      distinctWalks: 0,
    });
    await expect(reports.paths(workspace, { ...question, from: 'A', to: 'B' })).rejects.toThrow('not both');
    await expect(reports.paths(workspace, { ...question, from: 'A', exclude: ['A'] })).rejects.toThrow(
      'is excluded',
    );
    const part = pathsPart.parse({ position: 9, item: 'A' });
    await expect(reports.pathsPeople(workspace, { question, part })).rejects.toThrow('no position 9');
  });
});
