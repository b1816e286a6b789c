import { z } from 'zod';
import type { NeedsAnswer } from '../../../shared/maps/needs/contract.ts';
import { NEED_PARTS } from '../../../shared/maps/needs/needs.ts';
import { knownParts, type NeedCount, readNeeds } from '../../../shared/maps/needs/read-needs.ts';
import { channelName } from '../../reports/channel-names.ts';
import type { MapQuestion } from '../map-question.ts';
import { needCounts, PEOPLE } from './need-counts.ts';
import { ALL_CHANNELS } from './products.ts';

const countRow = z.object({
  part: z.number(),
  place: z.number(),
  stage: z.number(),
  good: z.number(),
  total: z.number(),
  told: z.number(),
  money: z.number(),
});

/**
 * The eleven needs: over everybody, and stage by stage over those who came to one of its touchpoints in the period; in one
 * statement, whatever the map is like.
 */
export async function measureNeeds(question: MapQuestion): Promise<NeedsAnswer> {
  const { context, options, facts, map } = question;
  const rows = await context.clickhouse.query(needCounts(question), countRow, options);
  const people = new Map(
    rows.filter(({ part }) => part === PEOPLE).map(({ stage, total }) => [stage, total]),
  );
  const counts = rows.filter(({ part }) => part !== PEOPLE);
  /** of stage `index` from 0; -1 = everybody */
  const countsOf = (index: number): NeedCount[] =>
    counts.filter(({ stage }) => stage === index + 1).map(countOf);
  const everybody = countsOf(-1);
  const known = knownParts(everybody, (event) => facts.eventCodes.has(event));
  return {
    all: readNeeds(everybody, known),
    stages: map.stages.map(({ id }, index) => ({
      stage: id,
      people: people.get(index + 1) ?? 0,
      needs: readNeeds(countsOf(index), known),
    })),
  };
}

function countOf({ part, place, good, total, told, money }: z.infer<typeof countRow>): NeedCount {
  const id = NEED_PARTS[part - 1]?.id;
  if (id === undefined) throw new Error(`there is no part ${part}`);
  return { part: id, channel: place === ALL_CHANNELS ? null : channelName(place), good, total, told, money };
}
