import { type RefCallback, useCallback, useState } from 'react';

/** The size of an element in CSS pixels, 0 by 0 until it is on screen. */
export function useElementSize<T extends Element>(): [RefCallback<T>, { width: number; height: number }] {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const ref = useCallback((element: T | null) => {
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, size];
}
