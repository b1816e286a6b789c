import { useTranslations } from 'use-intl';
import type { PathsAnswer } from '../../shared/reports/paths.ts';
import { useFormats } from '../platform/workspace.tsx';
import styles from './top-walks.module.css';

/** The ten most frequent whole walks, and what is not shown. */
export function TopWalks({ answer }: { answer: PathsAnswer }) {
  const t = useTranslations('reports.paths');
  const formats = useFormats();
  const most = answer.top[0]?.walks ?? 1;
  const shown = answer.top.reduce((sum, walk) => sum + walk.walks, 0);
  const others = answer.distinctWalks - answer.top.length;
  if (answer.top.length === 0) return null;
  return (
    <section>
      <h2>{t('topTitle')}</h2>
      <ol className={styles.list}>
        {answer.top.map((walk) => (
          <li key={walk.items.join('>')}>
            <span className={styles.items}>
              {walk.items.map((item, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an item may stand twice in one walk
                <span key={index}>{item}</span>
              ))}
            </span>
            <span className={styles.count} title={t('walkTitle', { walks: walk.walks, people: walk.people })}>
              <i style={{ width: `${((walk.walks / most) * 100).toString()}%` }} />
              <span>{formats.count(walk.walks)}</span>
              <span className="mute">{formats.percent(walk.walks / Math.max(answer.walks, 1))}</span>
            </span>
          </li>
        ))}
      </ol>
      {others > 0 && (
        <p className="mute">
          {t('topOther', { others: formats.count(others), walks: formats.count(answer.walks - shown) })}
        </p>
      )}
    </section>
  );
}
