import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import type { Period } from '../../shared/platform/base-contract.ts';
import type { QuestionOptions } from '../platform/clickhouse.ts';
import type { Context } from '../platform/context.ts';
import { SCAN_SETTINGS } from '../platform/scan-calls.ts';
import type { ChSql } from '../platform/sql.ts';
import { moneyCodesOf } from '../reports/money-events.ts';
import { type Span, spanOf } from '../reports/period.ts';
import { readRepeatedOrders } from '../reports/repeated-orders.ts';
import { readWorkspaceFacts, type WorkspaceFacts } from '../reports/workspace-facts.ts';
import { type KeptReadings, readKept } from './event-readings.ts';
import { hasEvents } from './seen-events.ts';

/** A map asked about a period, with everything looked up that its SQL needs. */
export interface MapQuestion {
  context: Context;
  workspace: number;
  map: JourneyMap;
  facts: WorkspaceFacts;
  /** SELECT of `seq`: orders told again by a second source, counted nowhere; null = none */
  repeatedOrders: ChSql | null;
  /** what need not be read from the log again */
  kept: KeptReadings;
  span: Span;
  options: QuestionOptions;
  /** was nothing at all collected in the period, of nobody? Zeros of such days say nothing. Asked once. */
  isSilent(): Promise<boolean>;
}

/** Throws BadQuestion for days that are none. The days are those of the map's time zone, else of the workspace's. */
export async function prepareMapQuestion(asked: {
  context: Context;
  workspace: number;
  map: JourneyMap;
  period: Period;
  options?: QuestionOptions;
}): Promise<MapQuestion> {
  const { context, workspace, map, period } = asked;
  const options = { settings: SCAN_SETTINGS, ...asked.options };
  const facts = await readWorkspaceFacts(context.postgres, workspace);
  const money = moneyCodesOf(facts.eventCodes);
  const span = spanOf(period, map.timeZone ?? facts.timeZone);
  let silence: Promise<boolean> | undefined;
  return {
    context,
    workspace,
    map,
    facts,
    repeatedOrders: await readRepeatedOrders(context.clickhouse, workspace, money),
    kept: await readKept(context, workspace),
    span,
    options,
    isSilent() {
      silence ??= hasEvents(context, workspace, span, options).then((hasAny) => !hasAny);
      return silence;
    },
  };
}
