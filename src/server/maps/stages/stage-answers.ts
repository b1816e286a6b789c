import { z } from 'zod';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import type {
  PeopleOnMap,
  PersonOnMap,
  StageCounts,
  StageEntered,
} from '../../../shared/maps/stages-contract.ts';
import type { PeoplePage } from '../../../shared/platform/base-contract.ts';
import { labelPeople } from '../../customers/people.ts';
import { journeysOf } from '../../journeys/source.ts';
import type { QuestionOptions } from '../../platform/clickhouse.ts';
import type { Context } from '../../platform/context.ts';
import { SCAN_SETTINGS } from '../../platform/scan-calls.ts';
import { arrayOf, type ChSql, ch, i64, u8, u32, u64 } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { moneyCodesOf } from '../../reports/money-events.ts';
import { listPeople } from '../../reports/people-list.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import { numberOfStage, type StageSource, withStages } from './stage-reading.ts';

interface Asking {
  workspace: number;
  map: JourneyMap;
  /** ms since 1970; left out = now */
  atMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

const NOT_YET = 0;
/** No stage has this number: there are 32 at most. */
const LEFT = 255;
const FACTS_PER_PAGE = 50;
/** Beyond any time: a stay that nothing ends. */
const LAST_MS = 8_640_000_000_000_000;

const wholeNumber = z.coerce.number().int();
const instantOf = (ms: number) => new Date(ms).toISOString();

/** person, when the latest stay began, place at the instant: NOT_YET, LEFT, or the number of the stage. Only people who ever have a stay. */
function placesAt({ stays }: StageSource, atMs: number): ChSql {
  return ch`SELECT person, arrayLastIndex(s -> s <= ${i64(atMs)}, since) AS latest, since[latest] AS entered,
      multiIf(latest = 0, ${u8(NOT_YET)}, until[latest] <= ${i64(atMs)}, ${u8(LEFT)}, toUInt8(stage[latest])) AS place
    FROM (${stays})`;
}

/** Everybody known who had an event by then. */
function knownAt(workspace: number, atMs: number): ChSql {
  return ch`SELECT person FROM (${journeysOf(workspace, ch`person, at`, ch`identified = 1`)}) WHERE at[1] <= ${i64(atMs)}`;
}

/** Whether somebody is in a stage for longer than it is meant to take; a stage without `timeout` takes any time. */
function isOverTime({ plan }: StageSource, { map, atMs }: Asking & { atMs: number }): ChSql {
  const limits = plan.stages.map(({ id }) => {
    const timeoutMs = timeoutOf(map, id);
    return timeoutMs === null ? 0 : atMs - timeoutMs;
  });
  return ch`entered < ${arrayOf('Int64', limits)}[place]`;
}

function timeoutOf(map: JourneyMap, stage: string): number | null {
  return map.stages.find(({ id }) => id === stage)?.timeoutMs ?? null;
}

/** The people at a place of the map at an instant: the base query of the count and of the list. */
function membersAt(source: StageSource, asked: Asking & { atMs: number }, place: PeopleOnMap): ChSql {
  const places = placesAt(source, asked.atMs);
  switch (place.kind) {
    case 'stage':
      return ch`SELECT person FROM (${places}) WHERE place = ${u8(numberOfStage(source, asked.map, place.stage))}`;
    case 'over_time':
      return ch`SELECT person FROM (${places})
        WHERE place = ${u8(numberOfStage(source, asked.map, place.stage))} AND ${isOverTime(source, asked)}`;
    case 'left':
      return ch`SELECT person FROM (${places}) WHERE place = ${u8(LEFT)}`;
    case 'not_yet':
      return ch`SELECT person FROM (${knownAt(asked.workspace, asked.atMs)})
        WHERE person NOT IN (SELECT person FROM (${places}) WHERE place != ${u8(NOT_YET)})`;
  }
}

/** What is asked about the stages of people on a map. */
export function createStageAnswers(context: Context) {
  const { clickhouse, postgres, clock } = context;
  const optionsOf = ({ signal }: Asking): QuestionOptions => ({
    settings: SCAN_SETTINGS,
    ...(signal && { signal }),
  });

  return {
    counts(asked: Asking): Promise<StageCounts> {
      const atMs = asked.atMs ?? clock.now();
      return withStages(context, asked, async (source) => {
        const [places, [known]] = await Promise.all([
          clickhouse.query(
            ch`SELECT place, count() AS people, countIf(${isOverTime(source, { ...asked, atMs })}) AS over_time
              FROM (${placesAt(source, atMs)}) GROUP BY place`,
            z.object({ place: z.number(), people: wholeNumber, over_time: wholeNumber }),
            optionsOf(asked),
          ),
          clickhouse.query(
            ch`SELECT count() AS people FROM (${knownAt(asked.workspace, atMs)})`,
            z.object({ people: wholeNumber }),
            optionsOf(asked),
          ),
        ]);
        const rowOf = (place: number) => places.find((row) => row.place === place);
        const at = (place: number) => rowOf(place)?.people ?? 0;
        const been = places
          .filter(({ place }) => place !== NOT_YET)
          .reduce((sum, row) => sum + row.people, 0);
        return {
          at: instantOf(atMs),
          stages: source.plan.stages.map(({ id }, index) => ({
            stage: id,
            people: at(index + 1),
            overTime: timeoutOf(asked.map, id) === null ? null : (rowOf(index + 1)?.over_time ?? 0),
          })),
          notYet: (known?.people ?? 0) - been,
          left: at(LEFT),
          isKept: source.isKept,
          isRebuilding: source.isRebuilding,
        };
      });
    },

    async people(asked: Asking, place: PeopleOnMap, cursor?: string): Promise<PeoplePage> {
      const { workspace } = asked;
      const facts = await readWorkspaceFacts(postgres, workspace);
      const money = moneyCodesOf(facts.eventCodes);
      const atMs = asked.atMs ?? clock.now();
      return withStages(context, asked, (source) =>
        listPeople(
          { context, workspace, money, options: optionsOf(asked) },
          membersAt(source, { ...asked, atMs }, place),
          cursor,
        ),
      );
    },

    /** One person, by today's id. */
    ofPerson(asked: Asking, person: number): Promise<PersonOnMap> {
      const atMs = asked.atMs ?? clock.now();
      return withStages(context, { ...asked, person }, async (source) => {
        const [row] = await clickhouse.query(
          ch`SELECT arrayZip(journey, stage, since, until) AS stays FROM (${source.stays})`,
          z.object({ stays: z.array(z.tuple([wholeNumber, z.number(), wholeNumber, z.coerce.number()])) }),
          optionsOf(asked),
        );
        const titles = new Map(asked.map.stages.map(({ id, title }) => [id, title]));
        const stages = source.plan.stages.map(({ id }) => ({ id, title: titles.get(id) ?? id }));
        return {
          map: asked.map.id,
          title: asked.map.title,
          stages,
          ...placeOf(stages, row?.stays ?? [], atMs),
        };
      });
    },

    /** The facts of a map, latest known first. */
    async entered(
      asked: Asking,
      { stage, cursor }: { stage?: string | undefined; cursor?: string | undefined },
    ): Promise<{ entered: StageEntered[]; cursor: string | null }> {
      const { workspace, map } = asked;
      const rows = await clickhouse.query(
        ch`SELECT person, stage, seq, version, toUnixTimestamp64Milli(at) AS at_ms,
            toUnixTimestamp64Milli(known_at) AS known_ms, is_backfill
          FROM stage_entered WHERE workspace = ${u32(workspace)} AND map = ${map.id}
            AND ${stage === undefined ? ch`1` : ch`stage = ${stage}`} AND ${behindCursor(cursor)}
          ORDER BY version DESC, seq DESC, stage DESC LIMIT ${u32(FACTS_PER_PAGE + 1)}`,
        factRow,
        optionsOf(asked),
      );
      const shown = rows.slice(0, FACTS_PER_PAGE);
      const last = shown.at(-1);
      const labels = await labelPeople(context, workspace, [...new Set(shown.map((row) => row.person))]);
      return {
        entered: shown.map((row) => ({
          person: String(row.person),
          label: labels.get(row.person)?.label ?? null,
          stage: row.stage,
          enteredAt: instantOf(row.at_ms),
          knownAt: instantOf(row.known_ms),
          isBackfill: row.is_backfill === 1,
        })),
        cursor: rows.length > FACTS_PER_PAGE && last ? `${last.version}-${last.seq}-${last.stage}` : null,
      };
    },
  };
}
export type StageAnswers = ReturnType<typeof createStageAnswers>;

const factRow = z.object({
  person: wholeNumber,
  stage: z.string(),
  seq: z.string(),
  version: z.string(),
  at_ms: wholeNumber,
  known_ms: wholeNumber,
  is_backfill: z.number(),
});

function behindCursor(cursor: string | undefined): ChSql {
  if (cursor === undefined) return ch`1`;
  const [, version, seq, stage] = /^(\d{1,18})-(\d{1,18})-(.+)$/.exec(cursor) ?? [];
  if (version === undefined || seq === undefined || stage === undefined) {
    throw new BadQuestion(`"${cursor}" is no cursor of stages entered; leave it out for the first page.`);
  }
  return ch`(version, seq, stage) < (${u64(BigInt(version))}, ${u64(BigInt(seq))}, ${stage})`;
}

/** Journey, number of the stage, since, until. */
type StayRow = [number, number, number, number];

function placeOf(
  stages: readonly { id: string }[],
  stays: readonly StayRow[],
  atMs: number,
): Pick<PersonOnMap, 'place' | 'since' | 'until' | 'history'> {
  const idOf = (stage: number) => stages[stage - 1]?.id ?? '';
  const endOf = (until: number) => (until > LAST_MS ? null : instantOf(until));
  const history = stays.map(([journey, stage, since, until]) => ({
    stage: idOf(stage),
    journey,
    since: instantOf(since),
    until: endOf(until),
  }));
  const latest = stays.findLast(([, , since]) => since <= atMs);
  if (!latest) return { place: { kind: 'not_yet' }, since: null, until: null, history };
  const [, stage, since, until] = latest;
  if (until <= atMs) return { place: { kind: 'left' }, since: instantOf(until), until: null, history };
  return {
    place: { kind: 'stage', stage: idOf(stage) },
    since: instantOf(since),
    until: endOf(until),
    history,
  };
}
