import type {
  CoverageAnswer,
  EmotionAnswer,
  KpiAnswer,
  MapPart,
  PainsAnswer,
  RibbonAnswer,
  TargetActionsAnswer,
  TouchpointsAnswer,
} from '../../shared/maps/contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { metricOfAction, targetActionsOf } from '../../shared/maps/programme/target-actions.ts';
import type { PeoplePage, Period } from '../../shared/platform/base-contract.ts';
import type { Context } from '../platform/context.ts';
import type { ChSql } from '../platform/sql.ts';
import { BadQuestion } from '../reports/bad-question.ts';
import { moneyCodesOf } from '../reports/money-events.ts';
import { listPeople } from '../reports/people-list.ts';
import { coverageMembers, notOnMapMembers } from './coverage.ts';
import { measureEmotion } from './emotion.ts';
import { kpiMembers } from './kpi.ts';
import { type MapQuestion, prepareMapQuestion } from './map-question.ts';
import { painMembers } from './programme/pain-heat.ts';
import { touchpointGroup } from './programme/touchpoint-funnel.ts';
import { countPeopleInStages, stageMembers } from './ribbon.ts';
import { createSharedNumbers } from './shared-numbers.ts';

/** What a map is asked about; `signal` stops the question in the database. */
export interface MapAsking {
  workspace: number;
  map: JourneyMap;
  period: Period;
  signal?: AbortSignal | undefined;
}

/**
 * The measured side of a map: every answer of the maps contract over the given map. Throws BadQuestion for a metric,
 * stage, touchpoint or day that is none, and QuestionStopped for what took too long or was cancelled.
 */
export function createMapMeasures(context: Context) {
  const prepare = ({ signal, ...asked }: MapAsking) =>
    prepareMapQuestion({ context, ...asked, options: signal === undefined ? {} : { signal } });
  const share = createSharedNumbers(context);

  return {
    async kpi(asked: MapAsking, metric: string): Promise<KpiAnswer> {
      return share(asked, (numbers) => numbers.kpi(metricOf(asked.map, metric)));
    },
    async ribbon(asked: MapAsking): Promise<RibbonAnswer> {
      return share(asked, (numbers) => numbers.ribbon());
    },
    /** People who entered any stage in the period. */
    async peopleInStages(asked: MapAsking): Promise<number> {
      return countPeopleInStages(await prepare(asked));
    },
    async touchpoints(asked: MapAsking): Promise<TouchpointsAnswer> {
      return share(asked, (numbers) => numbers.touchpoints());
    },
    async coverage(asked: MapAsking): Promise<CoverageAnswer> {
      return share(asked, (numbers) => numbers.coverage());
    },
    async emotion(asked: MapAsking): Promise<EmotionAnswer> {
      return share(asked, (numbers) => measureEmotion(asked.map, numbers.kpi));
    },
    async pains(asked: MapAsking): Promise<PainsAnswer> {
      return share(asked, (numbers) => numbers.pains());
    },
    async targetActions(asked: MapAsking): Promise<TargetActionsAnswer> {
      return share(asked, (numbers) => numbers.targetActions());
    },
    /** The people behind one number, newest first; nobody where the number has no people (external metrics). */
    async people(asked: MapAsking, part: MapPart, cursor?: string): Promise<PeoplePage> {
      const question = await prepare(asked);
      const members = await membersOf(question, part);
      if (members === null) return { total: 0, people: [], cursor: null };
      const { workspace, facts, options } = question;
      return listPeople(
        { context, workspace, money: moneyCodesOf(facts.eventCodes), options },
        members,
        cursor,
      );
    },
  };
}

async function membersOf(question: MapQuestion, part: MapPart): Promise<ChSql | null> {
  switch (part.kind) {
    case 'stage':
      return stageMembers(question, part.stage, part.group);
    case 'touchpoint':
      return touchpointGroup(question, part.touchpoint, part.group ?? 'seen');
    case 'pain':
      return painMembers(question, part.pain, part.group);
    case 'action':
      return actionMembers(question, part.action, part.group);
    case 'coverage':
      return coverageMembers(question, part.group);
    case 'not_on_map':
      return notOnMapMembers(question, part);
    case 'kpi':
      return kpiMembers(question, metricOf(question.map, part.metric), part.group);
  }
}

async function actionMembers(question: MapQuestion, key: string, group: 'base' | 'reached' | 'missed') {
  const { map } = question;
  const placed = map.stages.flatMap(targetActionsOf).find((one) => one.key === key);
  if (!placed) throw new BadQuestion(`The map "${map.id}" has no target action "${key}".`);
  const metric = metricOfAction(map, placed);
  return metric && kpiMembers(question, metric, group);
}

function metricOf(map: JourneyMap, id: string) {
  const metric = Object.hasOwn(map.metrics, id) ? map.metrics[id] : undefined;
  if (!metric) throw new BadQuestion(`The map "${map.id}" has no metric "${id}".`);
  return metric;
}
