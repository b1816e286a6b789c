import { useTranslations } from 'use-intl';
import { readMapFile } from '../../shared/maps/read-map-file.ts';
import { EarlierOffer } from './earlier-offer.tsx';
import FileView from './editor/file-view.tsx';
import type { Notices } from './editor/notices.tsx';
import { RemoveMap } from './editor/remove-map.tsx';
import styles from './map-page.module.css';
import type { StoredMap } from './map-page.tsx';
import type { MapSession } from './map-session.ts';

interface BrokenMapProps {
  session: MapSession;
  stored: StoredMap;
  notices: Notices;
}

/** A map whose file is none (any more): the file as text, with what is wrong in it at its lines, until it opens again. */
export default function BrokenMap({ session, stored, notices }: BrokenMapProps) {
  const t = useTranslations('mapForms.broken');
  const { text, inherited } = session;
  const under = inherited === null ? {} : { base: inherited };
  // the server knows of the other maps that the file names besides
  const problems = text === stored.file ? stored.problems : readMapFile(text, under).problems;
  return (
    <div className={styles.page}>
      <header className={styles.brokenHead}>
        <h1>{t('title', { id: stored.id })}</h1>
        <p className="mute">{t('text')}</p>
      </header>
      <div className={styles.body}>
        <FileView
          session={session}
          problems={problems}
          canEdit
          isBroken
          onApplied={() => notices.add({ text: t('saved') })}
          offer={
            <EarlierOffer
              session={session}
              map={stored.id}
              onRestored={() => notices.add({ text: t('broughtBack') })}
            />
          }
        >
          <div>
            <RemoveMap map={stored.id} title={stored.id} />
          </div>
        </FileView>
      </div>
    </div>
  );
}
