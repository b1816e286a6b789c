import { Menu } from '@mantine/core';
import { IconCheck, IconCloudOff, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useContext, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import type { LaneView } from '../map-view.ts';
import { otherLanesOf } from '../map-view.ts';
import type { OpenMap } from '../use-map-session.ts';
import { isShownLane } from './lane-forms.ts';
import { namesOf, useMapEditor } from './map-editor.ts';
import styles from './map-tools.module.css';
import { setLanes } from './structure-edits.ts';
import { VisitorsContext } from './visitors.ts';

/** Whether everything written is safe: saved, on its way, or waiting for the connection. */
export function ConnectionState({ open }: { open: OpenMap }) {
  const t = useTranslations('editor.state');
  const { pending, isConnected } = open.state;
  const isOnline = useIsOnline();
  const isWaiting = !isConnected || !isOnline;
  const Icon = isWaiting ? IconCloudOff : pending > 0 ? IconRefresh : IconCheck;
  const words = isWaiting
    ? pending > 0
      ? t('waiting', { count: pending })
      : t('offline')
    : t(pending > 0 ? 'saving' : 'saved');
  return (
    <span className={styles.state} role="status" data-waiting={isWaiting || undefined} title={words}>
      <Icon size={14} stroke={1.8} aria-hidden />
      <span className={isWaiting ? undefined : 'only-read'}>{words}</span>
    </span>
  );
}

/** What the browser knows of its own connection. */
function useIsOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
}

const MOST_FACES = 5;

/** The others who have the map open. */
export function VisitorFaces() {
  const t = useTranslations('editor');
  const visitors = useContext(VisitorsContext);
  if (visitors.length === 0) return null;
  return (
    <ul className={styles.faces} aria-label={t('here')}>
      {visitors.slice(0, MOST_FACES).map((one) => (
        <li key={one.client} style={{ background: one.color }} title={t('visitor', { name: one.name })}>
          <span aria-hidden="true">{one.name.slice(0, 2)}</span>
          <span className="only-read">{one.name}</span>
        </li>
      ))}
      {visitors.length > MOST_FACES && <li className={styles.more}>+{visitors.length - MOST_FACES}</li>}
    </ul>
  );
}

interface AddLaneProps {
  open: OpenMap;
  lanes: readonly LaneView[];
  /** shows a lane here only, where one may not edit */
  onShow: (lane: string) => void;
}

/** Lanes that are not shown, and new ones of the map's own. */
export function AddLane({ open, lanes, onShow }: AddLaneProps) {
  const t = useTranslations('editor');
  const tLanes = useTranslations('maps.lanes');
  const editor = useMapEditor();
  const [isNaming, setIsNaming] = useState(false);
  const others = otherLanesOf(open.map, lanes).filter((lane) => editor.canEdit || !lane.isEmpty);
  const add = (id: string, title: string | null = null) => {
    if (!editor.canEdit) return onShow(id);
    editor.edit(setLanes(editor.open().file.lanes, [...lanes, { id, title, isFolded: false }]));
  };
  const addOwn = (title: string) => {
    setIsNaming(false);
    const wanted = title.trim();
    const { file, map } = editor.open();
    if (wanted !== '') add(namesOf(file, map).freshId(wanted, 'lane'), wanted);
  };
  if (others.length === 0 && !editor.canEdit) return null;
  if (isNaming)
    return (
      <input
        className={styles.field}
        // biome-ignore lint/a11y/noAutofocus: asked for by the menu that it takes the place of
        autoFocus
        aria-label={t('ownLaneName')}
        placeholder={t('ownLaneName')}
        onBlur={(event) => addOwn(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') addOwn(event.currentTarget.value);
          if (event.key === 'Escape') setIsNaming(false);
        }}
      />
    );
  return (
    <Menu position="top-start" shadow="none" width={220}>
      <Menu.Target>
        <button type="button" className={styles.addLane} title={t('addLaneTitle')}>
          <IconPlus size={14} stroke={1.8} aria-hidden />
          {t('addLane')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((lane) => (
          <Menu.Item
            key={lane.id}
            rightSection={lane.isEmpty && <small className="mute">{t('laneIsEmpty')}</small>}
            onClick={() => add(lane.id)}
          >
            {isShownLane(lane.id) ? tLanes(lane.id) : lane.id}
          </Menu.Item>
        ))}
        {editor.canEdit && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => setIsNaming(true)}>{t('ownLane')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
