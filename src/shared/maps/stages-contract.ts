import { z } from 'zod';
import { call, instant, peoplePage, personId } from '../platform/base-contract.ts';

/**
 * Where a person is on a map at an instant: in one stage, or `not_yet` (known, but no event has led into a stage), or
 * `left` (the latest journey is over: its window has passed, or nothing was heard for the map's idle time). Always
 * exactly one of them.
 */
export const placeOnMap = z.union([
  z.object({ kind: z.literal('stage'), stage: z.string() }),
  z.object({ kind: z.literal('not_yet') }),
  z.object({ kind: z.literal('left') }),
]);
export type PlaceOnMap = z.infer<typeof placeOnMap>;

/** Whose people can be listed: those of a place, or those who are in a stage for longer than its `timeout`. */
export const peopleOnMap = z.union([
  placeOnMap,
  z.object({ kind: z.literal('over_time'), stage: z.string() }),
]);
export type PeopleOnMap = z.infer<typeof peopleOnMap>;

/**
 * People by stage at one instant, by what is known today: a late event changes the past too. The sum of all numbers is
 * everybody who had an event by then. What is `kept` is as fresh as the journeys (5 s); other maps are computed when asked.
 */
export const stageCounts = z.object({
  at: instant,
  stages: z.array(
    z.object({
      stage: z.string(),
      people: z.number().int(),
      /** of them, for longer than the stage is meant to take (`timeout`); null = the map does not say */
      overTime: z.number().int().nullable(),
    }),
  ),
  notYet: z.number().int(),
  left: z.number().int(),
  /** the stages of this map are stored and followed, as those of every live map are, and history is written as facts */
  isKept: z.boolean(),
  /** the map's stages were edited and are being computed: these are still those before the edit */
  isRebuilding: z.boolean(),
});
export type StageCounts = z.infer<typeof stageCounts>;

/** A time in a stage. */
export const stageStay = z.object({
  stage: z.string(),
  /** number of the person's journey on this map, from 1 */
  journey: z.number().int(),
  since: instant,
  /** when it ended, or will if nothing happens; null = never by itself */
  until: instant.nullable(),
});
export type StageStay = z.infer<typeof stageStay>;

/** Somebody on one map: the place now, and every stay so far, oldest first. */
export const personOnMap = z.object({
  map: z.string(),
  title: z.string(),
  stages: z.array(z.object({ id: z.string(), title: z.string() })),
  place: placeOnMap,
  /** since when the person is at this place; null = not yet anywhere */
  since: instant.nullable(),
  /** when the stage ends if nothing happens; null outside of stages or without end */
  until: instant.nullable(),
  history: z.array(stageStay),
});
export type PersonOnMap = z.infer<typeof personOnMap>;

/** The fact `Stage Entered`: written once, when it became known, and never changed afterwards. */
export const stageEntered = z.object({
  person: personId,
  label: z.string().nullable(),
  stage: z.string(),
  /** of the event that entered the stage */
  enteredAt: instant,
  knownAt: instant,
  /** found when the map's stages were computed, not as it happened */
  isBackfill: z.boolean(),
});
export type StageEntered = z.infer<typeof stageEntered>;

const read = call.meta({ permission: 'maps:read' });
const readPeople = call.meta({ permission: 'people:read' });

export const mapStagesContract = {
  counts: read
    .route({ method: 'POST', path: '/maps/{map}/stages', summary: 'People in each stage, now or then' })
    .input(z.object({ map: z.string(), at: instant.optional() }))
    .output(stageCounts),
  people: readPeople
    .route({
      method: 'POST',
      path: '/maps/{map}/stages/people',
      summary: 'The people in a stage, now or then',
    })
    .input(
      z.object({
        map: z.string(),
        place: peopleOnMap,
        at: instant.optional(),
        cursor: z.string().optional(),
      }),
    )
    .output(peoplePage),
  ofPerson: readPeople
    .route({
      method: 'GET',
      path: '/people/{person}/stages',
      summary: 'The stage of a person on every live map, with history',
    })
    .input(z.object({ person: personId }))
    .output(z.object({ maps: z.array(personOnMap) })),
  entered: readPeople
    .route({
      method: 'POST',
      path: '/maps/{map}/stages/entered',
      summary: 'Who entered which stage: facts in the order in which they became known, latest first',
    })
    .input(z.object({ map: z.string(), stage: z.string().optional(), cursor: z.string().optional() }))
    .output(z.object({ entered: z.array(stageEntered), cursor: z.string().nullable() })),
};
