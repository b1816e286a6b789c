import { NEED_LIMITS, NEED_SURVEYS, NEEDS } from '../../../shared/maps/needs/needs.ts';
import { compileNumber } from '../../journeys/expression-sql.ts';
import { arrayOf, type ChSql, ch, f64, joinCh } from '../../platform/sql.ts';
import { ORDER_EVENT } from '../../reports/money-events.ts';
import type { MapQuestion } from '../map-question.ts';
import { arrayOfFacts, codeOf, type Fact, placeOf } from './evidence.ts';

const textOf = (name: string) => ch`JSONExtractString(properties, ${name})`;
const numberOf = (name: string) => compileNumber({ kind: 'path', segments: ['properties', name] });
const isBoolean = (name: string) => ch`JSONType(properties, ${name}) = 'Bool'`;
const booleanOf = (name: string) => ch`JSONExtractBool(properties, ${name})`;

/** An instant in the properties; a day alone means its end, where the shop is. */
function instantOf(name: string, timeZone: string): ChSql {
  const at = ch`parseDateTime64BestEffortOrNull(${textOf(name)}, 3, ${timeZone})`;
  return ch`if(length(${textOf(name)}) = 10, addDays(${at}, 1), ${at})`;
}

/** Reasons to send something back that lie in how it was described. */
const NOT_AS_DESCRIBED = 'describ|differen|look|picture|photo|expect|fit|size|small|large|big|colou?r|wrong';
const SECURITY_CHECK = '3d|three_d|secure|security|fraud|risk|verif|authentic|cvc|cvv';
const CHARGEBACK = 'charge.?back';
const SOLVED = ['solved', 'resolved'];
const NOT_SOLVED = ['open', 'unsolved', 'unresolved', 'abandoned', 'missed'];

/** What one event says of the needs, by its name. */
function factsByEvent({ map, facts }: MapQuestion): Record<string, Fact[]> {
  const timeZone = map.timeZone ?? facts.timeZone;
  const promised = instantOf('promised_at', timeZone);
  const delivered = ch`ifNull(${instantOf('delivered_at', timeZone)}, at)`;
  const rating = numberOf('rating');
  const reason = ch`lower(${textOf('reason')})`;
  const isCheck = ch`match(${reason}, ${SECURITY_CHECK})`;
  const outcome = ch`lower(${textOf('outcome')})`;
  const firstMs = numberOf('first_response_ms');
  const queue = numberOf('queue_seconds');
  const hasOutcome = ch`has(${arrayOf('String', [...SOLVED, ...NOT_SOLVED])}, ${outcome})`;
  const lost = (part: string): Fact => ({ part, good: ch`-1`, total: ch`0` });
  return {
    'Order Delivered': [
      { part: 'delivery.on_time', when: ch`isNotNull(${promised})`, good: ch`${delivered} <= ${promised}` },
    ],
    'Delivery Failed': [{ part: 'delivery.on_time', good: ch`0` }],
    'Checkout Started': [{ part: 'delivery.offered' }, { part: 'payment.offered' }],
    'Delivery Option Unavailable': [lost('delivery.offered')],
    'Payment Method Unavailable': [lost('payment.offered')],
    'Product Viewed': [{ part: 'availability.in_stock' }],
    'Out Of Stock Shown': [lost('availability.in_stock')],
    'Store Availability Checked': [
      { part: 'availability.in_store', when: isBoolean('available'), good: booleanOf('available') },
    ],
    'Product Reviewed': [
      { part: 'information.rating', when: ch`${rating} BETWEEN 1 AND 5`, good: ch`(${rating} - 1) / 4` },
    ],
    'Pick-up Ready': [
      { part: 'pickup.ready', when: ch`isNotNull(${promised})`, good: ch`at <= ${promised}` },
    ],
    [ORDER_EVENT]: ['payment.works', 'security.chargebacks', 'security.checks'].map((part) => ({ part })),
    'Payment Failed': [
      { part: 'payment.works', good: ch`0` },
      { part: 'security.checks', when: ch`${reason} != ''`, good: ch`NOT ${isCheck}`, told: ch`1` },
    ],
    'Revenue Adjusted': [
      {
        part: 'security.chargebacks',
        when: ch`${reason} != ''`,
        good: ch`if(match(${reason}, ${CHARGEBACK}), ${f64(-1 / NEED_LIMITS.chargebackShare)}, 0)`,
        total: ch`0`,
        told: ch`1`,
      },
    ],
    'Return Requested': [
      {
        part: 'description.kept',
        when: ch`${reason} != ''`,
        good: ch`NOT match(${reason}, ${NOT_AS_DESCRIBED})`,
      },
    ],
    'Ticket Answered': [
      {
        part: 'service.answered',
        when: ch`isNotNull(${firstMs})`,
        good: ch`${firstMs} <= ${f64(NEED_LIMITS.firstResponseMs)}`,
      },
    ],
    'Call Ended': [
      {
        part: 'service.queue',
        when: ch`isNotNull(${queue})`,
        good: ch`${queue} <= ${f64(NEED_LIMITS.queueSeconds)} AND ${outcome} != 'abandoned'`,
      },
      { part: 'service.solved', when: hasOutcome, good: ch`has(${arrayOf('String', SOLVED)}, ${outcome})` },
    ],
    'Chat Ended': [{ part: 'service.solved', when: isBoolean('solved'), good: booleanOf('solved') }],
    'Survey Answered': [askedFact()],
  };
}

/** An answer about a need: the survey says about which, else is named so. */
function askedFact(): Fact {
  const names = NEEDS.flatMap((need) =>
    [need, ...(NEED_SURVEYS[need] ?? [])].map((name) => ({ name, place: placeOf(`${need}.asked`) })),
  );
  const known = arrayOf(
    'String',
    names.map(({ name }) => name),
  );
  const places = arrayOf(
    'UInt8',
    names.map(({ place }) => place),
  );
  const about = (name: string) => ch`transform(lower(${textOf(name)}), ${known}, ${places}, toUInt8(0))`;
  const best = ch`multiIf(${textOf('kind')} = 'csat', 5, ${textOf('kind')} = 'ces', 7, 0)`;
  const score = numberOf('score');
  return {
    part: ch`if(${about('need')} != 0, ${about('need')}, ${about('survey')})`,
    when: ch`${score} BETWEEN 1 AND ${best}`,
    good: ch`(${score} - 1) / (${best} - 1)`,
  };
}

/** What single events say: their names, and for each Array of facts over the columns of the log. */
export function singleEventFacts(question: MapQuestion): { events: string[]; facts: ChSql } {
  const byEvent = Object.entries(factsByEvent(question)).filter(([event]) =>
    question.facts.eventCodes.has(event),
  );
  const branches = byEvent.map(
    ([event, facts]) => ch`code = ${codeOf(question, event)}, ${arrayOfFacts(facts)}, `,
  );
  const found = ch`multiIf(${joinCh(branches, ch``, ch``)}0, ${arrayOfFacts([])}, ${arrayOfFacts([])})`;
  return { events: byEvent.map(([event]) => event), facts: ch`arrayFilter(x -> x.1 != 0, ${found})` };
}
