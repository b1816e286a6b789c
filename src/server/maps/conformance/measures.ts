import { z } from 'zod';
import type {
  ConformanceAnswer,
  ConformancePart,
  WayGroup,
} from '../../../shared/maps/conformance-contract.ts';
import { countedBy, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import type { PeoplePage } from '../../../shared/platform/base-contract.ts';
import type { Context } from '../../platform/context.ts';
import { arrayOf, ChParam, type ChSql, ch } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { moneyCodesOf } from '../../reports/money-events.ts';
import { listPeople } from '../../reports/people-list.ts';
import { type MapQuestion, prepareMapQuestion } from '../map-question.ts';
import type { MapAsking } from '../maps.ts';
import { type LaidWay, layWays } from './laid-ways.ts';
import { measureRules, ruleBreakers } from './rule-violations.ts';
import { labelTouchpoints } from './touchpoint-labels.ts';
import { readWays, type Ways } from './ways.ts';

/** Deviating ways that the answer shows. */
const SHOWN_DEVIATIONS = 12;

/** How reality lies beside the planned way of a map. Throws BadQuestion and QuestionStopped as the other measures do. */
export function createConformanceMeasures(context: Context) {
  const prepare = ({ signal, ...asked }: MapAsking) =>
    prepareMapQuestion({ context, ...asked, options: signal === undefined ? {} : { signal } });

  return {
    async check(asked: MapAsking): Promise<ConformanceAnswer> {
      const question = await prepare(asked);
      return measureConformance(question);
    },

    /** The share that follows and the fitness alone, as the history keeps them. */
    async share(asked: MapAsking) {
      const question = await prepare(asked);
      const read = await readWays(question, await labelTouchpoints(question));
      const laid = await layWays(question.map, read.ways, asked.signal);
      const journeysOfGroup = sumByGroup(laid.ways);
      return {
        journeys: read.journeys,
        journeysRead: laid.ways.reduce((sum, { journeys }) => sum + journeys, 0),
        journeysFollowing: journeysOfGroup.complete + journeysOfGroup.underway,
        alignmentFitness: laid.alignmentFitness,
      };
    },

    /** The people behind one number, newest first. */
    async people(asked: MapAsking, part: ConformancePart, cursor?: string): Promise<PeoplePage> {
      const question = await prepare(asked);
      const members = await membersOf(question, part);
      if (members === null) return { total: 0, people: [], cursor: null };
      const { workspace, facts, options } = question;
      return listPeople(
        { context, workspace, money: moneyCodesOf(facts.eventCodes), options },
        members,
        cursor,
      );
    },
  };
}

async function measureConformance(question: MapQuestion): Promise<ConformanceAnswer> {
  const { map, options } = question;
  const labels = await labelTouchpoints(question);
  const [read, rules] = await Promise.all([readWays(question, labels), measureRules(question, labels)]);
  const laid = await layWays(map, read.ways, options.signal);
  const people = await countPeople(question, read, laid.ways);
  const journeys = sumByGroup(laid.ways);
  const journeysRead = laid.ways.reduce((sum, way) => sum + way.journeys, 0);
  const journeysWith = (has: (way: LaidWay) => boolean) =>
    laid.ways.reduce((sum, way) => (has(way) ? sum + way.journeys : sum), 0);
  return {
    case: { by: map.case.by, countedBy: countedBy(map.case.by) },
    isPlanned: (map.path?.order.length ?? 0) > 0,
    journeys: read.journeys,
    people: people.all,
    journeysRead,
    ways: read.different,
    waysRead: laid.ways.length,
    groups: {
      complete: { journeys: journeys.complete, people: people.of(groupKind('complete')) },
      underway: { journeys: journeys.underway, people: people.of(groupKind('underway')) },
      deviating: { journeys: journeys.deviating, people: people.of(groupKind('deviating')) },
    },
    followShare: journeysRead === 0 ? null : (journeys.complete + journeys.underway) / journeysRead,
    replayFitness: laid.replayFitness,
    alignmentFitness: laid.alignmentFitness,
    precision: laid.precision,
    generalisation: laid.generalisation,
    simplicity: laid.simplicity,
    touchpoints: touchpointsOf(map).flatMap(({ touchpoint: { id } }) => {
      const skipped = {
        journeys: journeysWith((way) => way.skipped.has(id)),
        people: people.of(`skipped ${id}`),
      };
      const extra = { journeys: journeysWith((way) => way.extra.has(id)), people: people.of(`extra ${id}`) };
      return skipped.journeys + extra.journeys > 0 ? [{ touchpoint: id, skipped, extra }] : [];
    }),
    deviations: laid.ways
      .filter(({ group }) => group === 'deviating')
      .slice(0, SHOWN_DEVIATIONS)
      .map(({ journeys: walked, moves }) => ({
        journeys: walked,
        moves: moves.flatMap((move) =>
          move.kind === 'hidden' ? [] : [{ kind: move.kind, touchpoint: move.touchpoint }],
        ),
      })),
    rules,
  };
}

function sumByGroup(ways: readonly LaidWay[]): Record<WayGroup, number> {
  const sums: Record<WayGroup, number> = { complete: 0, underway: 0, deviating: 0 };
  for (const { group, journeys } of ways) sums[group] += journeys;
  return sums;
}

const groupKind = (group: WayGroup) => `group ${group}`;

/** Everything that people are counted by, of one way. */
function kindsOf({ group, skipped, extra }: LaidWay): string[] {
  return [
    groupKind(group),
    ...[...skipped].map((touchpoint) => `skipped ${touchpoint}`),
    ...[...extra].map((touchpoint) => `extra ${touchpoint}`),
  ];
}

const count = z.coerce.number().int();

/** Different people by kind of way: one more pass over the same journeys, told apart by the names of their ways. */
async function countPeople(question: MapQuestion, { base }: Ways, ways: readonly LaidWay[]) {
  if (base === null || ways.length === 0) return { all: 0, of: () => 0 };
  const kinds = [...new Set(ways.flatMap(kindsOf))];
  const places = new Map(kinds.map((kind, index) => [kind, index + 1]));
  // ways of the same kinds are told apart no further
  const sets = new Map<string, number>();
  const setOf = ways.map((way) => {
    const key = JSON.stringify(kindsOf(way).map((kind) => places.get(kind) ?? 0));
    sets.set(key, sets.get(key) ?? sets.size + 1);
    return sets.get(key) ?? 0;
  });
  const rows = await question.context.clickhouse.query(
    ch`WITH ${new ChParam('Array(Array(UInt16))', [[0], ...[...sets.keys()].map((key) => [0, ...z.array(z.number()).parse(JSON.parse(key))])])} AS kinds
      SELECT kind, uniqExact(person) AS people FROM (
        SELECT DISTINCT person, transform(way_id, ${arrayOf(
          'UInt64',
          ways.map(({ id }) => id),
        )}, ${arrayOf('UInt32', setOf)}, toUInt32(0)) AS set FROM (${base}))
      ARRAY JOIN kinds[set + 1] AS kind GROUP BY kind`,
    z.object({ kind: count, people: count }),
    question.options,
  );
  const people = new Map(rows.map((row) => [row.kind, row.people]));
  return { all: people.get(0) ?? 0, of: (kind: string) => people.get(places.get(kind) ?? -1) ?? 0 };
}

async function membersOf(question: MapQuestion, part: ConformancePart): Promise<ChSql | null> {
  const labels = await labelTouchpoints(question);
  if (part.kind === 'rule') return ruleBreakers(question, part.index, labels);
  if (
    part.kind !== 'group' &&
    !touchpointsOf(question.map).some(({ touchpoint }) => touchpoint.id === part.touchpoint)
  ) {
    throw new BadQuestion(`The map "${question.map.id}" has no touchpoint "${part.touchpoint}".`);
  }
  const read = await readWays(question, labels);
  if (read.base === null) return null;
  const { ways } = await layWays(question.map, read.ways, question.options.signal);
  const kind = part.kind === 'group' ? groupKind(part.group) : `${part.kind} ${part.touchpoint}`;
  const ids = ways.filter((way) => kindsOf(way).includes(kind)).map(({ id }) => id);
  return ch`SELECT DISTINCT person FROM (${read.base}) WHERE way_id IN ${arrayOf('UInt64', ids)}`;
}
