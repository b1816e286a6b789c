import { Skeleton } from '../ui/states.tsx';
import styles from './map-skeleton.module.css';

const COLUMNS = ['a', 'b', 'c', 'd', 'e'];

/** The shape of a map before its file is here. */
export function MapSkeleton() {
  return (
    <div aria-busy="true">
      <div className={styles.header}>
        <Skeleton width={220} height={22} />
      </div>
      <div className={styles.grid}>
        {COLUMNS.map((column) => (
          <div key={column}>
            <Skeleton width="60%" height={16} />
            <Skeleton height={92} radius={10} />
          </div>
        ))}
      </div>
    </div>
  );
}
