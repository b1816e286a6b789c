import sql from 'sql-template-tag';
import { z } from 'zod';
import type { PeoplePage, PersonRow } from '../../shared/platform/base-contract.ts';
import { labelPeople } from '../customers/people.ts';
import { journeysOf } from '../journeys/source.ts';
import type { QuestionOptions } from '../platform/clickhouse.ts';
import type { Context } from '../platform/context.ts';
import { arrayOf, type ChSql, ch, u16, u32, u64 } from '../platform/sql.ts';
import { BadQuestion } from './bad-question.ts';
import { channelName } from './channel-names.ts';
import { amountOf, type MoneyCodes } from './money-events.ts';
import { repeatedAmong } from './repeated-orders.ts';

export const PEOPLE_PER_PAGE = 50;

/** What a page of people needs beside the question. */
export interface PeopleSource {
  context: Context;
  workspace: number;
  money: MoneyCodes;
  options: QuestionOptions;
}

/**
 * A page of the people in `members`, a SELECT of one `person` per row: the base query of a number, narrowed to its part,
 * so that the list and the number cannot drift apart. Newest people first (highest id): an order that no event changes,
 * so paging neither repeats nor skips anyone while events come in. The cursor is the last person of the page before.
 */
export async function listPeople(
  source: PeopleSource,
  members: ChSql,
  cursor: string | undefined,
): Promise<PeoplePage> {
  const before = readCursor(cursor);
  const [found] = await source.context.clickhouse.query(
    ch`SELECT count() AS total,
        arrayMap(p -> bitNot(p), groupArraySortedIf(${u64(PEOPLE_PER_PAGE + 1)})(bitNot(person), person < ${u64(before)})) AS page
      FROM (${members})`,
    foundRow,
    source.options,
  );
  const { total, page } = found ?? { total: 0, page: [] };
  const shown = page.slice(0, PEOPLE_PER_PAGE);
  return {
    total,
    people: await describePeople(source, shown),
    cursor: page.length > PEOPLE_PER_PAGE ? String(shown.at(-1)) : null,
  };
}

const MAX_ID = 2n ** 64n - 1n;

function readCursor(cursor: string | undefined): bigint {
  if (cursor === undefined) return MAX_ID;
  if (!/^\d{1,20}$/.test(cursor) || BigInt(cursor) > MAX_ID) {
    throw new BadQuestion(`"${cursor}" is no cursor of a page of people; leave it out for the first page.`);
  }
  return BigInt(cursor);
}

const wholeNumber = z.coerce.number().int();
const foundRow = z.object({ total: wholeNumber, page: z.array(wholeNumber) });
const detailRow = z.object({
  person: wholeNumber,
  first_at: wholeNumber,
  last_at: wholeNumber,
  events: wholeNumber,
  orders: wholeNumber,
  revenue: z.string(),
  channels: z.array(z.number().int()),
});

/** `seq` of the orders of these people that were told before, by anybody; reads their events and those of their orders only. */
async function findRepeatedOrders(
  { context, workspace, money, options }: PeopleSource,
  persons: number[],
): Promise<bigint[]> {
  if (money.orderCode === 0) return [];
  const nodes = await context.postgres.query(
    sql`SELECT node FROM identifier WHERE person = ANY(${persons}::bigint[])`,
    z.object({ node: z.coerce.bigint() }),
  );
  const orders = await context.clickhouse.query(
    ch`SELECT DISTINCT order_id FROM events WHERE workspace = ${u32(workspace)} AND code = ${u16(money.orderCode)}
        AND order_id != '' AND node IN ${arrayOf(
          'UInt64',
          nodes.map(({ node }) => node),
        )}`,
    z.object({ order_id: z.string() }),
    options,
  );
  if (orders.length === 0) return [];
  const orderIds = orders.map((row) => row.order_id);
  const repeated = await context.clickhouse.query(
    repeatedAmong({ workspace, orderCode: money.orderCode }, orderIds),
    z.object({ seq: z.coerce.bigint() }),
    options,
  );
  return repeated.map(({ seq }) => seq);
}

/** The rows of these people in the order given: over all their time, whatever the period of the question. */
export async function describePeople(source: PeopleSource, persons: number[]): Promise<PersonRow[]> {
  if (persons.length === 0) return [];
  const { workspace, money } = source;
  const repeated = arrayOf('UInt64', await findRepeatedOrders(source, persons));
  const [rows, labels] = await Promise.all([
    source.context.clickhouse.query(
      ch`SELECT person, at[1] AS first_at, at[-1] AS last_at, length(at) AS events,
          arrayCount((c, s) -> c = ${u16(money.orderCode)} AND NOT has(${repeated}, s), code, seq) AS orders,
          arraySum((a, c, s) -> if(c IN (${u16(money.orderCode)}, ${u16(money.refundCode)}, ${u16(money.cancelCode)}, ${u16(money.adjustCode)})
            AND NOT has(${repeated}, s), a, 0), amount, code, seq) AS revenue,
          arraySort(arrayDistinct(channel)) AS channels
        FROM (${journeysOf(workspace, ch`person, at, code, channel, amount, seq`, ch`person IN ${arrayOf('UInt64', persons)}`)})`,
      detailRow,
      source.options,
    ),
    labelPeople(source.context, workspace, persons),
  ]);
  const byPerson = new Map(rows.map((row) => [row.person, row]));
  return persons.flatMap((person) => {
    const row = byPerson.get(person);
    if (row === undefined) return []; // merged or erased between the two statements
    return {
      person: String(person),
      label: labels.get(person)?.label ?? null,
      isIdentified: true,
      isKnown: labels.get(person)?.isKnown ?? false,
      firstSeenAt: new Date(row.first_at).toISOString(),
      lastSeenAt: new Date(row.last_at).toISOString(),
      events: row.events,
      orders: row.orders,
      revenue: amountOf(row.revenue),
      channels: row.channels.map(channelName),
    };
  });
}
