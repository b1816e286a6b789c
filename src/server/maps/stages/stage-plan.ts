import { z } from 'zod';
import { ExpressionError } from '../../../shared/expression/expression.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { ORDER_EVENT } from '../../reports/money-events.ts';
import { stageEvents } from '../stage-events.ts';

const binding = z
  .object({
    event: z.string(),
    where: z.string().optional(),
    count: z.enum(['all', 'first', 'last']),
  })
  // of a binding in a file, what says nothing about the events it matches
  .transform((said) => ({ ...said, alias: null, place: { line: 0, column: 0 } }));

const stagePlan = z.object({
  stages: z.array(z.object({ id: z.string(), enter: z.array(binding) })),
  windowMs: z.number().nullable(),
  idleMs: z.number().nullable(),
});
/** What decides in which stage a person is, and nothing else of a map. */
export type StagePlan = z.infer<typeof stagePlan>;

/** Whatever else changes in a map, people stay in their stages while this stays the same. */
export function planOf(map: Pick<JourneyMap, 'stages' | 'case'>): StagePlan {
  return stagePlan.parse({
    stages: map.stages.map(({ id, enter }) => ({
      id,
      enter: enter.map(({ event, where, count }) => ({ event, where, count })),
    })),
    windowMs: map.case.windowMs,
    idleMs: map.case.idleMs,
  });
}

/** One text for each plan. */
export function writePlan({ stages, windowMs, idleMs }: StagePlan): string {
  return JSON.stringify({
    stages: stages.map(({ id, enter }) => ({
      id,
      enter: enter.map(({ event, where, count }) => ({ event, where, count })),
    })),
    windowMs,
    idleMs,
  });
}

export function readPlan(text: string): StagePlan {
  return stagePlan.parse(JSON.parse(text));
}

/** A map with too many stages or a condition that is none has no stages of people; its page says what is wrong. */
export function canBeComputed(plan: StagePlan): boolean {
  try {
    const names = plan.stages.flatMap(({ enter }) => enter.map(({ event }) => event));
    stageEvents({
      stages: plan.stages,
      workspace: 0,
      facts: {
        timeZone: 'UTC',
        currency: 'EUR',
        // any codes: so that every condition is compiled
        eventCodes: new Map([...new Set(names)].map((name, index) => [name, index + 1])),
      },
      repeatedOrders: null,
    });
    return true;
  } catch (error) {
    if (error instanceof BadQuestion || error instanceof ExpressionError || error instanceof RangeError)
      return false;
    throw error;
  }
}

/** An order told twice counts once, so an event of one person can change the stages of another. */
export const isAboutOrders = (plan: StagePlan): boolean =>
  plan.stages.some(({ enter }) => enter.some(({ event }) => event === ORDER_EVENT));
