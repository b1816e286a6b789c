import { useLocalStorage } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { EmotionCurve } from './emotion-curve.tsx';
import { LaneCell, type MapActions } from './lane-cell.tsx';
import styles from './map-grid.module.css';
import type { MapQuestion } from './map-question.ts';
import type { LaneView, StageColumn } from './map-view.ts';
import { Ribbon } from './ribbon.tsx';
import { StageNow } from './stage-now.tsx';

interface MapGridProps {
  map: JourneyMap;
  columns: readonly StageColumn[];
  lanes: readonly LaneView[];
  question: MapQuestion;
  isComparing: boolean;
  actions: MapActions;
}

/** The map as a table: stages across, lanes down, both titles always in sight. */
export function MapGrid({ map, columns, lanes, question, isComparing, actions }: MapGridProps) {
  const t = useTranslations('maps');
  // what was opened or closed by hand is remembered for each map
  const [turned, setTurned] = useLocalStorage<Record<string, boolean>>({
    key: `desirepath-lanes-${map.id}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const grid = { gridTemplateColumns: `116px repeat(${columns.length.toString()}, minmax(226px, 1fr))` };
  return (
    <div className={styles.scroll}>
      <table className={styles.grid} style={grid} aria-label={map.title}>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              <span className="only-read">{t('lane')}</span>
            </th>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={styles.stage}>
                <div className={styles.title}>{column.title}</div>
                {column.goal && <div className={styles.goal}>{column.goal}</div>}
                <StageNow map={map.id} stage={column.id} title={column.title} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => {
            const { id } = lane;
            const isFolded = turned[id] ?? lane.isFolded;
            return (
              <tr key={id}>
                <th scope="row" className={styles.lane}>
                  <button
                    type="button"
                    aria-expanded={!isFolded}
                    onClick={() => setTurned((old) => ({ ...old, [id]: !isFolded }))}
                  >
                    {lane.title ?? t(`lanes.${id}`)}
                    <IconChevronDown size={13} stroke={1.8} className={styles.arrow} aria-hidden />
                  </button>
                </th>
                {isFolded ? (
                  <td className={styles.folded} colSpan={columns.length} />
                ) : id === 'flow' ? (
                  <td className={styles.span} colSpan={columns.length}>
                    <Ribbon
                      question={question}
                      stageTitles={columns.map((column) => column.title)}
                      isComparing={isComparing}
                      onPick={actions.onStage}
                    />
                  </td>
                ) : id === 'emotion' ? (
                  <td className={styles.span} colSpan={columns.length}>
                    <EmotionCurve question={question} columns={columns.map((column) => column.steps)} />
                  </td>
                ) : (
                  columns.map((column) => (
                    <td key={column.id} className={styles.cell}>
                      <LaneCell
                        lane={id}
                        column={column}
                        map={map}
                        question={question}
                        isComparing={isComparing}
                        isDense
                        actions={actions}
                      />
                    </td>
                  ))
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
