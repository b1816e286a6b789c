import { NEED_LIMITS } from '../../../shared/maps/needs/needs.ts';
import { arrayOf, type ChSql, ch, i64, joinCh } from '../../platform/sql.ts';
import { ALL_TIME } from '../../reports/period.ts';
import type { MapQuestion } from '../map-question.ts';
import { arrayOfFacts, codeOf, evidenceOf, type Fact } from './evidence.ts';

const TICKET_EVENTS = ['Ticket Opened', 'Ticket Resolved'];
const ASKING_EVENTS = [
  'Ticket Opened',
  'Complaint Made',
  'Call Started',
  'Chat Started',
  'Question Asked',
  'Warranty Claimed',
];
const ORDER_EVENTS = [
  'Pick-up Ready',
  'Order Picked Up',
  'Return Requested',
  'Order Refunded',
  ...ASKING_EVENTS,
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
 * SELECT of part, place, stages, good, total, told: what later events of the same order or ticket say. An order counts once,
 * from its first such event in the period, in the channel of that event.
 */
export function pairedEventCounts(question: MapQuestion): ChSql {
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
  const ticket = ch`JSONExtractString(properties, 'ticket_id')`;
  const isTicket = ch`has(${codesOf(question, TICKET_EVENTS)}, code)`;
  const things = ch`arrayFilter(x -> x.2 != '', [(0, order_id), (1, if(${isTicket}, ${ticket}, ''))])`;
  const evidence = evidenceOf(question, {
    events: [...new Set([...ORDER_EVENTS, ...TICKET_EVENTS])],
    columns: ch`arrayJoin(${things}) AS thing, code, toUnixTimestamp64Milli(at) AS at_ms`,
    fromMs: question.span.fromMs,
    toMs: ALL_TIME.toMs,
  });
  const columns = pairings.map(({ starts, ends, thing }, index) => {
    const start = ch`code = ${codeOf(question, starts)} AND at_ms < ${i64(question.span.toMs)} AND thing.1 = ${thing === 'order' ? ch`0` : ch`1`}`;
    const end = ch`has(${codesOf(question, ends)}, code)`;
    return ch`(minIf(at_ms, ${start}), countIf(${start}) > 0, groupArrayIf(${i64(MOST_TIMES)})(at_ms, ${end}),
      argMinIf((place, stages), at_ms, ${start})) AS ${PAIR_NAMES[index] ?? ch``}`;
  });
  const rows = pairings.map(({ fact }, index) => {
    const name = PAIR_NAMES[index] ?? ch``;
    const told = fact.part === 'returns.quiet' ? ch`notEmpty(ends) AND thing.1 = 0` : ch`0`;
    const whole = arrayOfFacts([
      fact.when === undefined
        ? { ...fact, when: ch`has_begun` }
        : { ...fact, when: ch`has_begun AND (${fact.when})` },
      { part: fact.part, when: told, good: ch`0`, total: ch`0`, told: ch`1` },
    ]);
    return ch`arrayMap((start, has_begun, ends, whose) -> arrayMap(f -> (f, whose), ${whole}), [${name}.1], [${name}.2], [${name}.3], [${name}.4])[1]`;
  });
  return ch`SELECT r.1.1 AS part, r.2.1 AS place, r.2.2 AS stages, sum(r.1.2) AS good, sum(r.1.3) AS total, sum(r.1.4) AS told
    FROM (SELECT arrayJoin(arrayFilter(r -> r.1.1 != 0, arrayConcat(${joinCh(rows, ch`, `)}))) AS r
      FROM (SELECT thing, ${joinCh(columns, ch`, `)} FROM (${evidence}) GROUP BY thing))
    GROUP BY part, place, stages`;
}

const PAIR_NAMES = [ch`collected`, ch`refunded`, ch`quiet`, ch`resolved`];

function codesOf({ facts }: MapQuestion, events: readonly string[]) {
  return arrayOf(
    'UInt16',
    events.flatMap((event) => facts.eventCodes.get(event) ?? []),
  );
}
