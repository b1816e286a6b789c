import { useTranslations } from 'use-intl';
import type { PathsAnswer } from '../../shared/reports/paths.ts';
import { useFormats } from '../platform/workspace.tsx';
import { Skeleton } from '../ui/states.tsx';
import styles from './top-walks.module.css';

interface TopWalksProps {
  /** the answer with whole walks; undefined = on its way */
  whole: PathsAnswer | undefined;
  /** it is of the question before */
  isRecounting: boolean;
}

/** The ten most frequent whole walks, and what is not shown. */
export function TopWalks({ whole, isRecounting }: TopWalksProps) {
  const t = useTranslations('reports.paths');
  const formats = useFormats();
  return (
    <section aria-busy={whole === undefined || isRecounting} className={isRecounting ? 'recounting' : ''}>
      <h2>{t('topTitle')}</h2>
      <ol className={styles.list}>{whole ? topRows() : waitingRows()}</ol>
      {otherWalks()}
    </section>
  );

  function topRows() {
    const top = whole?.top ?? [];
    return top.map((walk) => (
      <li key={walk.items.join('>')}>
        <span className={styles.items}>
          {walk.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an item may stand twice in one walk
            <span key={index}>{item}</span>
          ))}
        </span>
        <span className={styles.count} title={t('walkTitle', { walks: walk.walks, people: walk.people })}>
          <i style={{ width: `${((walk.walks / (top[0]?.walks ?? 1)) * 100).toString()}%` }} />
          <span>{formats.count(walk.walks)}</span>
          <span className="mute">{formats.percent(walk.walks / Math.max(whole?.walks ?? 0, 1))}</span>
        </span>
      </li>
    ));
  }

  function otherWalks() {
    if (!whole?.top || whole.distinctWalks === null) return null;
    const others = whole.distinctWalks - whole.top.length;
    if (others <= 0) return null;
    const walks = whole.walks - whole.top.reduce((sum, walk) => sum + walk.walks, 0);
    return (
      <p className="mute">{t('topOther', { others: formats.count(others), walks: formats.count(walks) })}</p>
    );
  }
}

/** As many rows as there nearly always are, so that nothing moves when they come. */
function waitingRows() {
  return Array.from({ length: 10 }, (_, row) => (
    <li key={`waiting-${row.toString()}`} className={styles.waiting}>
      <Skeleton width={`${(60 - ((row * 17) % 38)).toString()}%`} />
    </li>
  ));
}
