import { useEffect, useState } from 'react';
import type { MeasureText } from '../../../shared/maps/drawing/lay-text.ts';

const context = document.createElement('canvas').getContext('2d');
const FAMILY = '"Inter Variable", system-ui, sans-serif';

const measure: MeasureText = (text, size, isStrong) => {
  if (!context) return text.length * size * 0.56;
  context.font = `${isStrong ? '600' : '400'} ${size.toString()}px ${FAMILY}`;
  return context.measureText(text).width;
};

/** Measures text as the page will draw it; null until the font is there. */
export function useMeasureText(): MeasureText | null {
  const [isReady, setIsReady] = useState(false);
  useEffect(() => {
    const done = () => setIsReady(true);
    Promise.all(['400', '600'].map((weight) => document.fonts.load(`${weight} 12px ${FAMILY}`))).then(
      done,
      done,
    );
  }, []);
  return isReady ? measure : null;
}
