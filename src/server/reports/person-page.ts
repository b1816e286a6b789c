import sql from 'sql-template-tag';
import { z } from 'zod';
import type { TimelineEvent } from '../../shared/customers/contract.ts';
import {
  countPeople,
  findCurrentPerson,
  findPeople,
  listIdentifiers,
  listTraits,
} from '../customers/people.ts';
import { journeysOf } from '../journeys/source.ts';
import { api } from '../platform/api.ts';
import { apiError } from '../platform/api-errors.ts';
import type { Context } from '../platform/context.ts';
import { arrayOf, type ChSql, ch, u16, u32, u64 } from '../platform/sql.ts';
import { channelName } from './channel-names.ts';
import { moneyCodesOf } from './money-events.ts';
import { describePeople, listPeople } from './people-list.ts';
import { readWorkspaceFacts } from './workspace-facts.ts';

const FOUND_PEOPLE = 50;
const EVENTS_PER_PAGE = 100;

/** Finding people and everything about one of them. */
export function peopleRoutes(context: Context) {
  async function sourceOf(workspace: number, signal: AbortSignal | undefined) {
    const facts = await readWorkspaceFacts(context.postgres, workspace);
    return { context, workspace, money: moneyCodesOf(facts.eventCodes), options: { signal } };
  }

  return {
    search: api.people.search.handler(async ({ input, context: { workspace }, signal }) => {
      const source = await sourceOf(workspace, signal);
      if (!input.q?.trim()) {
        const everyone = ch`SELECT person FROM (${journeysOf(workspace, ch`person, identified`)}) WHERE identified = 1`;
        return listPeople(source, everyone, input.cursor);
      }
      const found = await findPeople(context, workspace, input.q, FOUND_PEOPLE);
      const people = await describePeople(source, found);
      return { total: people.length, people, cursor: null };
    }),

    counts: api.people.counts.handler(({ context: { workspace } }) => countPeople(context, workspace)),

    get: api.people.get.handler(async ({ input, context: { workspace }, signal }) => {
      const current = await requirePerson(context, workspace, input.person);
      const source = await sourceOf(workspace, signal);
      const [[row], identifiers, traits, preferredChannel] = await Promise.all([
        describePeople(source, [current]),
        listIdentifiers(context, workspace, current),
        listTraits(context, workspace, current),
        findPreferredChannel(context, { workspace, person: current, orderCode: source.money.orderCode }),
      ]);
      if (!row) throw apiError('NOT_FOUND', `The person ${input.person} has no events any more.`);
      return {
        ...row,
        traits: traits.map(({ at, ...trait }) => ({ ...trait, at: at.toISOString() })),
        identifiers: identifiers.map(({ type, value, source: from, first_seen_at }) => ({
          type,
          value,
          source: from,
          firstSeenAt: first_seen_at.toISOString(),
        })),
        preferredChannel,
        currentPerson: String(current),
      };
    }),

    timeline: api.people.timeline.handler(async ({ input, context: { workspace }, signal }) => {
      const current = await requirePerson(context, workspace, input.person);
      return readTimeline(context, { ...input, workspace, person: current }, signal);
    }),
  };
}

async function requirePerson(context: Context, workspace: number, person: string): Promise<number> {
  const current = await findCurrentPerson(context, workspace, Number(person));
  if (current === null)
    throw apiError('NOT_FOUND', `There is no person ${person}. GET /api/people lists them.`);
  return current;
}

/** The channel with most orders, the one with the latest order among equals; null without orders. */
async function findPreferredChannel(
  { clickhouse }: Context,
  asked: { workspace: number; person: number; orderCode: number },
): Promise<string | null> {
  const journey = journeysOf(asked.workspace, ch`code, channel, at`, ch`person = ${u64(asked.person)}`);
  const [row] = await clickhouse.query(
    ch`SELECT event.2 AS channel, count() AS orders, max(event.3) AS last_at
      FROM (SELECT arrayJoin(arrayZip(code, channel, at)) AS event FROM (${journey}))
      WHERE event.1 = ${u16(asked.orderCode)} GROUP BY channel ORDER BY orders DESC, last_at DESC LIMIT 1`,
    z.object({ channel: z.number() }),
  );
  return row ? channelName(row.channel) : null;
}

const timelineRow = z.object({
  seq: z.string(),
  at_ms: z.coerce.number(),
  event: z.string(),
  channel: z.string(),
  source: z.string(),
  amount: z.coerce.number().nullable(),
  currency: z.string(),
  order_id: z.string(),
  properties: z.string(),
  identifier_types: z.array(z.string()),
  identifier_values: z.array(z.string()),
});

/**
 * Everything a person did, newest first, 100 a page. The events are those of the person's identifiers; the cursor is
 * time and place of the last event shown.
 */
async function readTimeline(
  { clickhouse, postgres }: Context,
  asked: { workspace: number; person: number; channel?: string | undefined; cursor?: string | undefined },
  signal: AbortSignal | undefined,
) {
  const nodes = await postgres.query(
    sql`SELECT node FROM identifier WHERE workspace = ${asked.workspace} AND person = ${asked.person}`,
    z.object({ node: z.coerce.bigint() }),
  );
  const mine = ch`workspace = ${u32(asked.workspace)} AND node IN ${arrayOf(
    'UInt64',
    nodes.map((row) => row.node),
  )} AND (${asked.channel ? ch`channel = ${asked.channel}` : ch`1`})`;
  const [total] = await clickhouse.query(
    ch`SELECT count() AS events FROM events WHERE ${mine}`,
    z.object({ events: z.coerce.number() }),
    { signal },
  );
  const rows = await clickhouse.query(
    ch`SELECT seq, toUnixTimestamp64Milli(at) AS at_ms, event, channel, source, amount, currency, order_id, properties,
        identifier_types, identifier_values
      FROM events WHERE ${mine} AND ${beforeCursor(asked.cursor)}
      ORDER BY at DESC, seq DESC LIMIT ${u32(EVENTS_PER_PAGE + 1)}`,
    timelineRow,
    { signal },
  );
  const shown = rows.slice(0, EVENTS_PER_PAGE);
  const last = shown.at(-1);
  return {
    total: total?.events ?? 0,
    events: shown.map(writeEvent),
    cursor: rows.length > EVENTS_PER_PAGE && last ? `${last.at_ms}-${last.seq}` : null,
  };
}

function beforeCursor(cursor: string | undefined): ChSql {
  if (cursor === undefined) return ch`1`;
  const [, atMs, seq] = /^(-?\d{1,16})-(\d{1,20})$/.exec(cursor) ?? [];
  if (atMs === undefined || seq === undefined) {
    throw apiError('BAD_REQUEST', `"${cursor}" is no cursor of a timeline; leave it out for the first page.`);
  }
  return ch`(toUnixTimestamp64Milli(at), seq) < (toInt64(${atMs}), toUInt64(${seq}))`;
}

function writeEvent(row: z.infer<typeof timelineRow>): TimelineEvent {
  return {
    seq: row.seq,
    at: new Date(row.at_ms).toISOString(),
    event: row.event,
    channel: row.channel,
    source: row.source,
    amount: row.amount,
    currency: row.currency || null,
    orderId: row.order_id || null,
    properties: z.record(z.string(), z.unknown()).parse(JSON.parse(row.properties)),
    identifiers: row.identifier_types.map((type, index) => ({
      type,
      value: row.identifier_values[index] ?? '',
    })),
  };
}
