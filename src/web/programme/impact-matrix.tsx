import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { OpportunityRow } from '../../shared/maps/programme-contract.ts';
import styles from './impact-matrix.module.css';
import {
  EFFORT,
  fromShares,
  type MatrixPlace,
  moveByKey,
  placeOf,
  slotsOf,
  snap,
  toShares,
} from './matrix-geometry.ts';

interface ImpactMatrixProps {
  rows: readonly OpportunityRow[];
  onMove: (row: OpportunityRow, place: MatrixPlace) => void;
}

/** px between those that stand at one place */
const BESIDE = 28;

/** Open opportunities by effort and value; a number is dragged, or moved with the arrow keys. */
export function ImpactMatrix({ rows, onMove }: ImpactMatrixProps) {
  const t = useTranslations('programme');
  const field = useRef<HTMLDivElement | null>(null);
  const [drag, setDrag] = useState<{ key: string; place: MatrixPlace } | null>(null);
  const places = rows.map(placeOf);
  const slots = slotsOf(places);
  const placeAt = (event: { clientX: number; clientY: number }): MatrixPlace => {
    const box = field.current?.getBoundingClientRect();
    if (!box) return fromShares({ x: 0, y: 0 });
    return snap(
      fromShares({
        x: (event.clientX - box.left) / box.width,
        y: (box.bottom - event.clientY) / box.height,
      }),
    );
  };
  return (
    <section className={`card ${styles.matrix}`} aria-label={t('matrix')}>
      <div className={styles.head}>
        <h2>{t('matrix')}</h2>
        <p className="mute">{t('matrixHelp')}</p>
      </div>
      <div className={styles.plot}>
        <span className={styles.yAxis}>{t('impact')} →</span>
        <div className={styles.frame}>
          <span data-corner="first">{t('doFirst')}</span>
          <span data-corner="plan">{t('plan')}</span>
          <span data-corner="fill">{t('fillIn')}</span>
          <span data-corner="leave">{t('leave')}</span>
          <div ref={field} className={styles.field}>
            {rows.map((row, index) => {
              const key = `${row.map}/${row.step}/${row.key}`;
              const own = places[index] ?? placeOf(row);
              const place = drag?.key === key ? drag.place : own;
              const { x, y } = toShares(place);
              // at the right edge there is room on the left only
              const side = own.effort === EFFORT.most ? -BESIDE : BESIDE;
              const beside = drag?.key === key ? 0 : (slots[index] ?? 0) * side;
              const label = t('point', {
                number: index + 1,
                text: row.text,
                value: place.value,
                effort: place.effort,
              });
              return (
                <button
                  key={key}
                  type="button"
                  className={styles.point}
                  data-scored={own.isScored || undefined}
                  data-dragged={drag?.key === key || undefined}
                  style={{ left: `calc(${x * 100}% + ${beside}px)`, bottom: `${y * 100}%` }}
                  aria-label={own.isScored ? label : `${label}, ${t('proposed')}`}
                  title={label}
                  onKeyDown={(event) => {
                    const next = moveByKey(own, event.key);
                    if (!next) return;
                    event.preventDefault();
                    onMove(row, next);
                  }}
                  onPointerDown={(event) => {
                    event.currentTarget.setPointerCapture(event.pointerId);
                    setDrag({ key, place: own });
                  }}
                  onPointerMove={(event) => {
                    if (drag?.key === key) setDrag({ key, place: placeAt(event) });
                  }}
                  onPointerUp={() => {
                    if (
                      drag?.key === key &&
                      (drag.place.effort !== own.effort || drag.place.value !== own.value)
                    )
                      onMove(row, drag.place);
                    setDrag(null);
                  }}
                  onPointerCancel={() => setDrag(null)}
                >
                  {index + 1}
                </button>
              );
            })}
          </div>
        </div>
        <span className={styles.xAxis}>{t('effort')} →</span>
      </div>
    </section>
  );
}
