import { Menu } from '@mantine/core';
import { IconCheck, IconLayoutRows, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { namesOf, useMapEditor } from '../editor/map-editor.ts';
import type { LaneView } from '../map-view.ts';
import type { OpenMap } from '../use-map-session.ts';
import styles from './panel.module.css';
import type { Panels } from './use-panels.ts';

interface LensMenuProps {
  open: OpenMap;
  lanes: readonly LaneView[];
  panels: Panels;
}

/** The lanes that a saved view shows, in its order; all where none is chosen or it shows none that is there. */
export function lanesOfLens(map: OpenMap['map'], lanes: LaneView[], lens: string | undefined): LaneView[] {
  const view = map.views.find((one) => one.id === lens);
  if (!view || view.lanes.length === 0) return lanes;
  const shown = view.lanes.flatMap((id) => lanes.find((lane) => lane.id === id) ?? []);
  return shown.length === 0
    ? lanes
    : shown.map((lane) => ({ ...lane, isFolded: view.collapse.includes(lane.id) }));
}

/** Picks a saved view of lanes, saves what is shown as a new one, removes one. */
export function LensMenu({ open, lanes, panels }: LensMenuProps) {
  const t = useTranslations('panels.lens');
  const tLanes = useTranslations('maps.lanes');
  const editor = useMapEditor();
  const [isNaming, setNaming] = useState(false);
  const [left, setLeft] = useState<readonly string[]>([]);
  const { map } = open;
  const chosen = map.views.find((one) => one.id === panels.lens);
  const save = (title: string) => {
    const wanted = title.trim();
    setNaming(false);
    if (wanted === '') return;
    const id = namesOf(open.file, map).freshId(wanted, 'view');
    const last = map.views.at(-1);
    const value = {
      id,
      title: wanted,
      lanes: lanes.map((lane) => lane.id).filter((one) => !left.includes(one)),
    };
    editor.edit([{ kind: 'insert', list: ['views'], after: last ? { id: last.id } : null, value }]);
    setLeft([]);
    panels.show({ lens: id });
  };
  return (
    <Menu
      position="bottom-end"
      shadow="none"
      width={250}
      closeOnItemClick={false}
      onClose={() => setNaming(false)}
    >
      <Menu.Target>
        <button type="button" className="button" data-kind="quiet" title={t('title')}>
          <IconLayoutRows size={16} stroke={1.7} aria-hidden />
          {chosen ? (chosen.title ?? chosen.id) : <span className="only-read">{t('title')}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconCheck size={14} opacity={chosen ? 0 : 1} aria-hidden />}
          onClick={() => panels.show({ lens: undefined })}
        >
          {t('all')}
        </Menu.Item>
        {map.views.map((view) => (
          <Menu.Item
            key={view.id}
            leftSection={<IconCheck size={14} opacity={view === chosen ? 1 : 0} aria-hidden />}
            onClick={() => panels.show({ lens: view.id })}
          >
            {view.title ?? view.id}
          </Menu.Item>
        ))}
        {editor.canEdit && (
          <>
            <Menu.Divider />
            {isNaming ? (
              <div className={styles.stack} style={{ padding: '4px 10px 8px' }}>
                {lanes.map((lane) => (
                  <label key={lane.id} className={styles.check}>
                    <input
                      type="checkbox"
                      checked={!left.includes(lane.id)}
                      onChange={() =>
                        setLeft(
                          left.includes(lane.id) ? left.filter((one) => one !== lane.id) : [...left, lane.id],
                        )
                      }
                    />
                    {lane.title ?? tLanes(lane.id as 'goal')}
                  </label>
                ))}
                <input
                  className={styles.field}
                  aria-label={t('name')}
                  placeholder={t('name')}
                  // biome-ignore lint/a11y/noAutofocus: asked for by the menu item it takes the place of
                  autoFocus
                  onKeyDown={(event) => {
                    event.stopPropagation();
                    if (event.key === 'Enter') save(event.currentTarget.value);
                    if (event.key === 'Escape') setNaming(false);
                  }}
                />
              </div>
            ) : (
              <Menu.Item onClick={() => setNaming(true)}>{t('save')}</Menu.Item>
            )}
            {chosen && (
              <Menu.Item
                leftSection={<IconTrash size={14} stroke={1.7} aria-hidden />}
                onClick={() => {
                  editor.edit([{ kind: 'remove', item: ['views', { id: chosen.id }] }]);
                  panels.show({ lens: undefined });
                }}
              >
                {t('remove', { view: chosen.title ?? chosen.id })}
              </Menu.Item>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
