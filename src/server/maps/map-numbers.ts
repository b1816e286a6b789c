import type {
  CoverageAnswer,
  KpiAnswer,
  PainsAnswer,
  RibbonAnswer,
  TargetActionsAnswer,
  TouchpointsAnswer,
} from '../../shared/maps/contract.ts';
import { type Metric, touchpointsOf, valueUnder } from '../../shared/maps/journey-map.ts';
import { metricOfAction, targetActionsOf } from '../../shared/maps/programme/target-actions.ts';
import { measureCoverage, planCoverage } from './coverage.ts';
import { answerKpi, type BucketFigure, bindingsOf, measureKpi } from './kpi.ts';
import { isInLog, readLogFigures } from './log-figures.ts';
import type { MapQuestion } from './map-question.ts';
import { planTally, type TallyAnswer, type TallyPlan } from './map-tally.ts';
import { averageOrderAt } from './programme/money-measures.ts';
import { hasBoundPains, measurePains } from './programme/pain-heat.ts';
import { measureRibbon } from './ribbon.ts';
import { isTallied, planMetric } from './tally-figures.ts';
import { measureTouchpoints, planTouchpoints } from './touchpoints.ts';

/** The numbers of one map and period. What is asked for is measured once, together with all that comes from one pass. */
export interface MapNumbers {
  kpi(metric: Metric): Promise<KpiAnswer>;
  ribbon(): Promise<RibbonAnswer>;
  touchpoints(): Promise<TouchpointsAnswer>;
  coverage(): Promise<CoverageAnswer>;
  pains(): Promise<PainsAnswer>;
  targetActions(): Promise<TargetActionsAnswer>;
}

/**
 * Three passes answer nearly all of a map: the journeys through the stages (ribbon); everything counted in journeys
 * (touchpoints, coverage, most key figures); the events whose amounts, answers or order ids count. What fits none of
 * them (segments, pairs within an order) is asked alone.
 */
export function createMapNumbers(question: MapQuestion): MapNumbers {
  const actions = question.map.stages
    .flatMap(targetActionsOf)
    .map((placed) => ({ action: placed.key, metric: metricOfAction(question.map, placed) }));
  const isOfMap = (metric: Metric) => valueUnder(question.map.metrics, metric.id) === metric;
  const ofActions = actions.flatMap(({ metric }) => (metric && !isOfMap(metric) ? [metric] : []));
  // together: target actions alone would be one more pass over all journeys
  const tallied = once(async () =>
    tallyMap(question, [...Object.values(question.map.metrics), ...ofActions]),
  );
  const averageOrder = averageOrderAt({ line: 1, column: 1 });
  const asked = hasBoundPains(question.map) ? { [averageOrder.id]: averageOrder } : {};
  const logged = once(() =>
    readLogFigures(question, Object.values({ ...question.map.metrics, ...asked }).filter(isInLog)),
  );
  const alone = new Map<string, Promise<KpiAnswer>>();
  async function readKpi(metric: Metric): Promise<KpiAnswer> {
    if (isTallied(metric)) {
      const figures = await (await tallied()).figures(metric);
      if (figures) return answerKpi(question, metric, figures);
    }
    const inLog = isInLog(metric) ? (await logged()).get(metric.id) : undefined;
    if (inLog) return answerKpi(question, metric, inLog);
    // traits may change while no event comes
    if (metric.segment !== null) return measureKpi(question, metric);
    const answer = alone.get(metric.id) ?? measureKpi(question, metric);
    alone.set(metric.id, answer);
    return answer;
  }
  return {
    kpi: readKpi,
    ribbon: once(() => measureRibbon(question)),
    touchpoints: once(async () => (await (await tallied()).touchpoints?.()) ?? measureTouchpoints(question)),
    coverage: once(async () => (await (await tallied()).coverage?.()) ?? measureCoverage(question)),
    pains: once(() => measurePains(question, async () => (await readKpi(averageOrder)).value)),
    targetActions: once(async () => ({
      actions: await Promise.all(
        actions.map(async ({ action, metric }) => ({
          action,
          kpi: metric && (await readKpi(metric)),
        })),
      ),
    })),
  };
}

/**
 * Passes over the journeys: one, or more where there are more conditions than one can tell apart. (A second pass for what
 * needs no conditions had its figures earlier and took half as long again for all of them.)
 */
function tallyMap(question: MapQuestion, metrics: readonly Metric[]) {
  const first = planTally(question);
  const plans = [first];
  const places = touchpointsOf(question.map).flatMap(({ touchpoint }) => touchpoint.events);
  const hasRoom = first.hasRoomFor(places);
  const touchpoints = hasRoom ? planTouchpoints(question, first) : null;
  const coverage = hasRoom ? planCoverage(question, first) : null;
  const readers = new Map<string, { plan: TallyPlan; read: (answer: TallyAnswer) => BucketFigure[] }>();
  for (const metric of metrics.filter(isTallied)) {
    const bindings = bindingsOf(metric);
    let plan = plans.find((one) => one.hasRoomFor(bindings));
    if (!plan) {
      plan = planTally(question);
      if (!plan.hasRoomFor(bindings)) continue;
      plans.push(plan);
    }
    readers.set(metric.id, { plan, read: planMetric(question, plan, metric) });
  }
  const answers = new Map(plans.map((plan) => [plan, plan.run()]));
  // a pass may fail before anybody asks for its numbers; who asks hears of it
  for (const answer of answers.values()) answer.catch(() => undefined);
  /** of the metrics of one pass, asked for together */
  const latest = new Map(
    plans.map((plan) => {
      const own = metrics.filter(({ id }) => readers.get(id)?.plan === plan);
      const read = once(async () => {
        const answer = await answers.get(plan);
        const times = (await answer?.latestOfEach(own.map(bindingsOf))) ?? [];
        return new Map(own.map(({ id }, index) => [id, times[index] ?? null]));
      });
      return [plan, read];
    }),
  );
  const firstAnswer = answers.get(first);
  return {
    touchpoints: touchpoints && firstAnswer ? once(async () => touchpoints(await firstAnswer)) : null,
    coverage: coverage && firstAnswer ? async () => coverage(await firstAnswer) : null,
    /** null = no pass has it */
    async figures(metric: Metric) {
      const reader = readers.get(metric.id);
      const answer = reader && (await answers.get(reader.plan));
      if (!reader || !answer) return null;
      const latestAt = await latest.get(reader.plan)?.();
      return { latestAtMs: latestAt?.get(metric.id) ?? null, buckets: reader.read(answer) };
    },
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= work();
    return answer;
  };
}
