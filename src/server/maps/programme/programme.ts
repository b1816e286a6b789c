import { Temporal } from 'temporal-polyfill';
import { type JourneyMap, valueUnder } from '../../../shared/maps/journey-map.ts';
import { editOpportunity, type OpportunityChange } from '../../../shared/maps/programme/opportunity-edits.ts';
import type { OpportunityResult } from '../../../shared/maps/programme/opportunity-result.ts';
import { sumEstimates } from '../../../shared/maps/programme/proportion.ts';
import type { OpportunityRow, ProgrammeAnswer } from '../../../shared/maps/programme-contract.ts';
import type { Period } from '../../../shared/platform/base-contract.ts';
import type { Context } from '../../platform/context.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import type { EditSource, MapEdits } from '../map-edits.ts';
import { createMapMeasures } from '../maps.ts';
import { lastDays, readSeenEvents } from '../seen-events.ts';
import { listMaps, readMap, type StoredMap } from '../stored-maps.ts';
import { proposeImpact } from './impact.ts';
import { withMoneyMeasures } from './money-measures.ts';
import { type PlacedOpportunity, placeOpportunities } from './opportunity-places.ts';
import { countResults, measureOutcome } from './outcome.ts';

/** Days that money at stake is counted over where nobody says. */
const USUAL_DAYS = 30;

interface Asked {
  workspace: number;
  period: Period;
  signal?: AbortSignal | undefined;
}

/** Which opportunity is meant: `opportunity` is its id, else its text. */
export interface OpportunityName {
  map: string;
  step: string;
  opportunity: string;
}

/** The opportunities of a workspace's maps: what they could bring, what became of them, what they earned. */
export function createProgramme(context: Context, edits: MapEdits) {
  const measures = createMapMeasures(context);

  /** Today, the last whole day with data, and the days to show where nobody says, where the shop is. */
  async function readDays(workspace: number) {
    const { timeZone } = await readWorkspaceFacts(context.postgres, workspace);
    const today = Temporal.Instant.fromEpochMilliseconds(context.clock.now())
      .toZonedDateTimeISO(timeZone)
      .toPlainDate();
    const seen = await readSeenEvents(context, workspace);
    const usual = lastDays(seen, { days: USUAL_DAYS, nowMs: context.clock.now(), timeZone });
    const yesterday = today.subtract({ days: 1 }).toString();
    return {
      today: today.toString(),
      usual,
      lastDay: usual.to.localeCompare(yesterday) < 0 ? usual.to : yesterday,
    };
  }

  const measureOn = (map: JourneyMap, asked: Omit<Asked, 'period'>) => (metric: string, period: Period) =>
    measures.kpi({ ...asked, map: withMoneyMeasures(map), period }, metric);

  async function rowsOf(maps: readonly StoredMap[], asked: Asked, today: string): Promise<OpportunityRow[]> {
    const rows: OpportunityRow[] = [];
    for (const placed of maps.flatMap(placeOpportunities)) {
      const { map, opportunity } = placed;
      const measure = measureOn(map, asked);
      const impact = await proposeImpact(map, opportunity.moves, (metric) => measure(metric, asked.period));
      rows.push({ ...describe(placed, today), impact });
    }
    const most = Math.max(...rows.map(({ impact }) => impact.money?.value ?? 0));
    const counted = countResults(rows);
    return rows.map((row) => ({
      ...row,
      proposedImpact: row.impact.money && most > 0 ? Math.round((100 * row.impact.money.value) / most) : null,
      isCounted: counted.has(row),
    }));
  }

  async function find(workspace: number, name: OpportunityName): Promise<PlacedOpportunity> {
    const stored = await readMap(context, workspace, name.map);
    const found = placeOpportunities(stored).find(
      ({ step, key }) => step.id === name.step && key === name.opportunity,
    );
    if (found) return found;
    throw new BadQuestion(
      `The map "${name.map}" has no opportunity "${name.opportunity}" in a step "${name.step}".`,
    );
  }

  const readMaps = async (workspace: number, map: string | undefined) =>
    map === undefined ? listMaps(context, workspace) : [await readMap(context, workspace, map)];

  async function change(
    workspace: number,
    name: OpportunityName,
    given: OpportunityChange,
    source: EditSource,
  ) {
    const changes = editOpportunity(await find(workspace, name), given);
    if (changes.length === 0) throw new BadQuestion('Nothing is to be changed: name a field.');
    return edits.apply(workspace, name.map, source, changes);
  }

  return {
    readDays,
    rowsOf,
    change,

    async list(asked: {
      workspace: number;
      map?: string | undefined;
      period?: Period | undefined;
      signal?: AbortSignal | undefined;
    }): Promise<ProgrammeAnswer> {
      const { workspace, signal } = asked;
      const { today, usual } = await readDays(workspace);
      const period = asked.period ?? usual;
      const maps = await readMaps(workspace, asked.map);
      const opportunities = await rowsOf(maps, { workspace, period, signal }, today);
      const results = opportunities.flatMap((row) => (row.isCounted && row.result?.earned) || []);
      return {
        period,
        today,
        opportunities,
        earned: {
          ...sumEstimates(results),
          results: results.length,
          shipped: opportunities.filter(({ status }) => status === 'shipped').length,
        },
        owners: [...new Set(maps.flatMap(({ map }) => map?.owners ?? []))].sort(),
      };
    },

    /** Measures what a shipped opportunity changed and writes it onto it. Throws BadQuestion where it cannot be told. */
    async measure(
      workspace: number,
      name: OpportunityName,
      given: { source: EditSource; signal?: AbortSignal | undefined },
    ): Promise<OpportunityResult> {
      const placed = await find(workspace, name);
      const { map, opportunity } = placed;
      const [metric] = opportunity.moves.flatMap((id) => valueUnder(map.metrics, id) ?? []);
      if (opportunity.status !== 'shipped' || opportunity.shipped === null)
        throw new BadQuestion('It has not shipped: set its status to shipped, and the day since when.');
      if (metric === undefined) throw new BadQuestion('It moves no key figure: name one under "moves".');
      const { lastDay } = await readDays(workspace);
      const result = await measureOutcome({
        metric,
        shipped: opportunity.shipped,
        lastDay,
        nowMs: context.clock.now(),
        measure: measureOn(map, { workspace, signal: given.signal }),
      });
      await edits.apply(workspace, name.map, given.source, editOpportunity(placed, { result }));
      return result;
    },
  };
}
export type Programme = ReturnType<typeof createProgramme>;

function describe({ map, stage, step, opportunity, key, at, item }: PlacedOpportunity, today: string) {
  const isOpen = opportunity.status !== 'shipped' && opportunity.status !== 'dropped';
  return {
    at,
    item,
    map: map.id,
    mapTitle: map.title,
    stage: stage.id,
    stageTitle: stage.title,
    step: step.id,
    stepTitle: step.title,
    key,
    text: opportunity.text,
    status: opportunity.status,
    owner: opportunity.owner ?? step.owner ?? stage.owner,
    due: opportunity.due,
    isOverdue: isOpen && opportunity.due !== null && opportunity.due < today,
    shipped: opportunity.shipped,
    issue: opportunity.issue,
    scores: opportunity.scores,
    moves: opportunity.moves.map((metric) => ({
      metric,
      title: valueUnder(map.metrics, metric)?.title ?? metric,
    })),
    result: opportunity.result,
    proposedImpact: null,
    isCounted: false,
  };
}
