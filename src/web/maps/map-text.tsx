import type { ReactNode } from 'react';
import styles from './map-text.module.css';

const LINK = /\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g;

/** A text of the map file; `[name](https://...)` becomes a link, all else stays text. */
export function MapText({ text }: { text: string }) {
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    pieces.push(text.slice(end, found.index));
    pieces.push(
      <a key={found.index} href={found[2]} target="_blank" rel="noreferrer" className={styles.link}>
        {found[1]}
      </a>,
    );
    end = found.index + found[0].length;
  }
  pieces.push(text.slice(end));
  return pieces;
}
