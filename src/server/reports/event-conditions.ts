import { ExpressionError } from '../../shared/expression/expression.ts';
import { parseExpression } from '../../shared/expression/parse.ts';
import type { EventSelector } from '../../shared/reports/funnel.ts';
import { compileOnJourney } from '../journeys/expression-on-journey.ts';
import { compileExpression } from '../journeys/expression-sql.ts';
import { arrayOf, type ChSql, ch, joinCh, u32 } from '../platform/sql.ts';
import { BadQuestion } from './bad-question.ts';

/** What a selector asks of an event: its code (0 = a name never seen) and which flag must be set. */
export interface EventCondition {
  code: number;
  /** 0 to 31; null = no condition */
  flag: number | null;
}

export interface CompiledSelectors {
  /** the selectors of the question, in its order and nesting */
  conditions: EventCondition[][];
  /** expression over a journey's code, channel, amount, seq: Array(UInt32), one bit per flag; empty array = no flags */
  flags: ChSql;
  /** names in the question that no event ever had */
  unknownEvents: string[];
}

const MAX_FLAGS = 32;

/**
 * Selectors as the scan wants them. A condition on channel, amount or event is computed from the journey's own arrays.
 * Any other needs the event log: the places (`seq`) of the events that meet it make a set, read once per question and
 * only for the event names that the condition stands at.
 */
export function compileSelectors(
  workspace: number,
  selectors: readonly (readonly EventSelector[])[],
  eventCodes: ReadonlyMap<string, number>,
): CompiledSelectors {
  const flagOf = new Map<string, { flag: number; codes: Set<number> }>();
  const unknown = new Set<string>();
  const conditions = selectors.map((alternatives) =>
    alternatives.map(({ event, where }) => {
      const code = eventCodes.get(event) ?? 0;
      if (code === 0) unknown.add(event);
      if (where === undefined || where.trim() === '') return { code, flag: null };
      const known = flagOf.get(where) ?? { flag: flagOf.size, codes: new Set<number>() };
      flagOf.set(where, known);
      known.codes.add(code);
      return { code, flag: known.flag };
    }),
  );
  if (flagOf.size > MAX_FLAGS) {
    throw new BadQuestion(
      `The question has ${flagOf.size} different conditions; ${MAX_FLAGS} are possible. Use the same condition in several steps, or fewer of them.`,
    );
  }
  const bits = [...flagOf].map(([where, { flag, codes }]) =>
    compileBit(workspace, where, flag, [...codes], eventCodes),
  );
  const sum = joinCh(bits, ch` + `);
  const flags =
    bits.length === 0
      ? ch`CAST([], 'Array(UInt32)')`
      : ch`arrayMap((code, channel, amount, seq) -> toUInt32(${sum}), code, channel, amount, seq)`;
  return { conditions, flags, unknownEvents: [...unknown] };
}

function compileBit(
  workspace: number,
  where: string,
  flag: number,
  codes: readonly number[],
  eventCodes: ReadonlyMap<string, number>,
): ChSql {
  const weight = u32(2 ** flag);
  try {
    const tree = parseExpression(where);
    const onJourney = compileOnJourney(tree, eventCodes);
    if (onJourney !== null) return ch`if(${onJourney}, ${weight}, 0)`;
    const asked = arrayOf('UInt16', codes);
    // PREWHERE: properties are read for the events of these names only, which halves the work. Looking up 0 (which no
    // event has) in place of the other events' seq spares most of the look-ups a miss in the cache.
    return ch`if(if(has(${asked}, code), seq, 0) IN (SELECT seq FROM events
      PREWHERE workspace = ${u32(workspace)} AND has(${asked}, code) WHERE ${compileExpression(tree)}), ${weight}, 0)`;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const hint = error.suggestion === undefined ? '' : ` Did you mean ${error.suggestion}?`;
    throw new BadQuestion(`In the condition "${where}": ${error.message} (at ${error.position + 1}).${hint}`);
  }
}
