import { z } from 'zod';
import { call, day, period } from '../../platform/base-contract.ts';
import { journeyCase, mapProblem } from '../contract.ts';
import { mapEdit } from '../edit/map-edit.ts';

const read = call.meta({ permission: 'maps:read' });
const count = z.number().int();
const ratio = z.number();

/** What a map is to be drawn from; all but nothing may be left to the data. */
export const draftQuestion = z.object({
  /** left out = the last 90 days with data */
  period: period.optional(),
  /** event that journeys are about; left out = the order, else the latest event that many reach */
  goal: z.string().min(1).max(200).optional(),
  /** only events of these channels; left out = all */
  channels: z.array(z.string().max(50)).min(1).max(30).optional(),
  /** how many stages; left out = as many as the data show */
  stages: z.number().int().min(1).max(12).optional(),
  /** id and title of the draft */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/)
    .max(60)
    .optional(),
  title: z.string().min(1).max(200).optional(),
});
export type DraftQuestion = z.infer<typeof draftQuestion>;

export const draftAnswer = z.object({
  id: z.string(),
  /** the map as YAML text; store it with maps.put; null = nothing was collected to draw one from */
  file: z.string().nullable(),
  problems: z.array(mapProblem),
  period: z.object({ from: day, to: day }),
  goal: z.string().nullable(),
  /** what could be the goal, most people first, and the channels there are (both of the people looked at) */
  goals: z.array(z.object({ event: z.string(), people: count })),
  channels: z.array(z.string()),
  stages: z.array(
    z.object({
      title: z.string(),
      steps: z.array(
        z.object({
          title: z.string(),
          touchpoints: z.array(
            z.object({
              title: z.string(),
              channel: z.string().nullable(),
              /** known people and events in the period, all of them */
              people: count,
              events: count,
            }),
          ),
        }),
      ),
    }),
  ),
  /** known people in the workspace; those whose journeys the draft was made from; the journeys of these */
  people: count,
  peopleLookedAt: count,
  journeys: count,
  /** true: those looked at stand for all, who are too many to look at */
  isSample: z.boolean(),
  /** what is not on the draft: done by too few, of the system, beyond what a map can hold, or no longer sent */
  leftOut: z.array(
    z.object({
      event: z.string(),
      /** null = in every channel */
      channel: z.string().nullable(),
      /** of those looked at */
      people: count,
      reason: z.enum(['rare', 'system', 'full', 'stale']),
    }),
  ),
});
export type DraftAnswer = z.infer<typeof draftAnswer>;

/** A stop of a journey: a touchpoint of the map, or (`touchpoint: null`) an event that is not on it. */
export const journeyStop = z.object({
  touchpoint: z.string().nullable(),
  /** as on the map, or the event's name */
  title: z.string(),
  event: z.string().nullable(),
  channel: z.string().nullable(),
});
export type JourneyStop = z.infer<typeof journeyStop>;

/**
 * Journeys: events of a known person in the period, in the order of time, cut where the map's case goes idle (its window
 * where it names no idle time). The same touchpoint several times in a row counts once. Journeys with the same
 * first 30 stops are of one way. Where the map follows orders, what a person did with one order_id is a journey, and
 * nothing cuts it.
 */
const journeyCounts = { journeys: count, people: count };

export const representativesAnswer = z.object({
  ...journeyCounts,
  /** journeys that took one of the ways that were compared (the 2,000 most frequent) */
  compared: count,
  representatives: z.array(
    z.object({
      stops: z.array(journeyStop),
      /** median time from each stop to the next over everybody, ms; one fewer than stops; null = nobody */
      stepMs: z.array(z.number().nullable()),
      /** journeys and people it stands for; `people` may hold the same person twice across representatives */
      journeys: count,
      people: count,
      /** of the journeys compared, 0 to 1 */
      share: ratio,
      /** journeys of exactly this way */
      exact: count,
      /** of the journeys it stands for, those that reach the goal, 0 to 1 */
      conversion: ratio,
      /** typical length from first to last stop, ms */
      lengthMs: z.number(),
    }),
  ),
});
export type RepresentativesAnswer = z.infer<typeof representativesAnswer>;

export const realityAnswer = z.object({
  case: journeyCase,
  ...journeyCounts,
  /** different ways, and what the filter leaves out */
  ways: count,
  hidden: z.object({ journeys: count, ways: count, links: count }),
  /** every touchpoint of the map in its order */
  touchpoints: z.array(
    z.object({
      touchpoint: z.string(),
      stage: z.string(),
      stageTitle: z.string(),
      title: z.string(),
      channel: z.string().nullable(),
      people: count,
      /**
       * people who were at a touchpoint before it and at one after it (in the order of the map) and never at it; where the
       * map follows orders: in one order of theirs at least
       */
      skipped: count,
    }),
  ),
  /** the directly-follows graph of the journeys that the filter leaves: from one stop to the next, most journeys first */
  links: z.array(
    z.object({
      from: journeyStop,
      to: journeyStop,
      /** passages, people, median time in ms */
      passages: count,
      people: count,
      medianMs: z.number().nullable(),
    }),
  ),
  /** ways that are not on the map: stops in a row that no touchpoint matches, most people first */
  notOnMap: z.array(
    z.object({
      stops: z.array(journeyStop),
      passages: count,
      people: count,
      /** of these people, those that reach the goal later in the same journey, 0 to 1 */
      conversion: ratio,
      /** touchpoint that mostly comes before and after; null = it begins or ends there */
      before: z.string().nullable(),
      after: z.string().nullable(),
      /** what would put it on the map, where it fits best */
      edits: z.array(mapEdit),
    }),
  ),
});
export type RealityAnswer = z.infer<typeof realityAnswer>;

const ofMap = z.object({ map: z.string(), period });

export const discoveryContract = {
  draft: read
    .route({ method: 'POST', path: '/discovery/draft', summary: 'A map drawn from what people did' })
    .input(draftQuestion)
    .output(draftAnswer),
  representatives: read
    .route({
      method: 'POST',
      path: '/maps/{map}/representatives',
      summary: 'The few journeys that stand for all',
    })
    .input(ofMap.extend({ count: z.number().int().min(1).max(12).default(4) }))
    .output(representativesAnswer),
  reality: read
    .route({
      method: 'POST',
      path: '/maps/{map}/reality',
      summary: 'The ways people really took, beside the map',
    })
    .input(
      ofMap.extend({
        /** only journeys of so many most frequent ways; left out = all */
        ways: z.number().int().min(1).max(2_000).optional(),
      }),
    )
    .output(realityAnswer),
};
