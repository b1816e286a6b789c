import { useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { channelCode } from '../../shared/channels.ts';
import type { KpiAnswer, MapPart, PainsAnswer, RibbonAnswer } from '../../shared/maps/contract.ts';
import type { JourneyMap, PlacedPain, Touchpoint } from '../../shared/maps/journey-map.ts';
import {
  funnelOfMetric,
  funnelOfPain,
  funnelOfStages,
  funnelOfTouchpoint,
} from '../../shared/maps/programme/number-funnels.ts';
import { funnelOfStage } from '../../shared/maps/programme/stage-funnel.ts';
import { metricOfAction, type PlacedAction } from '../../shared/maps/programme/target-actions.ts';
import { waysOf } from '../../shared/maps/stage-ways.ts';
import type { EventSelector } from '../../shared/reports/funnel.ts';
import { client } from '../platform/api.ts';
import type { PeopleGroup, PeopleSelection } from '../ui/people-drawer.tsx';
import { TouchpointFunnel, type TouchpointGroup } from '../ui/touchpoint-funnel.tsx';
import { KpiAbout, KpiKnown } from './kpi-about.tsx';
import type { MapQuestion } from './map-question.ts';
import { PainAbout } from './pain-heat.tsx';
import { ReportLink } from './report-link.tsx';
import type { StageGroup } from './ribbon.tsx';

/** What a click on a number of the map does. */
export interface MapActions {
  onKpi: (metric: string, title: string) => void;
  onStage: (stage: string, group: StageGroup, answer: RibbonAnswer) => void;
  onTouchpoint: (touchpoint: Touchpoint, group?: TouchpointGroup) => void;
  onAction: (placed: PlacedAction, answer: KpiAnswer) => void;
  onPain: (placed: PlacedPain, answer: PainsAnswer) => void;
  onCoverage: () => void;
  onNotOnMap: (event: string, channel: string) => void;
}

const KPI_GROUPS = ['base', 'reached', 'missed'] as const;
const STAGE_GROUPS = ['entered', 'onward', 'left', 'returned', 'skipped'] as const;
const TOUCHPOINT_GROUPS = ['seen', 'engaged', 'acted'] as const;
const PAIN_GROUPS = ['affected', 'lost', 'ordered'] as const;
const COVERAGE_GROUPS = ['covered', 'uncovered'] as const;

/** Click any number of a map: what it means, exactly those people, and the report that takes it apart. */
export function usePeopleOfMap(question: MapQuestion, map: JourneyMap) {
  const t = useTranslations('maps.parts');
  const [selection, setSelection] = useState<PeopleSelection | null>(null);
  const latest = useRef(map);
  latest.current = map;
  const actions = useMemo(() => makeActions(question, t, setSelection, () => latest.current), [question, t]);
  return { selection, actions, close: () => setSelection(null) };
}

/** Made once for each question, so that the cells of the map need not be drawn again. */
function makeActions(
  question: MapQuestion,
  t: ReturnType<typeof useTranslations<'maps.parts'>>,
  setSelection: (selection: PeopleSelection) => void,
  mapNow: () => JourneyMap,
): MapActions {
  const { period } = question;
  const keyOf = (...parts: string[]) => JSON.stringify(['map', question, ...parts]);
  const group = (id: string, label: string, part: MapPart): PeopleGroup => ({
    id,
    label,
    load: (cursor) => client.maps.people({ ...question, part, cursor }),
  });
  return {
    onKpi: (metric, title) => {
      const { metrics } = mapNow();
      const known = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
      setSelection({
        key: keyOf('kpi', metric),
        title,
        about: (
          <>
            <KpiAbout question={question} metric={metric} title={title} />
            <ReportLink funnel={known ? funnelOfMetric(known) : null} period={period}>
              {t('report')}
            </ReportLink>
          </>
        ),
        groups: KPI_GROUPS.map((id) => group(id, t(`kpi.${id}`), { kind: 'kpi', metric, group: id })),
      });
    },
    onStage: (id, first, answer) => {
      const map = mapNow();
      const stage = map.stages.find((one) => one.id === id);
      const place = answer.stages.findIndex((one) => one.stage === id);
      const row = answer.stages[place];
      const nextId = answer.stages[place + 1]?.stage;
      const ways = row ? waysOf(row) : null;
      const counts = {
        ...{ entered: row?.people, onward: row?.onward, left: row?.left },
        ...{ returned: row?.returned, skipped: row?.skipped },
      };
      setSelection({
        key: keyOf('stage', id),
        title: stage?.title ?? id,
        about: (
          <>
            {row && ways && (
              <p>
                {t('ways', {
                  ...ways,
                  people: row.people,
                  stage: stage?.title ?? id,
                  nextTitle: map.stages.find((one) => one.id === nextId)?.title ?? '',
                })}
              </p>
            )}
            <p className="mute">{t('stageMeans')}</p>
            <ReportLink funnel={stage ? funnelOfStage(map, stage) : null} period={period}>
              {t('reportStage')}
            </ReportLink>
            <ReportLink funnel={funnelOfStages(map)} period={period}>
              {t('reportStages')}
            </ReportLink>
          </>
        ),
        group: first,
        groups: STAGE_GROUPS.map((one) =>
          group(one, t(`stage.${one}`, { people: counts[one] ?? 0 }), {
            kind: 'stage',
            stage: id,
            group: one,
          }),
        ),
      });
    },
    onTouchpoint: (touchpoint, first = 'seen') =>
      setSelection({
        key: keyOf('touchpoint', touchpoint.id),
        title: touchpoint.title,
        about: (show) => (
          <>
            <TouchpointFunnel question={question} touchpoint={touchpoint.id} isOpen onPick={show} />
            <p className="mute">
              {t('touchpointEvents', {
                names: [...new Set(touchpoint.events.map((one) => one.event))].join(', '),
              })}
            </p>
            <ReportLink funnel={funnelOfTouchpoint(mapNow(), touchpoint.id)} period={period}>
              {t('report')}
            </ReportLink>
          </>
        ),
        group: first,
        groups: TOUCHPOINT_GROUPS.map((id) =>
          group(id, t(`touchpoint.${id}`), { kind: 'touchpoint', touchpoint: touchpoint.id, group: id }),
        ),
      }),
    onAction: (placed, answer) => {
      const { key, action } = placed;
      const metric = metricOfAction(mapNow(), placed);
      setSelection({
        key: keyOf('action', key),
        title: action.action,
        about: (
          <>
            <KpiKnown question={question} answer={answer} title={action.action} />
            <ReportLink funnel={metric && funnelOfMetric(metric)} period={period}>
              {t('report')}
            </ReportLink>
          </>
        ),
        groups: KPI_GROUPS.map((id) => group(id, t(`kpi.${id}`), { kind: 'action', action: key, group: id })),
      });
    },
    onPain: (placed, answer) =>
      setSelection({
        key: keyOf('pain', placed.key),
        title: placed.pain.text,
        about: (
          <>
            <PainAbout placed={placed} answer={answer} />
            <ReportLink funnel={funnelOfPain(mapNow(), placed)} period={period}>
              {t('report')}
            </ReportLink>
          </>
        ),
        groups: PAIN_GROUPS.map((id) =>
          group(id, t(`pain.${id}`), { kind: 'pain', pain: placed.key, group: id }),
        ),
      }),
    onCoverage: () =>
      setSelection({
        key: keyOf('coverage'),
        title: t('coverageTitle'),
        about: (
          <>
            <p className="mute">{t('coverageMeans')}</p>
            <ReportLink funnel={funnelOfStages(mapNow())} period={period}>
              {t('reportStages')}
            </ReportLink>
          </>
        ),
        groups: COVERAGE_GROUPS.map((id) => group(id, t(`coverage.${id}`), { kind: 'coverage', group: id })),
      }),
    onNotOnMap: (event, channel) =>
      setSelection({
        key: keyOf('not on map', event, channel),
        title: event,
        about: (
          <>
            <p className="mute">{t('notOnMapMeans')}</p>
            <ReportLink
              funnel={{
                steps: [{ anyOf: [selectorOf(event, channel)] }],
                windowMs: DAY_MS,
                breakdown: 'none',
              }}
              period={period}
            >
              {t('report')}
            </ReportLink>
          </>
        ),
        groups: [group('people', event, { kind: 'not_on_map', event, channel })],
      }),
  };
}

const DAY_MS = 86_400_000;

/** An event that named no channel is called `unknown` in the answer, and has none to be asked for. */
function selectorOf(event: string, channel: string): EventSelector {
  return channelCode(channel) === 0 ? { event } : { event, where: `channel = '${channel}'` };
}
