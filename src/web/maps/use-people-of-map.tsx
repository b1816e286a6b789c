import { useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { KpiAnswer, MapPart, RibbonAnswer } from '../../shared/maps/contract.ts';
import type { Touchpoint } from '../../shared/maps/journey-map.ts';
import { client } from '../platform/api.ts';
import type { PeopleGroup, PeopleSelection } from '../ui/people-drawer.tsx';
import { KpiAbout } from './kpi-about.tsx';
import type { MapQuestion } from './map-question.ts';
import type { StageGroup } from './ribbon.tsx';

/** What a click on a number of the map does. */
export interface MapActions {
  onKpi: (answer: KpiAnswer, title: string) => void;
  onStage: (stage: string, group: StageGroup, answer: RibbonAnswer) => void;
  onTouchpoint: (touchpoint: Touchpoint, people: number, events: number) => void;
}

const KPI_GROUPS = ['base', 'reached', 'missed'] as const;
const STAGE_GROUPS = ['entered', 'onward', 'left', 'returned'] as const;

/** Click any number of a map: what it means, and exactly those people. */
export function usePeopleOfMap(question: MapQuestion, titleOf: (stage: string) => string) {
  const t = useTranslations('maps.parts');
  const [selection, setSelection] = useState<PeopleSelection | null>(null);
  const latest = useRef(titleOf);
  latest.current = titleOf;
  const actions = useMemo(
    () => makeActions(question, t, setSelection, (stage) => latest.current(stage)),
    [question, t],
  );
  return { selection, actions, close: () => setSelection(null) };
}

/** Made once for each question, so that the cells of the map need not be drawn again. */
function makeActions(
  question: MapQuestion,
  t: ReturnType<typeof useTranslations<'maps.parts'>>,
  setSelection: (selection: PeopleSelection) => void,
  titleOf: (stage: string) => string,
): MapActions {
  const keyOf = (...parts: string[]) => JSON.stringify(['map', question, ...parts]);
  const group = (id: string, label: string, part: MapPart): PeopleGroup => ({
    id,
    label,
    load: (cursor) => client.maps.people({ ...question, part, cursor }),
  });
  return {
    onKpi: (answer: KpiAnswer, title: string) =>
      setSelection({
        key: keyOf('kpi', answer.metric),
        title,
        about: <KpiAbout answer={answer} />,
        groups: KPI_GROUPS.map((id) =>
          group(id, t(`kpi.${id}`), { kind: 'kpi', metric: answer.metric, group: id }),
        ),
      }),
    onStage: (stage: string, first: StageGroup, answer: RibbonAnswer) => {
      const row = answer.stages.find((one) => one.stage === stage);
      const counts = { entered: row?.people, onward: row?.onward, left: row?.left, returned: row?.returned };
      setSelection({
        key: keyOf('stage', stage),
        title: titleOf(stage),
        about: <p className="mute">{t('stageMeans')}</p>,
        group: first,
        groups: STAGE_GROUPS.map((id) =>
          group(id, t(`stage.${id}`, { people: counts[id] ?? 0 }), { kind: 'stage', stage, group: id }),
        ),
      });
    },
    onTouchpoint: (touchpoint: Touchpoint, people: number, events: number) =>
      setSelection({
        key: keyOf('touchpoint', touchpoint.id),
        title: touchpoint.title,
        about: (
          <p className="mute">
            {t('touchpointMeans', {
              people,
              events,
              names: [...new Set(touchpoint.events.map((one) => one.event))].join(', '),
            })}
          </p>
        ),
        groups: [group('touchpoint', touchpoint.title, { kind: 'touchpoint', touchpoint: touchpoint.id })],
      }),
  };
}
