import { hash } from 'node:crypto';
import { z } from 'zod';
import { type NormalisedEvent, parseItem } from '../../shared/collect/item.ts';
import type { IdentityResolver, ResolvedIdentity } from '../customers/identity-resolver.ts';
import { learnTraits } from '../customers/traits.ts';
import type { Context } from '../platform/context.ts';
import { type EventNames, TooManyEventNames } from '../platform/event-names.ts';
import { ch } from '../platform/sql.ts';
import { type Collector, type CollectRequest, NotNow, type Verdict } from './collector-types.ts';
import { createSourceCounters } from './counters.ts';
import { type EventRow, EventWriter } from './event-writer.ts';
import { type Claim, MessageIds, type MessageKey } from './message-ids.ts';
import { keepRejected, type Rejected } from './rejected.ts';

interface Candidate {
  index: number;
  event: NormalisedEvent;
  key: MessageKey;
  raw: unknown;
}

/**
 * Takes items in: parse -> exact dedup -> identity (edges first) -> group commit with fsync -> verdicts. Nothing is
 * acknowledged that is not on the disk, and no item is dropped without a verdict.
 */
export async function startCollector(
  context: Context,
  parts: { resolver: IdentityResolver; eventNames: EventNames },
): Promise<Collector> {
  const { clickhouse, postgres } = context;
  const [last] = await clickhouse.query(
    ch`SELECT max(seq) AS seq, (SELECT count() FROM events) AS events FROM events`,
    z.object({ seq: z.coerce.number(), events: z.coerce.number() }),
  );
  const lastSeq = last?.seq ?? 0;
  const writer = new EventWriter(context, lastSeq);
  const messageIds = new MessageIds(clickhouse, last?.events ?? 0);
  const counters = await createSourceCounters(context);
  const filterLoading = messageIds.loadFilter(lastSeq).catch((error) => {
    // Without the filter every id is looked up: slower, still exact.
    context.log.warn({ error: String(error) }, 'loading the message filter failed');
  });
  let underWay = 0;
  let isClosing = false;
  let whenIdle: (() => void) | null = null;

  async function accept(request: CollectRequest): Promise<Verdict[]> {
    if (isClosing) throw new NotNow('The server is stopping. Send the same items again.', 5);
    underWay++;
    try {
      return await acceptItems(request);
    } catch (error) {
      throw explainFailure(error);
    } finally {
      underWay--;
      if (underWay === 0) whenIdle?.();
    }
  }

  async function acceptItems(request: CollectRequest): Promise<Verdict[]> {
    const verdicts = new Array<Verdict>(request.items.length);
    const rejected: Rejected[] = [];
    const first = new Map<string, Candidate>();
    const copies: { candidate: Candidate; of: Candidate }[] = [];
    request.items.forEach((raw, index) => {
      const parsed = parseItem(raw, {
        context: request.context,
        sentAt: request.sentAt,
        receivedAtMs: context.clock.now(),
        kind: request.kind,
        index,
      });
      if (!parsed.ok) {
        verdicts[index] = {
          index,
          status: 'rejected',
          messageId: null,
          code: parsed.code,
          message: parsed.message,
        };
        rejected.push({ kind: 'rejected', code: parsed.code, message: parsed.message, raw });
        return;
      }
      const key = keyOf(request, parsed.event);
      const candidate = { index, event: parsed.event, key, raw };
      const before = first.get(key.messageId);
      if (before) copies.push({ candidate, of: before });
      else first.set(key.messageId, candidate);
    });
    const candidates = [...first.values()];
    const claims = await messageIds.claim(candidates.map(({ key }) => key));
    const ours = candidates.filter((_, position) => claims[position] === 'ours');
    const failedNames = await store(request, ours);
    const judge = async (candidate: Candidate, claim: Claim) => {
      const { index, key, raw } = candidate;
      const known = await claim;
      if (known === null) throw new NotNow('Another request with this message failed. Send it again.', 1);
      const refusal = failedNames.get(candidate);
      if (known === 'ours' && refusal) {
        verdicts[index] = {
          index,
          status: 'rejected',
          messageId: key.messageId,
          code: 'too_many_event_names',
          message: refusal,
        };
        rejected.push({ kind: 'rejected', code: 'too_many_event_names', message: refusal, raw });
      } else if (known === 'ours') {
        verdicts[index] = { index, status: 'stored', messageId: key.messageId };
      } else if (known.payloadHash === key.payloadHash) {
        verdicts[index] = { index, status: 'duplicate', messageId: key.messageId };
      } else {
        const message = `The message id "${key.messageId}" of source "${key.source}" is stored with other content. The first copy stands; send a new event under a new id.`;
        verdicts[index] = { index, status: 'conflict', messageId: key.messageId, code: 'conflict', message };
        rejected.push({ kind: 'conflict', code: 'conflict', message, raw });
      }
    };
    for (const [position, claim] of claims.entries()) {
      const candidate = candidates[position];
      if (candidate) await judge(candidate, claim);
    }
    for (const { candidate, of } of copies) await judge(candidate, { payloadHash: of.key.payloadHash });
    await keepRejected(
      postgres,
      { workspace: request.workspace, source: request.source, atMs: context.clock.now() },
      rejected,
    );
    counters.count(request, verdicts);
    return verdicts;
  }

  /** Stores the claimed events and settles the claims; returns those whose event name found no room. */
  async function store(request: CollectRequest, ours: Candidate[]): Promise<Map<Candidate, string>> {
    const refused = new Map<Candidate, string>();
    if (ours.length === 0) return refused;
    const keys = ours.map(({ key }) => key);
    let isStored = false;
    try {
      const codes = await findCodes(request.workspace, ours, refused);
      const good = ours.filter((candidate) => !refused.has(candidate));
      const identities = await parts.resolver.resolve(
        good.map(({ event, key }) => ({
          workspace: request.workspace,
          identifiers: event.identifiers,
          source: request.source,
          messageId: key.messageId,
          atMs: event.atMs,
        })),
      );
      const rows = good.map((candidate, position) =>
        toRow(
          request,
          candidate,
          identities[position],
          codes.get(candidate.event.event) ?? 0,
          context.clock.now(),
        ),
      );
      messageIds.mark(good.map(({ key }) => key));
      await Promise.all([
        writer.append({
          workspace: request.workspace,
          rows,
          persons: [...new Set(identities.map(({ person }) => person))].filter((person) => person !== 0),
        }),
        learnTraits(
          postgres,
          good.flatMap(({ event }, position) => {
            const node = identities[position]?.node ?? 0;
            return event.traits && node !== 0
              ? [
                  {
                    workspace: request.workspace,
                    node,
                    traits: event.traits,
                    atMs: event.atMs,
                    source: request.source,
                  },
                ]
              : [];
          }),
        ),
      ]);
      isStored = true;
    } finally {
      for (const [position, key] of keys.entries()) {
        const candidate = ours[position];
        messageIds.settle(key, isStored && candidate !== undefined && !refused.has(candidate));
      }
    }
    return refused;
  }

  async function findCodes(
    workspace: number,
    ours: Candidate[],
    refused: Map<Candidate, string>,
  ): Promise<Map<string, number>> {
    try {
      return await parts.eventNames.codesOf(
        workspace,
        ours.map(({ event }) => event.event),
      );
    } catch (error) {
      if (!(error instanceof TooManyEventNames)) throw error;
      const known = new Map(
        [...(await parts.eventNames.namesOf(workspace))].map(([code, name]) => [name, code]),
      );
      for (const candidate of ours) {
        if (!known.has(candidate.event.event)) refused.set(candidate, error.message);
      }
      return known;
    }
  }

  return {
    accept,
    async close() {
      isClosing = true;
      if (underWay > 0) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
      }
      await writer.drain();
      await counters.close();
      await filterLoading;
    },
  };
}

function keyOf(request: CollectRequest, event: NormalisedEvent): MessageKey {
  return {
    workspace: request.workspace,
    source: request.source,
    messageId: event.messageId,
    messageHash: hash64(`${request.workspace}\n${request.source}\n${event.messageId}`),
    payloadHash: hash64(event.canonical),
  };
}

function hash64(text: string): bigint {
  return BigInt(`0x${hash('sha1', text, 'hex').slice(0, 16)}`);
}

function toRow(
  request: CollectRequest,
  { event, key }: Candidate,
  identity: ResolvedIdentity | undefined,
  code: number,
  receivedAtMs: number,
): EventRow {
  return {
    workspace: request.workspace,
    node: identity?.node ?? 0,
    at: event.atMs,
    code,
    event: event.event,
    channel: event.channel,
    amount: event.amount === null ? null : formatUnits(event.amount),
    currency: event.currency,
    order_id: event.orderId,
    source: request.source,
    source_kind: request.kind,
    message_id: key.messageId,
    message_hash: key.messageHash.toString(),
    payload_hash: key.payloadHash.toString(),
    type: event.type,
    session: event.session,
    location: event.location,
    device: event.device,
    campaign: event.campaign,
    category: event.category,
    identifier_types: event.identifiers.map(({ type }) => type),
    identifier_values: event.identifiers.map(({ value }) => value),
    properties: writeJson(event.properties),
    context: writeJson(event.context),
    received_at: receivedAtMs,
    original_at: event.originalAtMs,
    sent_at: event.sentAtMs,
  };
}

const PERHAPS_HUGE = /\d{19}/;

/**
 * JSON that ClickHouse reads: an integer beyond 64 bits would make it take the whole object for empty, so such a number
 * is kept as text.
 */
function writeJson(value: object): string {
  const text = JSON.stringify(value);
  if (!PERHAPS_HUGE.test(text)) return text;
  return JSON.stringify(value, (_, part) =>
    typeof part === 'number' && Number.isInteger(part) && Math.abs(part) >= 2 ** 63 ? String(part) : part,
  );
}

/** Ten-thousandths as decimal text: 123400n -> "12.3400". */
function formatUnits(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(5, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function explainFailure(error: unknown): unknown {
  if (error instanceof NotNow) return error;
  const text = String(error);
  if (/No space left|ENOSPC|not enough space|NOT_ENOUGH_SPACE|53100|could not extend file/i.test(text)) {
    return new NotNow(
      'The disk is full: nothing of this request is acknowledged. Free some space, then send it again.',
      60,
    );
  }
  return new NotNow(`The events could not be stored (${text.slice(0, 200)}). Send the same items again.`, 5);
}
