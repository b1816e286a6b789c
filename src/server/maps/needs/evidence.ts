import { CHANNEL_NAMES } from '../../../shared/channels.ts';
import { NEED_PARTS } from '../../../shared/maps/needs/needs.ts';
import { UNIDENTIFIED_PERSON } from '../../journeys/refresher.ts';
import { arrayOf, type ChSql, ch, i64, joinCh, u8, u16, u32 } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { MAX_GROUPS } from '../binding-masks.ts';
import type { MapQuestion } from '../map-question.ts';
import { peopleMasks } from '../touchpoints.ts';

/** SELECT of whose, stages: bit s is set where they came to a touchpoint of stage s in the period. Who is known to nobody is a person for one event. */
function peopleOfStages(question: MapQuestion): ChSql {
  const { stages, id } = question.map;
  if (stages.length > MAX_GROUPS) {
    throw new BadQuestion(
      `The map "${id}" has ${stages.length} stages; needs are read of ${MAX_GROUPS} at most.`,
    );
  }
  const groups = stages.map(({ steps }) =>
    steps.flatMap(({ touchpoints }) => touchpoints.flatMap(({ events }) => events)),
  );
  return ch`SELECT person AS whose, people_mask AS stages FROM (${peopleMasks(question, groups, ch`1`)}) WHERE people_mask != 0`;
}

/** SELECT of columns (over the log's) of the events of these names from `fromMs` to `toMs`. */
export function eventsOf(
  { workspace, facts }: MapQuestion,
  wanted: { events: readonly string[]; columns: ChSql; fromMs: number; toMs: number; where: ChSql },
): ChSql {
  const codes = wanted.events.flatMap((event) => facts.eventCodes.get(event) ?? []);
  return ch`SELECT ${wanted.columns} FROM events
    PREWHERE workspace = ${u32(workspace)} AND has(${arrayOf('UInt16', codes)}, code)
      AND at >= fromUnixTimestamp64Milli(${i64(wanted.fromMs)}) AND at < fromUnixTimestamp64Milli(${i64(wanted.toMs)})
    WHERE ${wanted.where}`;
}

/** Over an event of the log: the node or the nobody it is filed under. */
export const OWN = ch`if(node = 0, ${UNIDENTIFIED_PERSON}, node)`;
/** The same: its channel as in journeys. */
export const CHANNEL = ch`toUInt8(indexOf(${arrayOf('String', CHANNEL_NAMES)}, channel))`;

/**
 * All evidence with the stages of its people, who are looked for once: SELECT of code, at_ms, place, facts, items, stages
 * over streams of own, code, at_ms, place (number of the channel), facts, items.
 */
export function withStages(question: MapQuestion, streams: readonly ChSql[]): ChSql {
  const moved = ch`SELECT node AS moved_node, person AS moved_to FROM person_nodes FINAL WHERE workspace = ${u32(question.workspace)}`;
  return ch`SELECT * EXCEPT (whose_it_is, whose) FROM (
      SELECT * EXCEPT (own, moved_node, moved_to), if(moved_to = 0, own, moved_to) AS whose_it_is
      FROM (${joinCh([...streams], ch` UNION ALL `)}) AS e
      LEFT JOIN (${moved}) AS m ON own = moved_node) AS p
    LEFT JOIN (${peopleOfStages(question)}) AS s ON whose_it_is = whose`;
}

export const FACTS = 'Array(Tuple(UInt8, Float64, Float64, Float64))';

/** Array of (place of the part in NEED_PARTS from 1, good, total, told), from facts; those whose `when` is not true are none. */
export function arrayOfFacts(facts: readonly Fact[]): ChSql {
  const tuples = facts.map(({ part, when = ch`1`, good = ch`1`, total = ch`1`, told = ch`0` }) => {
    const place = typeof part === 'string' ? ch`${u8(placeOf(part))}` : part;
    return ch`(if(ifNull(${when}, 0), ${place}, 0), ifNull(${good}, 0), ${total}, ${told})`;
  });
  return ch`CAST([${joinCh(tuples, ch`, `, ch``)}], ${FACTS})`;
}

export interface Fact {
  /** id of a part, or SQL for its place */
  part: string | ChSql;
  when?: ChSql;
  good?: ChSql;
  total?: ChSql;
  told?: ChSql;
}

/** From 1; 0 = no part. */
export function placeOf(part: string): number {
  return NEED_PARTS.findIndex(({ id }) => id === part) + 1;
}

/** The code of an event; one that nothing has where it never came. */
export function codeOf({ facts }: MapQuestion, event: string): ChSql {
  return ch`${u16(facts.eventCodes.get(event) ?? 0)}`;
}
