import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  arbitraryLog,
  LOG_STARTS_AT_MS,
  type LogStores,
  MINUTE_MS,
  openLogStores,
} from '../../../test/random-log.ts';
import { referenceRuns, referenceSteps } from '../../../test/reference/funnel.ts';
import { mean, quantile, sum } from '../../../test/reference/numbers.ts';
import { type EventSelector, type FunnelQuestion, funnelQuestion } from '../../shared/reports/funnel.ts';
import { createReports, type Reports } from './reports-routes.ts';

let stores: LogStores;
let reports: Reports;
beforeAll(async () => {
  stores = await openLogStores();
  reports = createReports(stores.context);
});
afterAll(() => stores.close());

const ALL = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

const selector: fc.Arbitrary<EventSelector> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('View', 'Add', 'Checkout', 'Order Completed').map((event) => ({ event })),
  },
  fc.constantFrom(
    { event: 'View', where: "channel in ('web', 'email')" },
    { event: 'View', where: "properties.coupon = 'SPRING'" },
    { event: 'Add', where: 'not exists properties.coupon' },
    { event: 'Order Completed', where: 'amount > 12' },
    { event: 'Order Completed', where: "properties.total >= 13 and channel != 'store'" },
    { event: 'Never Seen' },
  ),
);

const arbitrarySteps: fc.Arbitrary<EventSelector[][]> = fc.oneof(
  fc.array(fc.array(selector, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
  fc.constantFrom<EventSelector[][][]>(
    [[{ event: 'View' }], [{ event: 'Add' }], [{ event: 'Order Completed' }]],
    [[{ event: 'View' }], [{ event: 'View' }]],
  ),
);

/** Questions over the logs: 2024-03-31 has 23 hours in Berlin. */
const arbitraryQuestion: fc.Arbitrary<{ question: FunnelQuestion; period: typeof ALL }> = fc
  .record({
    steps: arbitrarySteps,
    windowMs: fc.constantFrom(MINUTE_MS, 10 * MINUTE_MS, 3 * 60 * MINUTE_MS, 14 * 86_400_000),
    period: fc.constantFrom(
      { days: undefined, limits: ALL },
      {
        days: { from: '2024-03-31', to: '2024-03-31' },
        limits: { fromMs: Date.parse('2024-03-30T23:00Z'), toMs: Date.parse('2024-03-31T22:00Z') },
      },
    ),
    breakdown: fc.constantFrom('none' as const, 'channel' as const),
  })
  .map(({ steps, windowMs, period, breakdown }) => ({
    question: funnelQuestion.parse({
      steps: steps.map((anyOf) => ({ anyOf })),
      windowMs,
      breakdown,
      ...(period.days && { period: period.days }),
    }),
    period: period.limits,
  }));

function peopleOf(
  workspace: number,
  question: FunnelQuestion,
  part: Parameters<Reports['funnelPeople']>[1]['part'],
) {
  return reports.funnelPeople(workspace, { question, part });
}

describe('random logs', () => {
  it('agree with every possible run tried out: numbers, series, times, revenue and the people behind them', async () => {
    let converted = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryLog,
        fc.array(arbitraryQuestion, { minLength: 3, maxLength: 3 }),
        async (sent, asked) => {
          const { workspace, log } = await stores.collect(sent);
          for (const { question, period } of asked) {
            const runs = referenceRuns(question, log, period);
            const answer = await reports.funnel(workspace, question);
            expect(answer.total.steps.map(({ label, ...numbers }) => numbers)).toEqual(
              rounded(referenceSteps(question, runs)),
            );

            const touches =
              question.breakdown === 'channel' ? [...new Set(runs.map((run) => run.touch))] : [];
            expect(answer.breakdown.map(({ channel }) => channel).toSorted()).toEqual(touches.toSorted());
            for (const series of answer.breakdown) {
              const own = runs.filter((run) => run.touch === series.channel);
              expect(series.steps.map(({ label, ...numbers }) => numbers)).toEqual(
                rounded(referenceSteps(question, own)),
              );
            }

            const whole = runs
              .filter((run) => run.events.length === question.steps.length)
              .map(({ events }) => (events.at(-1)?.atMs ?? 0) - (events[0]?.atMs ?? 0));
            converted += whole.length;
            const { histogram, ...times } = answer.timeToConvert;
            expect(times).toEqual({
              people: whole.length,
              medianMs: quantile(whole, 0.5),
              p90Ms: close(quantile(whole, 0.9)),
              meanMs: close(mean(whole)),
            });
            expect(histogram.length).toBeLessThanOrEqual(24);
            for (const [index, bar] of histogram.entries()) {
              const isLast = index === histogram.length - 1;
              const own = whole.filter(
                (ms) => ms >= bar.fromMs && (ms < bar.toMs || (isLast && ms === bar.toMs)),
              );
              expect(bar.people).toBe(own.length);
            }
            expect(sum(histogram.map((bar) => bar.people))).toBe(whole.length);

            const step = 1 + (log.length % question.steps.length);
            const channel = touches[0];
            const behind = runs.filter((run) => channel === undefined || run.touch === channel);
            const reached = await peopleOf(workspace, question, {
              step,
              kind: 'reached',
              ...(channel && { channel }),
            });
            expect(namesOf(reached)).toEqual(
              behind
                .filter((run) => run.events.length >= step)
                .map(who)
                .toSorted(),
            );
            expect(reached.total).toBe(reached.people.length);
            const left = await peopleOf(workspace, question, {
              step,
              kind: 'left',
              ...(channel && { channel }),
            });
            expect(namesOf(left)).toEqual(
              behind
                .filter((run) => run.events.length === step)
                .map(who)
                .toSorted(),
            );
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(converted).toBeGreaterThan(30); // the questions do find runs
  });
});

const who = (run: { who: string }) => run.who;
const namesOf = (page: { people: { label: string | null }[] }) =>
  page.people.map(({ label }) => label).toSorted();
/** Sums of floating numbers may differ in the last digit. */
const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 4));
const rounded = (steps: ReturnType<typeof referenceSteps>) =>
  steps.map((step) => ({
    ...step,
    p90MsFromPrevious: close(step.p90MsFromPrevious),
    meanMsFromPrevious: close(step.meanMsFromPrevious),
  }));

const track = (
  who: string | null,
  minute: number,
  event: string,
  more: { channel?: string; total?: number } = {},
) => ({
  who,
  atMs: LOG_STARTS_AT_MS + minute * MINUTE_MS,
  event,
  channel: more.channel ?? 'web',
  total: more.total ?? 0,
  orderId: '',
  coupon: null,
});
const ask = (steps: string[], more: Partial<FunnelQuestion> = {}) =>
  funnelQuestion.parse({ steps: steps.map((event) => ({ anyOf: [{ event }] })), ...more });
const peopleByStep = (answer: Awaited<ReturnType<Reports['funnel']>>) =>
  answer.total.steps.map(({ people }) => people);

describe('known cases', () => {
  it('the latest entry before step 2 counts (Mixpanel example, re-entry refreshes the run)', async () => {
    const { workspace } = await stores.collect([
      track('u', 0, 'A'),
      track('u', 30, 'A'),
      track('u', 45, 'B'),
      track('u', 75, 'C'),
    ]);
    const answer = await reports.funnel(workspace, ask(['A', 'B', 'C'], { windowMs: 60 * MINUTE_MS }));
    expect(peopleByStep(answer)).toEqual([1, 1, 1]);
    expect(answer.total.steps[1]?.medianMsFromPrevious).toBe(15 * MINUTE_MS);
    expect(answer.timeToConvert.medianMs).toBe(45 * MINUTE_MS);
  });

  it('the window is inclusive and counted from step 1', async () => {
    const { workspace } = await stores.collect([
      track('u', 0, 'A'),
      track('u', 30, 'B'),
      track('u', 60, 'C'),
    ]);
    const within = ask(['A', 'B', 'C'], { windowMs: 60 * MINUTE_MS });
    expect(peopleByStep(await reports.funnel(workspace, within))).toEqual([1, 1, 1]);
    const beyond = ask(['A', 'B', 'C'], { windowMs: 60 * MINUTE_MS - 1 });
    expect(peopleByStep(await reports.funnel(workspace, beyond))).toEqual([1, 1, 0]);
  });

  it('loops back and events in between do not stop a run; a missing step does', async () => {
    const events = (who: string, names: string) => [...names].map((name, i) => track(who, i, name));
    const { workspace } = await stores.collect([...events('one', 'ABDCDE'), ...events('two', 'ABCE')]);
    expect(peopleByStep(await reports.funnel(workspace, ask(['A', 'B', 'C', 'D', 'E'])))).toEqual([
      2, 2, 2, 1, 1,
    ]);
  });

  it('events of one instant are given the benefit of the doubt; one event never serves two steps', async () => {
    const { workspace } = await stores.collect([
      track('tie', 0, 'B'),
      track('tie', 0, 'A'),
      track('one', 5, 'A'),
    ]);
    expect(peopleByStep(await reports.funnel(workspace, ask(['A', 'B'])))).toEqual([2, 1]);
    expect(peopleByStep(await reports.funnel(workspace, ask(['A', 'A'])))).toEqual([2, 0]);
  });

  it('200 steps are counted to the last', async () => {
    const { workspace } = await stores.collect(
      Array.from({ length: 200 }, (_, i) => track('u', i, `Step ${i}`)),
    );
    const question = ask(Array.from({ length: 200 }, (_, i) => `Step ${i}`));
    expect(peopleByStep(await reports.funnel(workspace, question))).toEqual(Array(200).fill(1));
  });

  it('unidentified events are in no funnel', async () => {
    const { workspace } = await stores.collect([track(null, 0, 'A'), track('u', 0, 'A')]);
    expect(peopleByStep(await reports.funnel(workspace, ask(['A'])))).toEqual([1]);
  });

  it('an empty workspace and names never seen give zeros', async () => {
    const { workspace } = await stores.collect([track('u', 0, 'A')]);
    const answer = await reports.funnel(workspace, ask(['Aa', 'A'], { breakdown: 'channel' }));
    expect(peopleByStep(answer)).toEqual([0, 0]);
    expect(answer).toMatchObject({
      unknownEvents: ['Aa'],
      breakdown: [],
      timeToConvert: { people: 0, medianMs: null },
    });
    const empty = await stores.createWorkspace();
    expect(peopleByStep(await reports.funnel(empty, ask(['A', 'B'])))).toEqual([0, 0]);
  });

  it('pages of people hold everyone once', async () => {
    const { workspace } = await stores.collect(Array.from({ length: 120 }, (_, i) => track(`u${i}`, i, 'A')));
    const question = ask(['A', 'B']);
    const labels: (string | null)[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await reports.funnelPeople(workspace, {
        question,
        part: { step: 1, kind: 'left' },
        cursor: cursor ?? undefined,
      });
      expect(page.total).toBe(120);
      labels.push(...page.people.map(({ label }) => label));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(labels.toSorted()).toEqual(Array.from({ length: 120 }, (_, i) => `u${i}`).toSorted());
  });

  it('says what is wrong with a question', async () => {
    const { workspace } = await stores.collect([track('u', 0, 'A')]);
    const where = (text: string) =>
      funnelQuestion.parse({ steps: [{ anyOf: [{ event: 'A', where: text }] }] });
    await expect(reports.funnel(workspace, where('properties.total >'))).rejects.toThrow(
      'In the condition "properties.total >"',
    );
    await expect(reports.funnel(workspace, where('traits.vip = true'))).rejects.toThrow(
      'of people, not of events',
    );
    const backwards = ask(['A'], { period: { from: '2024-03-02', to: '2024-03-01' } });
    await expect(reports.funnel(workspace, backwards)).rejects.toThrow('ends (2024-03-01) before it begins');
    const noDay = ask(['A'], { period: { from: '2024-02-30', to: '2024-03-01' } });
    await expect(reports.funnel(workspace, noDay)).rejects.toThrow('"2024-02-30" is no day');
    const part = { step: 3, kind: 'reached' } as const;
    await expect(peopleOf(workspace, ask(['A']), part)).rejects.toThrow('it has no step 3');
    await expect(
      peopleOf(workspace, ask(['A']), { step: 1, kind: 'reached', channel: 'web' }),
    ).rejects.toThrow('not broken down');
  });
});
