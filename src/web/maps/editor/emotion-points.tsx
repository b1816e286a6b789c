import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { EMOTION_BOX } from '../emotion-curve.tsx';
import { emotionScore, emotionY } from '../emotion-geometry.ts';
import type { CellContent, CellSection } from './cell-content.ts';
import { editsOfEmotion, removeItem } from './cell-edits.ts';
import styles from './emotion-points.module.css';
import { useGridActions } from './grid-actions.ts';
import { useMapEditor } from './map-editor.ts';

const { height, inset } = EMOTION_BOX;

/** The points of the curve within one cell, one for each step: dragged with the mouse, or moved with the arrow keys. */
export function EmotionPoints({ content }: { content: CellContent }) {
  return content.sections.map((section, index) => (
    <EmotionPoint key={section.key} section={section} left={(index + 0.5) / content.sections.length} />
  ));
}

function EmotionPoint({ section, left }: { section: CellSection; left: number }) {
  const t = useTranslations('editor');
  const editor = useMapEditor();
  const actions = useGridActions();
  const dragged = useRef<number | null>(null);
  const [item] = section.items;
  const score = item ? Number(item.text) : null;
  if (!editor.canEdit && score === null) return null;
  const set = (wanted: number) => editor.edit(editsOfEmotion(section, wanted));
  const scoreAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    return box ? emotionScore(event.clientY - box.top, height, inset) : 0;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.shiftKey ? 0.1 : 0.5;
    const now = score ?? 0;
    if (event.key === 'ArrowUp') set(now + step);
    else if (event.key === 'ArrowDown') set(now - step);
    else if (event.key === 'Home') set(-2);
    else if (event.key === 'End') set(2);
    else if (event.key === 'Delete' && item) editor.edit([removeItem(item)]);
    else if (event.key === 'Escape' || event.key === 'Enter') actions.focusActive();
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
      focusNeighbour(event.currentTarget, event.key === 'ArrowLeft' ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="slider"
      tabIndex={-1}
      className={styles.point}
      data-empty={score === null || undefined}
      data-item={0}
      aria-label={t('point', { step: section.title })}
      aria-orientation="vertical"
      aria-valuemin={-2}
      aria-valuemax={2}
      aria-valuenow={score ?? 0}
      aria-valuetext={score === null ? t('noPoint') : String(score)}
      aria-readonly={!editor.canEdit}
      style={{ left: `${(left * 100).toString()}%`, top: emotionY(score ?? 0, height, inset) }}
      onKeyDown={editor.canEdit ? onKeyDown : undefined}
      onPointerDown={(event) => {
        if (!editor.canEdit || event.button !== 0) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = scoreAt(event);
      }}
      onPointerMove={(event) => {
        if (dragged.current === null || section.step === null) return;
        dragged.current = scoreAt(event);
        event.currentTarget.style.top = `${emotionY(dragged.current, height, inset).toString()}px`;
        editor.store.set({ preview: { step: section.step, score: dragged.current } });
      }}
      onPointerUp={() => {
        const wanted = dragged.current;
        dragged.current = null;
        if (wanted === null) return;
        set(wanted);
        editor.store.set({ preview: null });
        editor.say(t('pointMoved', { step: section.title, score: wanted }));
      }}
      onPointerCancel={(event) => {
        dragged.current = null;
        event.currentTarget.style.top = `${emotionY(score ?? 0, height, inset).toString()}px`;
        editor.store.set({ preview: null });
      }}
    />
  );
}

function focusNeighbour(point: HTMLElement, by: 1 | -1): void {
  const points = [...(point.closest('[role=row]')?.querySelectorAll<HTMLElement>('[role=slider]') ?? [])];
  points[points.indexOf(point) + by]?.focus();
}
