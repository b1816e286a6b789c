import { useLocalStorage } from '@mantine/hooks';
import { replaceEqualDeep } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { OpenMap } from '../use-map-session.ts';
import { MIN_STEP } from './column-widths.ts';
import { type StageSpan, spansOf } from './grid-columns.ts';

/** Pixels of a window that are not columns of a map. */
const FRAME_WIDTH = 230;

interface Zoom {
  all: 'stages' | 'steps' | null;
  /** stages that are shown otherwise than all, by id */
  turned: Record<string, boolean>;
}

/**
 * The columns of a map: each step its own, or the steps of a stage gathered in one. Steps stand side by side from the
 * start where they fit on the screen. Columns that say the same as before stay the same objects.
 */
export function useSpans({ map, file }: OpenMap, isPhone: boolean) {
  const [choice, setChoice] = useLocalStorage<Zoom>({
    key: `desirepath-columns-${map.id}`,
    defaultValue: { all: null, turned: {} },
    getInitialValueInEffect: false,
  });
  const [fits] = useState(() => {
    const columns = map.stages.reduce((sum, stage) => sum + Math.max(stage.steps.length, 1), 0);
    return columns * MIN_STEP <= window.innerWidth - FRAME_WIDTH;
  });
  const all = choice.all ?? (fits ? 'steps' : 'stages');
  const last = useRef<StageSpan[]>([]);
  const spans = useMemo(() => {
    const isGathered = (stage: string) => isPhone || (all === 'stages') !== (choice.turned[stage] ?? false);
    last.current = replaceEqualDeep(last.current, spansOf(map, file, isGathered));
    return last.current;
  }, [map, file, all, choice.turned, isPhone]);
  const setZoom = useCallback(
    (next: 'stages' | 'steps') => setChoice({ all: next, turned: {} }),
    [setChoice],
  );
  const turnStage = useCallback(
    (stage: string) =>
      setChoice((old) => ({ ...old, turned: { ...old.turned, [stage]: !(old.turned[stage] ?? false) } })),
    [setChoice],
  );
  return { spans, zoom: all, setZoom, turnStage };
}
