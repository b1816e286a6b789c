import { z } from 'zod';
import { plannedTouchpoints } from '../../../shared/maps/conformance/compile-path.ts';
import { type EventBinding, touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { journeysOf } from '../../journeys/source.ts';
import { arrayOf, type ChSql, ch, joinCh, u32 } from '../../platform/sql.ts';
import { compileMasks, MAX_GROUPS } from '../binding-masks.ts';
import { onCases } from '../cases.ts';
import type { MapQuestion } from '../map-question.ts';

/** What events of a journey stand for, in numbers that the scan can follow. */
export interface TouchpointLabels {
  /**
   * Array(UInt16) over the columns code, channel, amount, seq of a journey: per event the number of its label, 0 where no
   * planned touchpoint holds the event
   */
  labels: ChSql;
  /** label n stands for the touchpoints at n - 1: one, or several where events of several look the same */
  touchpoints: string[][];
  /** codes of all events that may have a label; empty = nothing can */
  codes: number[];
}

/** More kinds of events in several touchpoints at once than any map needs. */
const MAX_LABELS = 5_000;

/**
 * Numbers the touchpoints that the planned way of the map names. Where no event is bound to two touchpoints a label is a touchpoint; where some are,
 * the sets that occur are asked for first, since only the events themselves tell which of them there are.
 */
export async function labelTouchpoints(question: MapQuestion): Promise<TouchpointLabels> {
  const planned = plannedTouchpoints(question.map);
  const bound = touchpointsOf(question.map)
    .map(({ touchpoint }) => touchpoint)
    .filter(({ id, events }) => events.length > 0 && planned.has(id));
  const parts: { masks: ChSql; codes: number[]; ids: string[] }[] = [];
  for (let start = 0; start < bound.length; start += MAX_GROUPS) {
    const some = bound.slice(start, start + MAX_GROUPS);
    const compiled = compileMasks(
      onCases(question),
      some.map(({ events }) => events),
    );
    parts.push({ ...compiled, ids: some.map(({ id }) => id) });
  }
  const codes = [...new Set(parts.flatMap((part) => part.codes))];
  const [only, ...others] = parts;
  if (!only) return { labels: ch`arrayMap(c -> toUInt16(0), code)`, touchpoints: [], codes: [] };
  if (others.length === 0 && !isAnyShared(bound.map(({ events }) => events))) {
    const keys = only.ids.map((_, index) => 1n << BigInt(index));
    return { labels: numberSets(only.masks, keys), touchpoints: only.ids.map((id) => [id]), codes };
  }
  const sets = await readSets(question, parts, codes);
  return {
    labels: numberSets(
      keyOf(parts.map(({ masks }) => masks)),
      sets.map(({ key }) => key),
    ),
    touchpoints: sets.map(({ masks }) =>
      parts.flatMap(({ ids }, part) =>
        ids.filter((_, index) => (((masks[part] ?? 0n) >> BigInt(index)) & 1n) === 1n),
      ),
    ),
    codes,
  };
}

function isAnyShared(bindings: readonly (readonly EventBinding[])[]): boolean {
  const names = bindings.flatMap((list) => [...new Set(list.map(({ event }) => event))]);
  return new Set(names).size < names.length;
}

function numberSets(key: ChSql, keys: readonly bigint[]): ChSql {
  return ch`arrayMap(k -> transform(k, ${arrayOf('UInt64', keys)}, ${arrayOf(
    'UInt16',
    keys.map((_, index) => index + 1),
  )}, toUInt16(0)), ${key})`;
}

/** One number per event: the mask, or a hash of the masks of a map with more touchpoints than a mask has bits. */
function keyOf(masks: readonly ChSql[]): ChSql {
  const [only, ...others] = masks;
  if (only && others.length === 0) return only;
  // m, mm, mmm: as many as there are masks
  const names = masks.map((_, index) => joinCh(Array<ChSql>(index + 1).fill(ch`m`), ch``));
  const arguments_ = joinCh(names, ch`, `);
  const any = joinCh(
    names.map((name) => ch`${name} != 0`),
    ch` OR `,
  );
  return ch`arrayMap((${arguments_}) -> if(${any}, cityHash64(${arguments_}), toUInt64(0)), ${joinCh([...masks], ch`, `)})`;
}

const setRow = z.object({ key: z.coerce.bigint(), masks: z.array(z.coerce.bigint()) });

async function readSets(question: MapQuestion, parts: readonly { masks: ChSql }[], codes: readonly number[]) {
  const masks = parts.map((part) => part.masks);
  const journeys = journeysOf(
    question.workspace,
    ch`code, channel, amount, seq`,
    ch`identified = 1 AND hasAny(code, ${arrayOf('UInt16', codes)})`,
  );
  return question.context.clickhouse.query(
    ch`SELECT s.1 AS key, any(s.2) AS masks FROM (
        SELECT arrayJoin(arrayFilter(s -> s.1 != 0, arrayZip(${keyOf(masks)}, ${joinCh(
          [ch`arrayMap((${names(masks.length)}) -> [${names(masks.length)}], ${joinCh(masks, ch`, `)})`],
          ch`, `,
        )}))) AS s FROM (${journeys}))
      GROUP BY key ORDER BY masks LIMIT ${u32(MAX_LABELS)}`,
    setRow,
    question.options,
  );
}

function names(count: number): ChSql {
  const letters = [ch`a`, ch`b`, ch`c`, ch`d`, ch`e`, ch`f`];
  return joinCh(letters.slice(0, count), ch`, `);
}
