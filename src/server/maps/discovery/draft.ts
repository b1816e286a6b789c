import type { DraftAnswer, DraftQuestion } from '../../../shared/maps/discovery/contract.ts';
import { drawDraft, type PresentValues } from '../../../shared/maps/discovery/draft-map.ts';
import { type Proposal, proposeStages } from '../../../shared/maps/discovery/propose-stages.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { lintMap, type SeenVocabulary, STALE_AFTER_MS } from '../../../shared/maps/lint-map.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import type { Context } from '../../platform/context.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { UNKNOWN_CHANNEL } from '../../reports/channel-names.ts';
import { spanOf } from '../../reports/period.ts';
import { readWorkspaceFacts } from '../../reports/workspace-facts.ts';
import { createMapMeasures } from '../maps.ts';
import { lastDays, readSeenEvents } from '../seen-events.ts';
import { observeJourneys } from './observe.ts';

/** Days that a draft is made from where nobody says. */
const DRAFT_DAYS = 90;

export interface DraftAsking {
  workspace: number;
  question: DraftQuestion;
  /** who answers for the map */
  owner: string;
  signal?: AbortSignal | undefined;
}

/**
 * Draws a map from the journeys of a period, measures it, and proposes targets a tenth above what was measured. Nothing is
 * stored. Throws BadQuestion for a goal that nobody reached in the period.
 */
export async function draftMap(context: Context, asked: DraftAsking): Promise<DraftAnswer> {
  const { workspace, question, signal } = asked;
  const options = signal === undefined ? {} : { signal };
  const facts = await readWorkspaceFacts(context.postgres, workspace);
  const seen = await readSeenEvents(context, workspace);
  const given = { days: DRAFT_DAYS, nowMs: context.clock.now(), timeZone: facts.timeZone };
  const period = question.period ?? lastDays(seen, given);
  const span = spanOf(period, facts.timeZone);
  const observed = await observeJourneys(context, { workspace, span, facts, options });
  const { people } = observed;
  const stale = staleEvents(seen, context.clock.now());
  const journeys = observed.journeys
    .map((journey) => journey.filter(({ event }) => !stale.has(event)))
    .filter(({ length }) => length > 0);
  const proposal = proposeStages(journeys, question);
  const { goal } = question;
  if (goal !== undefined && !journeys.some((journey) => journey.some(({ event }) => event === goal))) {
    throw new BadQuestion(
      `Nobody among the ${journeys.length} people looked at has the event "${goal}" between ${period.from} and ${period.to}.`,
    );
  }
  const id = question.id ?? 'discovered';
  const head = { id, title: question.title ?? titleOf(proposal), owner: asked.owner, period };
  const common = {
    id,
    period,
    goal: proposal.goal,
    goals: goalsOf(proposal),
    channels: [...new Set(journeys.flatMap((journey) => journey.map(({ channel }) => channel)))].toSorted(),
    people,
    peopleLookedAt: proposal.people,
    journeys: proposal.cases,
    isSample: observed.isSample,
    leftOut: [
      ...proposal.leftOut.map((one) => ({ ...one, channel: one.channel === '' ? null : one.channel })),
      ...[...stale].map((event) => ({
        event,
        channel: null,
        people: observed.journeys.filter((journey) => journey.some((one) => one.event === event)).length,
        reason: 'stale' as const,
      })),
    ].filter((one) => one.people > 0),
  };
  if (proposal.stages.length === 0) return { ...common, file: null, problems: [], stages: [] };

  const measures = createMapMeasures(context);
  const map = readDraft(drawDraft(proposal, head, null)).map;
  const asking = { workspace, map, period, signal };
  const [touchpoints, ...kpis] = await Promise.all([
    measures.touchpoints(asking),
    ...Object.keys(map.metrics).map((metric) => measures.kpi(asking, metric)),
  ]);
  const present: PresentValues = Object.fromEntries(kpis.map(({ metric, value }) => [metric, value]));
  const file = drawDraft(proposal, head, present);
  const draft = readDraft(file);
  const counts = new Map(touchpoints.touchpoints.map((one) => [one.touchpoint, one]));
  return {
    ...common,
    file,
    problems: [...draft.problems, ...lintMap(draft.map, seen, context.clock.now())],
    stages: draft.map.stages.map((stage) => ({
      title: stage.title,
      steps: stage.steps.map((step) => ({
        title: step.title,
        touchpoints: step.touchpoints.map(({ id: touchpoint, title, channel }) => {
          const counted = counts.get(touchpoint);
          return { title, channel, people: counted?.people ?? 0, events: counted?.events ?? 0 };
        }),
      })),
    })),
  };
}

/** Events that are no longer sent, as lint would say; none where nothing is sent any more. */
function staleEvents({ events }: SeenVocabulary, nowMs: number): Set<string> {
  const isStale = ({ lastAt }: { lastAt: string }) => Date.parse(lastAt) < nowMs - STALE_AFTER_MS;
  return new Set(events.every(isStale) ? [] : events.filter(isStale).map(({ name }) => name));
}

function readDraft(file: string) {
  const { map, problems } = readMapFile(file);
  if (map === null) throw new Error(`the draft is no map: ${JSON.stringify(problems[0])}`);
  return { map: map satisfies JourneyMap, problems };
}

function titleOf({ goal }: Proposal): string {
  return goal === null ? 'Journey as people took it' : `The way to ${goal}`;
}

function goalsOf({ stages }: Proposal): DraftAnswer['goals'] {
  const people = new Map<string, number>();
  for (const { steps } of stages) {
    for (const { unit, channel, people: count } of steps.flatMap(({ touchpoints }) => touchpoints)) {
      if (channel === UNKNOWN_CHANNEL && count === 0) continue;
      people.set(unit.event, Math.max(people.get(unit.event) ?? 0, count));
    }
  }
  return [...people]
    .map(([event, count]) => ({ event, people: count }))
    .toSorted((a, b) => b.people - a.people || (a.event < b.event ? -1 : 1));
}
