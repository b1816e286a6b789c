import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PathNode } from '../journey-map.ts';
import { align, EXPLAINING_COSTS, resolvedTrace, traceOf, UNIT_COSTS } from './align.ts';
import { anyPlan, anyTrace, editDistance, runsOf } from './arbitrary-plans.ts';
import { compilePath } from './compile-path.ts';
import { precision } from './quality.ts';
import { replay } from './replay.ts';
import { createStateSpace } from './state-space.ts';

const SHORT = { numRuns: 200 };
const LONGEST = 6;

/** Runs up to LONGEST steps, and whether that is enough to lay a trace of two steps beside the plan. */
function languageOf(order: PathNode[]) {
  const runs = [...runsOf({ kind: 'seq', items: order }, LONGEST)];
  const shortest = Math.min(...runs.map((run) => run.length));
  return { runs, shortest, isEnough: (length: number) => 2 * length + shortest <= LONGEST };
}

test('the alignment is the smallest edit distance to any run of the plan', () => {
  fc.assert(
    fc.property(anyPlan, anyTrace, (order, trace) => {
      const { runs, isEnough } = languageOf(order);
      fc.pre(isEnough(trace.length));
      const space = createStateSpace(compilePath(order));
      const { cost, moves } = align(space, traceOf(trace), { costs: UNIT_COSTS });
      expect(cost).toBe(Math.min(...runs.map((run) => editDistance(trace.join(''), run))));
      // and the moves are such a laying side by side
      expect(resolvedTrace(moves)).toEqual(trace);
      const run = moves.flatMap((move) =>
        move.kind === 'both' || move.kind === 'skipped' ? [move.touchpoint] : [],
      );
      expect(runs).toContain(run.join(''));
      expect(moves.filter(({ kind }) => kind === 'skipped' || kind === 'extra').length).toBe(cost);
    }),
    SHORT,
  );
});

test('where a journey may stop, the smallest distance to any beginning of a run', () => {
  fc.assert(
    fc.property(anyPlan, anyTrace, (order, trace) => {
      const { runs, isEnough } = languageOf(order);
      fc.pre(isEnough(trace.length));
      const beginnings = new Set(
        runs.flatMap((run) => Array.from({ length: run.length + 1 }, (_, end) => run.slice(0, end))),
      );
      const { moves } = align(createStateSpace(compilePath(order)), traceOf(trace), {
        costs: EXPLAINING_COSTS,
        mayStop: true,
      });
      const deviations = moves.filter(({ kind }) => kind === 'skipped' || kind === 'extra').length;
      expect(deviations).toBe(
        Math.min(...[...beginnings].map((beginning) => editDistance(trace.join(''), beginning))),
      );
      expect(moves.at(-1)?.kind).not.toBe('skipped');
    }),
    SHORT,
  );
});

test('an event that can be several touchpoints is taken for the one that fits', () => {
  const order: PathNode[] = ['a', 'b', 'c'].map((touchpoint) => ({
    kind: 'touchpoint',
    touchpoint,
    isOptional: false,
    mayRepeat: false,
  }));
  const { cost, moves } = align(createStateSpace(compilePath(order)), [['a'], ['a', 'b'], ['c']]);
  expect([cost, resolvedTrace(moves)]).toEqual([0, ['a', 'b', 'c']]);
});

test('a replay that fits is a run of the plan; tokens balance', () => {
  fc.assert(
    fc.property(anyPlan, anyTrace, (order, trace) => {
      const { tokens, isFitting } = replay(compilePath(order), trace);
      expect(tokens.consumed + tokens.remaining).toBe(tokens.produced + tokens.missing);
      if (isFitting) expect(runsOf({ kind: 'seq', items: order }, LONGEST)).toContain(trace.join(''));
    }),
    SHORT,
  );
});

test('every run fits where each touchpoint stands once in the plan and no loop lies in a loop', () => {
  fc.assert(
    fc.property(anyPlan, (order) => {
      let count = 0;
      const rename = (node: PathNode, isInLoop: boolean): PathNode => {
        switch (node.kind) {
          case 'touchpoint': {
            const touchpoint = String.fromCharCode(97 + count++);
            return { ...node, touchpoint, mayRepeat: node.mayRepeat && !isInLoop };
          }
          case 'loop':
            if (isInLoop) return rename(node.body, true);
            return { ...node, body: rename(node.body, true), again: node.again && rename(node.again, true) };
          default:
            return { ...node, items: node.items.map((item) => rename(item, isInLoop)) };
        }
      };
      const renamed = order.map((node) => rename(node, false));
      const net = compilePath(renamed);
      for (const run of [...runsOf({ kind: 'seq', items: renamed }, 4)].slice(0, 40)) {
        expect(replay(net, [...run]).isFitting, run).toBe(true);
      }
    }),
    SHORT,
  );
});

test('precision by the runs themselves', () => {
  fc.assert(
    fc.property(anyPlan, fc.array(anyTrace, { minLength: 1, maxLength: 4 }), (order, traces) => {
      const { runs, shortest } = languageOf(order);
      fc.pre(shortest <= 2);
      const canBegin = (beginning: string) => runs.some((run) => run.startsWith(beginning));
      let enabled = 0;
      let escaping = 0;
      for (const trace of traces) {
        for (let length = 0; length < trace.length; length++) {
          const beginning = trace.slice(0, length).join('');
          if (!canBegin(beginning)) continue;
          for (const next of ['a', 'b', 'c']) {
            if (!canBegin(beginning + next)) continue;
            enabled++;
            if (!traces.some((other) => other.join('').startsWith(beginning + next))) escaping++;
          }
        }
      }
      const log = traces.map((trace) => ({ trace, count: 1 }));
      const measured = precision(createStateSpace(compilePath(order)), log);
      if (enabled === 0) expect(measured).toBeNull();
      else expect(measured).toBeCloseTo(1 - escaping / enabled, 12);
    }),
    SHORT,
  );
});
