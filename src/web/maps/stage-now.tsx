import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { funnelOfStage } from '../../shared/maps/programme/stage-funnel.ts';
import type { PeopleOnMap } from '../../shared/maps/stages-contract.ts';
import { api, client } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { PeopleDrawer, type PeopleSelection } from '../ui/people-drawer.tsx';
import { useMapEditor } from './editor/map-editor.ts';
import { type MapQuestion, REFRESH_MS } from './map-question.ts';
import { ReportLink } from './report-link.tsx';
import styles from './stage-now.module.css';

interface StageNowProps {
  question: MapQuestion;
  stage: string;
  title: string;
}

/** People in a stage at this moment; click for them, and for those who are not yet, or no longer, on the map. */
export function StageNow({ question, stage, title }: StageNowProps) {
  const { map } = question;
  const editor = useMapEditor();
  const t = useTranslations('stages');
  const tParts = useTranslations('maps.parts');
  const formats = useFormats();
  const [selection, setSelection] = useState<PeopleSelection | null>(null);
  const query = useQuery(api.mapStages.counts.queryOptions({ input: { map }, refetchInterval: REFRESH_MS }));
  const counts = query.data;
  const here = counts?.stages.find((one) => one.stage === stage);
  if (!counts || !here) return null;
  const group = (label: string, place: PeopleOnMap) => ({
    id: place.kind,
    label,
    load: (cursor: string | undefined) => client.mapStages.people({ map, place, cursor }),
  });
  const open = () => {
    const { map: drawn } = editor.open();
    const own = drawn.stages.find((one) => one.id === stage);
    const funnel = own ? funnelOfStage(drawn, own) : null;
    setSelection({
      key: JSON.stringify(['stage now', map, stage]),
      title,
      about: (
        <>
          <p className="mute">{t(counts.isRebuilding ? 'meansRebuilding' : 'means')}</p>
          <ReportLink funnel={funnel} period={question.period}>
            {tParts('reportStage')}
          </ReportLink>
        </>
      ),
      groups: [
        group(t('hereGroup', { people: here.people }), { kind: 'stage', stage }),
        ...(here.overTime === null
          ? []
          : [group(t('overTimeGroup', { people: here.overTime }), { kind: 'over_time', stage })]),
        group(t('leftGroup', { people: counts.left }), { kind: 'left' }),
        group(t('notYetGroup', { people: counts.notYet }), { kind: 'not_yet' }),
      ],
    });
  };
  return (
    <>
      <button
        type="button"
        className={styles.now}
        title={formats.exact.count(here.people)}
        data-rebuilding={counts.isRebuilding || undefined}
        onClick={open}
      >
        {here.overTime
          ? t('nowOverTime', { people: formats.count(here.people), over: formats.count(here.overTime) })
          : t('now', { people: formats.count(here.people) })}
      </button>
      <PeopleDrawer selection={selection} onClose={() => setSelection(null)} />
    </>
  );
}
