import { z } from 'zod';
import {
  kindValuesOf,
  type ObservedEvent,
  type ObservedJourney,
} from '../../../shared/maps/discovery/observed.ts';
import { journeysOf } from '../../journeys/source.ts';
import type { QuestionOptions } from '../../platform/clickhouse.ts';
import type { Context } from '../../platform/context.ts';
import { type ChSql, ch, i64, u32 } from '../../platform/sql.ts';
import { channelName } from '../../reports/channel-names.ts';
import type { Span } from '../../reports/period.ts';
import { derivedCodesOf, type WorkspaceFacts } from '../../reports/workspace-facts.ts';

/** So many people show the structure of all: of something that 1 % do, 200 are seen. */
const MOST_PEOPLE = 20_000;
const MOST_EVENTS = 300_000;
/** People of neighbouring numbers stand together in the log: reading runs of them reads few of its blocks. */
const RUN = 64;

const count = z.coerce.number().int();
const sizeRow = z.object({ people: count, events: count });
const journeyRow = z.object({
  at: z.array(count),
  code: z.array(count),
  channel: z.array(count),
  seq: z.array(z.string()),
});
const propertiesRow = z.object({ seq: z.string(), properties: z.string() });
const jsonObject = z.record(z.string(), z.unknown());

export interface Observed {
  journeys: ObservedJourney[];
  /** known people of the workspace */
  people: number;
  isSample: boolean;
}

/**
 * What known people did in the period, with the texts among the properties: of all of them, or of a sample that is the same
 * every time (runs of 64 people by hash) where there are more than 20,000.
 */
export async function observeJourneys(
  { clickhouse }: Pick<Context, 'clickhouse'>,
  asked: { workspace: number; span: Span; facts: WorkspaceFacts; options: QuestionOptions },
): Promise<Observed> {
  const { workspace, span, facts, options } = asked;
  const [size] = await clickhouse.query(
    ch`SELECT count() AS people, sum(length(at)) AS events FROM (${journeysOf(workspace, ch`at`, ch`identified = 1`)})`,
    sizeRow,
    options,
  );
  const people = size?.people ?? 0;
  const part = Math.max(1, Math.ceil(people / MOST_PEOPLE), Math.ceil((size?.events ?? 0) / MOST_EVENTS));
  const isIn = ch`identified = 1 AND sipHash64(intDiv(person, ${u32(RUN)})) % ${u32(part)} = 0`;
  const inSpan = ch`at >= ${i64(span.fromMs)} AND at < ${i64(span.toMs)}`;
  const [rows, texts] = await Promise.all([
    clickhouse.query(
      ch`SELECT ${pick(ch`at`)} AS at, ${pick(ch`code`)} AS code, ${pick(ch`channel`)} AS channel, arrayMap(s -> toString(s), ${pick(ch`seq`)}) AS seq
        FROM (SELECT *, arrayMap(at -> ${inSpan}, at) AS is_in FROM (${journeysOf(workspace, ch`person, at, code, channel, seq`, isIn)}))
        WHERE has(is_in, 1) ORDER BY person`,
      journeyRow,
      options,
    ),
    readTexts({ clickhouse }, { ...asked, isIn }),
  ]);
  const names = new Map([...facts.eventCodes].map(([name, code]) => [code, name]));
  const derived = new Set(derivedCodesOf(facts.eventCodes));
  const journeys = rows.map(({ at, code, channel, seq }) =>
    at.flatMap((ms, index): ObservedEvent[] => {
      const own = code[index] ?? 0;
      const event = names.get(own);
      if (event === undefined || derived.has(own)) return [];
      return [
        {
          event,
          channel: channelName(channel[index] ?? 0),
          at: ms,
          values: texts.get(seq[index] ?? '') ?? {},
        },
      ];
    }),
  );
  return { journeys, people, isSample: part > 1 };
}

const pick = (column: ChSql) => ch`arrayFilter((x, i) -> i, ${column}, is_in)`;

/** By `seq`: the short texts and truth values among the properties of an event. */
async function readTexts(
  { clickhouse }: Pick<Context, 'clickhouse'>,
  asked: { workspace: number; span: Span; isIn: ChSql; options: QuestionOptions },
): Promise<Map<string, Record<string, string>>> {
  const { workspace, span, isIn, options } = asked;
  const persons = journeysOf(workspace, ch`person`, isIn);
  const rows = await clickhouse.query(
    ch`SELECT toString(seq) AS seq, properties FROM events
      PREWHERE workspace = ${u32(workspace)} AND node IN (
        SELECT person FROM (${persons})
        UNION ALL SELECT node FROM person_nodes FINAL WHERE workspace = ${u32(workspace)} AND person IN (SELECT person FROM (${persons})))
      WHERE at >= fromUnixTimestamp64Milli(${i64(span.fromMs)}) AND at < fromUnixTimestamp64Milli(${i64(span.toMs)})
        AND properties NOT IN ('', '{}')`,
    propertiesRow,
    options,
  );
  return new Map(
    rows.map(({ seq, properties }) => [seq, kindValuesOf(jsonObject.parse(JSON.parse(properties)))]),
  );
}
