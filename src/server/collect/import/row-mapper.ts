import { CHANNEL_NAMES, isChannel } from '../../../shared/channels.ts';
import type { ImportEvent, ImportMapping } from '../../../shared/collect/import-mapping.ts';
import { IMPORT_ITEM_LIMIT_BYTES } from '../../../shared/collect/item-verdict.ts';
import { nearestName } from '../../../shared/platform/nearest-name.ts';
import { textOf } from './cells.ts';
import type { RowGroup } from './row-groups.ts';
import { RowProblem, type SourceRow } from './source-row.ts';
import { compileTimeFormat } from './time-format.ts';
import {
  compileCondition,
  compileValue,
  onRow,
  readCell,
  readTime,
  type Scalar,
  type Scope,
  type ValueContext,
  type ValueReader,
} from './values.ts';

/** An item as `Collector.accept` and POST /v1/batch take it. */
export interface ImportItem {
  type: ImportEvent['type'];
  messageId: string;
  timestamp: string;
  event?: string;
  name?: string;
  userId?: string;
  anonymousId?: string;
  groupId?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, Scalar>;
  context?: Record<string, unknown>;
}

export interface MappedEvent {
  item: ImportItem;
  /** the item as JSON */
  json: string;
  /** first line of its rows */
  line: number;
}

export interface RowMapper {
  /** columns that the mapping names, to be compared with those of the file */
  columns: ReadonlySet<string>;
  /** why a row is left out on purpose, or null */
  skipReason(row: SourceRow): string | null;
  /** the events of a group, in the order of the mapping; throws RowProblem */
  map(group: RowGroup): MappedEvent[];
}

type Product = Record<string, Scalar>;

type EventMaker = (scope: Scope, scopeRow: SourceRow) => ImportItem | null;

/** Makes the mapping runnable; throws TimeError for a time format or zone that is none. */
export function compileMapping(mapping: ImportMapping, path: string): RowMapper {
  const context: ValueContext = {
    decimalSign: mapping.decimalSign,
    timeZone: mapping.timeZone,
    clockChange: mapping.clockChange,
    path,
    columns: new Set(),
  };
  const skips = mapping.skip.map(({ when, reason }) => ({ isMet: compileCondition(when, context), reason }));
  const values = Object.entries(mapping.values).map(([name, value]) => ({
    name,
    read: compileValue(value, context),
  }));
  const makers = mapping.events.map((event) => compileEvent(event, context));
  const names = new Set(Object.keys(mapping.values));
  const columns = new Set(
    [...context.columns].filter((column) => !names.has(column) && !column.startsWith('$')),
  );
  return {
    columns,
    skipReason(row) {
      return skips.find(({ isMet }) => isMet(row, {}))?.reason ?? null;
    },
    map(group) {
      if (group.incomplete !== null) throw new RowProblem(group.incomplete.code, group.incomplete.message);
      const [first] = group.rows;
      if (first === undefined) return [];
      return onRow(first, () => {
        const scope: Scope = { rows: group.rows, values: {} };
        for (const { name, read } of values) scope.values = { ...scope.values, [name]: read(scope) };
        return mapEvents(makers, scope, first);
      });
    },
  };
}

function mapEvents(makers: readonly EventMaker[], scope: Scope, first: SourceRow): MappedEvent[] {
  const events: MappedEvent[] = [];
  const ids = new Set<string>();
  for (const make of makers) {
    const made = make(scope, first);
    if (made === null) continue;
    const { messageId } = made;
    if (ids.has(messageId))
      throw new RowProblem('same_message_id', `two events of this row have the messageId "${messageId}"`);
    ids.add(messageId);
    events.push({ item: made, json: writeItem(made), line: first.line });
  }
  return events;
}

function writeItem(item: ImportItem): string {
  const json = JSON.stringify(item);
  // a character takes at most 3 bytes, so most items need no counting
  if (json.length * 3 <= IMPORT_ITEM_LIMIT_BYTES || Buffer.byteLength(json) <= IMPORT_ITEM_LIMIT_BYTES)
    return json;
  throw new RowProblem(
    'too_large',
    `the event "${item.messageId}" has ${Buffer.byteLength(json)} bytes, at most ${IMPORT_ITEM_LIMIT_BYTES}; map fewer fields`,
  );
}

function compileEvent(event: ImportEvent, context: ValueContext): EventMaker {
  const isMet = event.when === undefined ? null : compileCondition(event.when, context);
  const name = event.event === undefined ? null : compileValue(event.event, context);
  const messageId = compileValue(event.messageId, context);
  const timestamp = compileEventTime(event, context);
  const channel = event.channel === undefined ? null : compileChannel(event.channel, context);
  const ids = compileIds(event, context);
  const identifiers = compileRecord(event.identifiers, context, (value) => identifierValue(value));
  const properties = compileRecord(event.properties, context);
  const traits = compileRecord(event.traits, context);
  const products = event.products === undefined ? null : compileProducts(event.products, context);
  return (scope, first) => {
    if (isMet !== null && !isMet(first, scope.values)) return null;
    const item: ImportItem = {
      type: event.type,
      messageId: needText(messageId(scope), 'messageId'),
      timestamp: timestamp(scope),
    };
    if (name !== null)
      item[event.type === 'track' ? 'event' : 'name'] = needText(name(scope), 'the name of the event');
    ids(scope, item);
    const where = channel === null ? undefined : channel(scope);
    const given = properties(scope);
    item.properties = where === undefined ? given : { channel: where, ...given };
    if (products !== null) item.properties.products = products(scope);
    if (event.type === 'identify' || event.type === 'group') item.traits = traits(scope);
    const external = Object.entries(identifiers(scope));
    if (external.length > 0)
      item.context = {
        externalIds: external.map(([type, id]) => ({
          type,
          id: spellIdentifier(type, id),
          collection: 'users',
          encoding: 'none',
        })),
      };
    return item;
  };
}

function compileIds(event: ImportEvent, context: ValueContext): (scope: Scope, item: ImportItem) => void {
  const readers = (['userId', 'anonymousId', 'groupId'] as const).flatMap((key) => {
    const value = event[key];
    return value === undefined ? [] : [{ key, read: compileValue(identifierValue(value), context) }];
  });
  return (scope, item) => {
    for (const { key, read } of readers) {
      const id = textOf(read(scope));
      if (id !== null) item[key] = id;
    }
  };
}

/** Cards are printed in groups of digits that mean nothing; the collector spells emails and phones by itself. */
function spellIdentifier(type: string, id: Scalar): string {
  return type === 'loyalty_card' ? String(id).replace(/\s+/g, '') : String(id);
}

/** Rows of a group that name two people are an error, so an identifier is by default the same in all. */
function identifierValue(value: NonNullable<ImportEvent['userId']>): NonNullable<ImportEvent['userId']> {
  return typeof value === 'object' && 'column' in value && value.take === 'first'
    ? { ...value, take: 'same' }
    : value;
}

function compileRecord(
  record: ImportEvent['properties'],
  context: ValueContext,
  change: (value: ImportEvent['properties'][string]) => ImportEvent['properties'][string] = (value) => value,
): (scope: Scope) => Record<string, Scalar> {
  const readers: [string, ValueReader][] = Object.entries(record).map(([key, value]) => [
    key,
    compileValue(change(value), context),
  ]);
  return (scope) => {
    const out: Record<string, Scalar> = {};
    for (const [key, read] of readers) {
      const value = read(scope);
      if (value !== undefined) out[key] = value;
    }
    return out;
  };
}

function compileProducts(
  products: NonNullable<ImportEvent['products']>,
  context: ValueContext,
): (scope: Scope) => Product[] {
  const isMet = products.where === undefined ? null : compileCondition(products.where, context);
  const read = compileRecord(products.fields, context);
  return ({ rows, values }) => {
    const out: Product[] = [];
    for (const row of rows) {
      if (isMet !== null && !isMet(row, values)) continue;
      out.push(onRow(row, () => read({ rows: [row], values })));
    }
    return out;
  };
}

function compileChannel(
  channel: NonNullable<ImportEvent['channel']>,
  context: ValueContext,
): (scope: Scope) => string | undefined {
  const read = compileValue(channel, context);
  return (scope) => {
    const name = textOf(read(scope));
    if (name === null) return undefined;
    if (isChannel(name)) return name;
    const near = nearestName(name, CHANNEL_NAMES);
    throw new RowProblem(
      'bad_channel',
      `"${name}" is no channel${near === undefined ? '' : `; perhaps ${near}`}`,
    );
  };
}

function compileEventTime(event: ImportEvent, context: ValueContext): (scope: Scope) => string {
  if (typeof event.time === 'string') {
    const fixed = compileTimeFormat({
      format: 'iso',
      zone: context.timeZone,
      clockChange: context.clockChange,
    });
    const timestamp = new Date(fixed(event.time)).toISOString();
    return () => timestamp;
  }
  const { column, format, zone, timeOfDay, take } = event.time;
  context.columns.add(column);
  const read = compileTimeFormat({
    format,
    zone: zone ?? context.timeZone,
    timeOfDay,
    clockChange: context.clockChange,
  });
  return ({ rows, values }) => {
    let chosen: number | null = null;
    let lastText = '';
    for (const row of take === 'first' ? rows.slice(0, 1) : rows) {
      const text = textOf(readCell(row, column, values, context.path));
      if (text === lastText) continue;
      const ms = onRow(row, () => {
        if (text !== null) return readTime(read, text, column);
        throw new RowProblem('missing_value', `${column} is empty, an event needs its time`, column);
      });
      lastText = text ?? '';
      if (chosen === null || (take === 'latest' ? ms > chosen : ms < chosen)) chosen = ms;
    }
    return new Date(chosen ?? 0).toISOString();
  };
}

function needText(value: Scalar | undefined, what: string): string {
  const text = textOf(value);
  if (text === null) throw new RowProblem('missing_value', `a column in ${what} is empty`);
  return text;
}
