import { IconPhotoPlus, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { messageOf } from '../../platform/api.ts';
import { useMapEditor } from '../editor/map-editor.ts';
import type { OpenMap } from '../use-map-session.ts';
import { sendFile } from './attachments.ts';
import panelStyles from './panel.module.css';
import { Panel } from './panel.tsx';
import styles from './sketch-panel.module.css';
import type { Panels } from './use-panels.ts';

const KEY = 'x-sketch';
const ZOOMS = [1, 1.5, 2.25, 3.4];

/** A photo of a sketch from the wall beside the grid, to draw the map from. */
export default function SketchPanel({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('panels.files');
  const editor = useMapEditor();
  const input = useRef<HTMLInputElement>(null);
  const [zoom, setZoom] = useState(0);
  const [failure, setFailure] = useState<string | null>(null);
  const written = open.file[KEY];
  const sketch = typeof written === 'string' && written.startsWith('/files/') ? written : null;
  const take = async (file: File | undefined) => {
    if (!file) return;
    try {
      const { url } = await sendFile(open.map.id, file);
      editor.edit([{ kind: 'set', at: [KEY], value: url }]);
      setFailure(null);
    } catch (error) {
      setFailure(messageOf(error));
    }
  };
  return (
    <Panel
      title={t('sketch')}
      onClose={() => panels.show({ panel: undefined })}
      tools={
        sketch && (
          <>
            <button
              type="button"
              className="button"
              data-kind="quiet"
              data-size="icon"
              aria-label={t('smaller')}
              disabled={zoom === 0}
              onClick={() => setZoom(zoom - 1)}
            >
              <IconZoomOut size={16} stroke={1.7} aria-hidden />
            </button>
            <button
              type="button"
              className="button"
              data-kind="quiet"
              data-size="icon"
              aria-label={t('larger')}
              disabled={zoom === ZOOMS.length - 1}
              onClick={() => setZoom(zoom + 1)}
            >
              <IconZoomIn size={16} stroke={1.7} aria-hidden />
            </button>
          </>
        )
      }
    >
      {sketch ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className={styles.sketch} tabIndex={0} aria-label={t('sketch')}>
          <img
            src={sketch}
            alt={t('sketchOf', { map: open.map.title })}
            style={{ width: `${((ZOOMS[zoom] ?? 1) * 100).toString()}%` }}
          />
        </section>
      ) : (
        <p className={panelStyles.empty}>{t('noSketch')}</p>
      )}
      {failure !== null && <p role="alert">{failure}</p>}
      {editor.canEdit && (
        <button type="button" className="button" onClick={() => input.current?.click()}>
          <IconPhotoPlus size={15} stroke={1.7} aria-hidden />
          {t(sketch ? 'replaceSketch' : 'addSketch')}
        </button>
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        className="only-read"
        tabIndex={-1}
        aria-label={t('addSketch')}
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
    </Panel>
  );
}
