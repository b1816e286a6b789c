import { NEED_LIMITS } from '../../../shared/maps/needs/needs.ts';
import { arrayOf, type ChSql, ch, i64, joinCh } from '../../platform/sql.ts';
import { ALL_TIME } from '../../reports/period.ts';
import type { MapQuestion } from '../map-question.ts';
import { arrayOfFacts, CHANNEL, codeOf, eventsOf, type Fact, OWN } from './evidence.ts';
import { NO_ITEMS } from './products.ts';

const ASKING_EVENTS = [
  'Ticket Opened',
  'Complaint Made',
  'Call Started',
  'Chat Started',
  'Question Asked',
  'Warranty Claimed',
];
/** Events of one order or ticket that are looked at: more of them say nothing new. */
const MOST_TIMES = 200;

/** What began with an event of the period, and what came of it until now. */
interface Pairing {
  starts: string;
  /** over `start` and `ends` (ms) of one order or ticket */
  fact: Fact;
  ends: readonly string[];
  thing: 'order' | 'ticket';
}

/**
 * What later events of the same order or ticket say, as streams of evidence. An order counts once, from its first such event
 * in the period, in the channel of that event.
 */
export function pairedEvents(question: MapQuestion): ChSql[] {
  const now = question.context.clock.now();
  const within = (limitMs: number) => ch`arrayExists(t -> t >= start AND t <= start + ${i64(limitMs)}, ends)`;
  const done = (part: string, limitMs: number): Fact => ({
    part,
    when: ch`${within(limitMs)} OR start + ${i64(limitMs)} <= ${i64(now)}`,
    good: within(limitMs),
  });
  const pairings: Pairing[] = [
    {
      thing: 'order',
      starts: 'Pick-up Ready',
      ends: ['Order Picked Up'],
      fact: done('pickup.collected', NEED_LIMITS.collectMs),
    },
    {
      thing: 'order',
      starts: 'Return Requested',
      ends: ['Order Refunded'],
      fact: done('returns.refunded', NEED_LIMITS.refundMs),
    },
    {
      thing: 'order',
      starts: 'Return Requested',
      ends: ASKING_EVENTS,
      fact: { part: 'returns.quiet', good: ch`NOT arrayExists(t -> t >= start, ends)` },
    },
    {
      thing: 'ticket',
      starts: 'Ticket Opened',
      ends: ['Ticket Resolved'],
      fact: done('service.resolved', NEED_LIMITS.resolutionMs),
    },
  ];
  const { eventCodes } = question.facts;
  return (['order', 'ticket'] as const).flatMap((thing) => {
    const own = pairings.filter((pairing) => pairing.thing === thing && eventCodes.has(pairing.starts));
    return own.length === 0 ? [] : [pairThings(question, thing, own)];
  });
}

function pairThings(question: MapQuestion, thing: Pairing['thing'], pairings: readonly Pairing[]): ChSql {
  const { fromMs, toMs } = question.span;
  const id = thing === 'order' ? ch`order_id` : ch`JSONExtractString(properties, 'ticket_id')`;
  const events = eventsOf(question, {
    events: [...new Set(pairings.flatMap(({ starts, ends }) => [starts, ...ends]))],
    columns: ch`${id} AS thing, ${OWN} AS own, ${CHANNEL} AS place, code, toUnixTimestamp64Milli(at) AS at_ms`,
    fromMs,
    toMs: ALL_TIME.toMs,
    where: ch`thing != ''`,
  });
  const columns = pairings.map(({ starts, ends }, index) => {
    const start = ch`code = ${codeOf(question, starts)} AND at_ms < ${i64(toMs)}`;
    const end = ch`has(${codesOf(question, ends)}, code)`;
    return ch`(minIf(at_ms, ${start}), countIf(${start}) > 0, groupArrayIf(${i64(MOST_TIMES)})(at_ms, ${end}),
      argMinIf((place, own), at_ms, ${start})) AS ${PAIR_NAMES[index] ?? ch``}`;
  });
  const rows = pairings.map(({ fact }, index) => {
    const name = PAIR_NAMES[index] ?? ch``;
    const told = fact.part === 'returns.quiet' ? ch`notEmpty(ends)` : ch`0`;
    const whole = arrayOfFacts([
      fact.when === undefined
        ? { ...fact, when: ch`has_begun` }
        : { ...fact, when: ch`has_begun AND (${fact.when})` },
      { part: fact.part, when: told, good: ch`0`, total: ch`0`, told: ch`1` },
    ]);
    return ch`arrayMap((start, has_begun, ends, whose) -> (arrayFilter(f -> f.1 != 0, ${whole}), whose), [${name}.1], [${name}.2], [${name}.3], [${name}.4])[1]`;
  });
  return ch`SELECT r.2.2 AS own, toUInt16(0) AS code, toInt64(0) AS at_ms, r.2.1 AS place, r.1 AS facts, ${NO_ITEMS} AS items
    FROM (SELECT arrayJoin([${joinCh(rows, ch`, `)}]) AS r FROM (SELECT thing, ${joinCh(columns, ch`, `)} FROM (${events}) GROUP BY thing))
    WHERE notEmpty(facts)`;
}

const PAIR_NAMES = [ch`first_pair`, ch`second_pair`, ch`third_pair`];

function codesOf({ facts }: MapQuestion, events: readonly string[]) {
  return arrayOf(
    'UInt16',
    events.flatMap((event) => facts.eventCodes.get(event) ?? []),
  );
}
