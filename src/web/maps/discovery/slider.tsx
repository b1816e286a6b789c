import { useEffect, useId, useState } from 'react';
import styles from './slider.module.css';

interface SliderProps {
  label: string;
  value: number;
  /** what the value says in words */
  text: string;
  /** the same of a value under the hand; left out = the number */
  textOf?: (value: number) => string;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** Until the hand rests nothing is asked. */
const REST_MS = 180;

/** A number on a line; asks when the hand rests. */
export function Slider({ label, value, text, textOf = String, min, max, onChange }: SliderProps) {
  const id = useId();
  const [moving, setMoving] = useState<number | null>(null);
  useEffect(() => {
    if (moving === null) return;
    const timer = setTimeout(() => {
      setMoving(null);
      if (moving !== value) onChange(moving);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [moving, value, onChange]);
  return (
    <div className={styles.slider}>
      <label htmlFor={id}>{label}</label>
      <div>
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          value={moving ?? value}
          aria-valuetext={moving === null ? text : textOf(moving)}
          onChange={(event) => setMoving(Number(event.currentTarget.value))}
        />
        <output htmlFor={id}>{moving === null ? text : textOf(moving)}</output>
      </div>
    </div>
  );
}
