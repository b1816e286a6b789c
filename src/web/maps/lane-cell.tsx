import type { KpiAnswer, RibbonAnswer } from '../../shared/maps/contract.ts';
import type { JourneyMap, Touchpoint } from '../../shared/maps/journey-map.ts';
import { KpiChip } from './kpi-chip.tsx';
import styles from './lane-cell.module.css';
import { BackstageCell, OpportunityCell, PainCell, TargetActionCell, TextCell } from './lane-cells.tsx';
import type { MapQuestion } from './map-question.ts';
import type { LaneId, StageColumn } from './map-view.ts';
import type { StageGroup } from './ribbon.tsx';
import { TouchpointList } from './touchpoint-list.tsx';

/** What a click on a number of the map does. */
export interface MapActions {
  onKpi: (answer: KpiAnswer, title: string) => void;
  onStage: (stage: string, group: StageGroup, answer: RibbonAnswer) => void;
  onTouchpoint: (touchpoint: Touchpoint, people: number, events: number) => void;
}

interface LaneCellProps {
  lane: Exclude<LaneId, 'flow' | 'emotion'>;
  column: StageColumn;
  map: JourneyMap;
  question: MapQuestion;
  isComparing: boolean;
  /** the first key figure of a stage in full, the others as lines */
  isDense?: boolean;
  actions: MapActions;
}

/** One cell: what a stage has in a lane. */
export function LaneCell({
  lane,
  column,
  map,
  question,
  isComparing,
  isDense = false,
  actions,
}: LaneCellProps) {
  switch (lane) {
    case 'kpis':
      return (
        <div className={styles.kpis} data-dense={isDense || undefined}>
          {column.kpis.map((id, index) => (
            <KpiChip
              key={id}
              question={question}
              metric={map.metrics[id]}
              metricId={id}
              isComparing={isComparing}
              isCompact={isDense && index > 0}
              onPick={actions.onKpi}
            />
          ))}
        </div>
      );
    case 'touchpoints':
      return (
        <TouchpointList
          question={question}
          touchpoints={column.touchpoints}
          channels={map.channels}
          onPick={actions.onTouchpoint}
        />
      );
    case 'pains':
      return <PainCell pains={column.pains} />;
    case 'opportunities':
      return <OpportunityCell opportunities={column.opportunities} />;
    case 'cta':
      return <TargetActionCell actions={column.targetActions} />;
    case 'owner':
      return <TextCell texts={[column.owners.join(', ')].filter(Boolean)} kind="owner" />;
    case 'backstage':
      return <BackstageCell parts={column.backstage} />;
    default:
      return <TextCell texts={column.texts[lane]} kind={lane} />;
  }
}
