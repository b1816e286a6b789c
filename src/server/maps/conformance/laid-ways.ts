import {
  ALIGNMENT_COSTS,
  align,
  deviationsOf,
  EXPLAINING_COSTS,
  type Move,
  resolvedTrace,
} from '../../../shared/maps/conformance/align.ts';
import { compileMapPath } from '../../../shared/maps/conformance/compile-path.ts';
import {
  alignmentFitness,
  generalisation,
  precision,
  simplicity,
  worstCost,
} from '../../../shared/maps/conformance/quality.ts';
import { replay, replayFitness, type Tokens } from '../../../shared/maps/conformance/replay.ts';
import { createStateSpace, PlanTooFree } from '../../../shared/maps/conformance/state-space.ts';
import type { WayGroup } from '../../../shared/maps/conformance-contract.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import type { Way } from './ways.ts';

/** A way laid beside the plan. */
export interface LaidWay extends Way {
  group: WayGroup;
  /** up to where the journey stopped: what it did not reach is not skipped */
  moves: Move[];
  skipped: Set<string>;
  extra: Set<string>;
}

export interface LaidWays {
  ways: LaidWay[];
  replayFitness: number | null;
  alignmentFitness: number | null;
  precision: number | null;
  generalisation: number | null;
  simplicity: number;
}

/** Time spent on ways before other requests get their turn. */
const TURN_MS = 20;

/**
 * Every way beside the plan of the map. Whether it follows, and what it skipped or added, is told by the cheapest
 * alignment that may stop where the journey stopped; fitness is that of the whole plan, as its definition says.
 */
export async function layWays(
  map: JourneyMap,
  ways: readonly Way[],
  signal?: AbortSignal,
): Promise<LaidWays> {
  try {
    return await lay(map, ways, signal);
  } catch (error) {
    if (error instanceof PlanTooFree) throw new BadQuestion(error.message);
    throw error;
  }
}

async function lay(map: JourneyMap, ways: readonly Way[], signal?: AbortSignal): Promise<LaidWays> {
  const net = compileMapPath(map);
  const space = createStateSpace(net);
  const laid: LaidWay[] = [];
  const log: { trace: string[]; count: number }[] = [];
  const replays: { fired: number[]; count: number }[] = [];
  const tokens: Tokens = { missing: 0, consumed: 0, remaining: 0, produced: 0 };
  const shortestRun = worstCost(space, 0);
  let cost = 0;
  let worst = 0;
  let turnEnds = performance.now() + TURN_MS;
  for (const way of ways) {
    if (performance.now() > turnEnds) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      turnEnds = performance.now() + TURN_MS;
    }
    const { places, journeys } = way;
    const whole = align(space, places);
    const { moves } = align(space, places, { costs: EXPLAINING_COSTS, mayStop: true });
    const deviations = deviationsOf(moves);
    const of = (kind: 'skipped' | 'extra') =>
      new Set(deviations.flatMap((one) => (one.kind === kind ? [one.touchpoint] : [])));
    laid.push({
      ...way,
      moves,
      group:
        deviations.length > 0
          ? 'deviating'
          : deviationsOf(whole.moves).length === 0
            ? 'complete'
            : 'underway',
      skipped: of('skipped'),
      extra: of('extra'),
    });
    cost += journeys * whole.cost;
    worst += journeys * (places.length * ALIGNMENT_COSTS.extra + shortestRun);
    const trace = resolvedTrace(whole.moves);
    const played = replay(net, trace);
    for (const kind of ['missing', 'consumed', 'remaining', 'produced'] as const) {
      tokens[kind] += journeys * played.tokens[kind];
    }
    replays.push({ fired: played.fired, count: journeys });
    log.push({ trace, count: journeys });
  }
  const isEmpty = ways.length === 0;
  return {
    ways: laid,
    replayFitness: isEmpty ? null : replayFitness(tokens),
    alignmentFitness: isEmpty ? null : alignmentFitness(cost, worst),
    precision: isEmpty ? null : precision(space, log),
    generalisation: isEmpty ? null : generalisation(net, replays),
    simplicity: simplicity(net),
  };
}
