import type { EventBinding } from '../../shared/maps/journey-map.ts';
import { journeysOf } from '../journeys/source.ts';
import { arrayOf, type ChSql, ch } from '../platform/sql.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { ORDER_EVENT } from '../reports/money-events.ts';
import { compileMasks, type MaskSource } from './binding-masks.ts';

/** The scan tells an event's stages by the bits of one 32-bit number. */
export const MAX_STAGES = 32;

export interface StageEventsQuestion extends MaskSource {
  stages: readonly { enter: readonly EventBinding[] }[];
  /** condition on whole journeys, mostly by `person` or `bucket`; left out = everybody */
  who?: ChSql;
  /** few people are asked about: found by `who` alone, codes are not looked through first */
  isFew?: boolean;
  /** what is followed in place of every person's journey, of the events with these codes: rows as of `casesOf` */
  rows?: (codes: readonly number[]) => ChSql;
  /** also read the places of the events in the log */
  hasSeq?: boolean;
}

/**
 * The journeys of known people who may be in a stage, and how their events enter one. `flags` is undefined where the
 * event names alone decide: then neither masks are made nor the columns for them read.
 */
export function stageEvents(question: StageEventsQuestion) {
  const { stages, workspace, facts, repeatedOrders } = question;
  if (stages.length > MAX_STAGES) {
    throw new BadQuestion(
      `The map has ${stages.length} stages; people are counted in ${MAX_STAGES} at most.`,
    );
  }
  const enters = stages.map((stage) => stage.enter);
  const { masks, codes } = compileMasks(question, enters);
  const isPlain = enters
    .flat()
    .every(
      ({ event, where, count }) =>
        where === undefined && count === 'all' && (repeatedOrders === null || event !== ORDER_EVENT),
    );
  const mayEnter = question.isFew ? ch`1` : ch`hasAny(code, ${arrayOf('UInt16', codes)})`;
  const who = ch`identified = 1 AND ${mayEnter} AND ${question.who ?? ch`1`}`;
  const plainColumns = question.hasSeq ? ch`person, at, code, seq` : ch`person, at, code`;
  const columns = isPlain ? plainColumns : ch`person, identified, at, code, channel, amount, seq`;
  return {
    journeys: question.rows ? question.rows(codes) : journeysOf(workspace, columns, who),
    flags: isPlain ? undefined : ch`arrayMap(m -> toUInt32(m), ${masks})`,
    alternatives: enters.map((bindings, stage) => {
      const found = new Set(bindings.map(({ event }) => facts.eventCodes.get(event) ?? 0));
      // a stage without events gets one that nothing matches
      return (found.size > 0 ? [...found] : [0]).map((code) => ({ code, flag: isPlain ? null : stage }));
    }),
  };
}
