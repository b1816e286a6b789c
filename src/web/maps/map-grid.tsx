import { useLocalStorage } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { EmotionCurve } from './emotion-curve.tsx';
import { LaneCell, type MapActions } from './lane-cell.tsx';
import styles from './map-grid.module.css';
import type { MapQuestion } from './map-question.ts';
import type { LaneView, StageColumn } from './map-view.ts';
import { Ribbon } from './ribbon.tsx';

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
    <div className={styles.scroll} tabIndex={-1}>
      {/* biome-ignore lint/a11y/useSemanticElements: a grid with cells over several columns and drawings in them */}
      <div className={styles.grid} style={grid} role="table" aria-label={map.title}>
        <div role="row" className={styles.row}>
          <div className={styles.corner} role="columnheader" tabIndex={-1}>
            <span className="only-read">{t('lane')}</span>
          </div>
          {columns.map((column) => (
            <div key={column.id} className={styles.stage} role="columnheader" tabIndex={-1}>
              <div className={styles.title}>{column.title}</div>
              {column.goal && <div className={styles.goal}>{column.goal}</div>}
            </div>
          ))}
        </div>
        {lanes.map((lane) => {
          const { id } = lane;
          const isFolded = turned[id] ?? lane.isFolded;
          return (
            <div key={id} role="row" className={styles.row}>
              <div className={styles.lane} role="rowheader" tabIndex={-1}>
                <button
                  type="button"
                  aria-expanded={!isFolded}
                  onClick={() => setTurned((old) => ({ ...old, [id]: !isFolded }))}
                >
                  {lane.title ?? t(`lanes.${id}`)}
                  <IconChevronDown size={13} stroke={1.8} className={styles.arrow} aria-hidden />
                </button>
              </div>
              {isFolded ? (
                <FoldedRow columns={columns.length} />
              ) : id === 'flow' ? (
                <Span columns={columns.length}>
                  <Ribbon
                    question={question}
                    stageTitles={columns.map((column) => column.title)}
                    isComparing={isComparing}
                    onPick={actions.onStage}
                  />
                </Span>
              ) : id === 'emotion' ? (
                <Span columns={columns.length}>
                  <EmotionCurve question={question} columns={columns.map((column) => column.steps)} />
                </Span>
              ) : (
                columns.map((column) => (
                  <div key={column.id} className={styles.cell} role="cell" tabIndex={-1}>
                    <LaneCell
                      lane={id}
                      column={column}
                      map={map}
                      question={question}
                      isComparing={isComparing}
                      actions={actions}
                    />
                  </div>
                ))
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Span({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <div className={styles.span} role="cell" tabIndex={-1} aria-colspan={columns} data-columns={columns}>
      {children}
    </div>
  );
}

function FoldedRow({ columns }: { columns: number }) {
  return <div className={styles.folded} role="cell" tabIndex={-1} aria-colspan={columns} />;
}
