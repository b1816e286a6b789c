import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { drawMap, sayPeriod } from '../../../shared/maps/drawing/draw-map.ts';
import type { SharedMap } from '../../../shared/maps/files-contract.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { useElementSize } from '../../platform/element-size.ts';
import { useFormats } from '../../platform/workspace.tsx';
import { Logo } from '../../ui/logo.tsx';
import { useMeasureText } from './measure-text.ts';
import { SceneView } from './scene-view.tsx';
import styles from './shared-map-view.module.css';

/** Below this the stages stand one below the other. */
const NARROW = 720;
const COLUMN_WIDTH = 208;

/** The map as it is drawn on paper, in the colours of the reader's theme. */
export function SharedMapView({ shared }: { shared: SharedMap }) {
  const t = useTranslations('share.page');
  const formats = useFormats();
  const measure = useMeasureText();
  const [ref, { width }] = useElementSize<HTMLDivElement>();
  // boundary: the contract leaves the parsed map open; the server reads every stored file with the same reader
  const map = shared.map as JourneyMap;
  const { figures } = shared;
  const pages = useMemo(() => {
    if (!measure || width === 0) return [];
    const isNarrow = width < NARROW;
    return drawMap(
      { map, figures, formats, measure },
      {
        width,
        height: null,
        stagesPerPage: isNarrow ? 1 : null,
        columnWidth: isNarrow ? width : COLUMN_WIDTH,
        isTitled: false,
      },
    );
  }, [map, figures, formats, measure, width]);
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <h1>{map.title}</h1>
        <span className="tag" data-tone={shared.isLive ? 'live' : undefined}>
          {shared.isLive ? t('live') : t('frozen')}
        </span>
        <p className="mute">{sayPeriod({ figures, formats })}</p>
      </header>
      <div className={styles.drawing} ref={ref}>
        {pages.map((page) => (
          <SceneView key={page.title} page={page} />
        ))}
      </div>
      <footer className={styles.footer}>
        <Logo size={18} />
        Desirepath
      </footer>
    </main>
  );
}
