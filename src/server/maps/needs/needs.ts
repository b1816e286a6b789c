import { z } from 'zod';
import type { NeedsAnswer } from '../../../shared/maps/needs/contract.ts';
import { NEED_PARTS } from '../../../shared/maps/needs/needs.ts';
import { knownParts, type NeedCount, readNeeds } from '../../../shared/maps/needs/read-needs.ts';
import { ch } from '../../platform/sql.ts';
import { UNKNOWN_CHANNEL } from '../../reports/channel-names.ts';
import type { MapQuestion } from '../map-question.ts';
import { peopleOfStages } from './evidence.ts';
import { pairedEventCounts } from './paired-events.ts';
import { ALL_CHANNELS, productCounts } from './products.ts';
import { singleEventCounts } from './single-events.ts';

const countRow = z.object({
  part: z.number(),
  place: z.string(),
  good: z.number(),
  total: z.number(),
  told: z.number(),
});
const byStages = countRow.extend({ stages: z.coerce.bigint() });
const byStage = countRow.extend({ stage: z.number(), money: z.number() });
const peopleRow = z.object({ stages: z.coerce.bigint(), people: z.coerce.number() });

/**
 * The eleven needs: over everybody, and stage by stage over those who came to one of its touchpoints in the period. Three
 * statements over the events of the period (single events, orders and tickets, products), whatever the map is like.
 */
export async function measureNeeds(question: MapQuestion): Promise<NeedsAnswer> {
  const { context, options, facts, map } = question;
  const { clickhouse } = context;
  const [single, paired, products, people] = await Promise.all([
    clickhouse.query(singleEventCounts(question), byStages, options),
    clickhouse.query(pairedEventCounts(question), byStages, options),
    clickhouse.query(productCounts(question), byStage, options),
    clickhouse.query(
      ch`SELECT stages, countIf(bitTest(whose, 63) = 0) AS people FROM (${peopleOfStages(question)}) GROUP BY stages`,
      peopleRow,
      options,
    ),
  ]);
  /** of stage `index` from 0; -1 = everybody */
  const countsOf = (index: number): NeedCount[] => [
    ...[...single, ...paired]
      .filter(({ stages }) => index < 0 || isIn(stages, index))
      .map((row) => ({ ...countOf(row), money: 0 })),
    ...products
      .filter(({ stage }) => stage === index + 1)
      .map((row) => ({ ...countOf(row), money: row.money })),
  ];
  const everybody = countsOf(-1);
  const known = knownParts(everybody, (event) => facts.eventCodes.has(event));
  return {
    all: readNeeds(everybody, known),
    stages: map.stages.map(({ id }, index) => ({
      stage: id,
      people: people.reduce((sum, row) => (isIn(row.stages, index) ? sum + row.people : sum), 0),
      needs: readNeeds(countsOf(index), known),
    })),
  };
}

function isIn(stages: bigint, index: number): boolean {
  return ((stages >> BigInt(index)) & 1n) === 1n;
}

function countOf({ part, place, good, total, told }: z.infer<typeof countRow>) {
  const id = NEED_PARTS[part - 1]?.id;
  if (id === undefined) throw new Error(`there is no part ${part}`);
  const channel = place === ALL_CHANNELS ? null : place === '' ? UNKNOWN_CHANNEL : place;
  return { part: id, channel, good, total, told };
}
