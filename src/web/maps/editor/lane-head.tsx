import { Menu } from '@mantine/core';
import { IconChevronDown, IconDotsVertical } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LaneView } from '../map-view.ts';
import { RowHead } from './grid-parts.tsx';
import styles from './lane-head.module.css';
import { useMapEditor } from './map-editor.ts';
import { setLanes } from './structure-edits.ts';

interface LaneHeadProps {
  lane: LaneView;
  name: string;
  lanes: readonly LaneView[];
  isFolded: boolean;
  onTurn: (id: string, isFolded: boolean) => void;
}

/** The title of a lane: folds it, and where one may edit, renames, moves or hides it. */
export const LaneHead = memo(function LaneHead({ lane, name, lanes, isFolded, onTurn }: LaneHeadProps) {
  const t = useTranslations('editor');
  const editor = useMapEditor();
  const [isNaming, setIsNaming] = useState(false);
  const index = lanes.findIndex((one) => one.id === lane.id);
  const write = (next: readonly LaneView[]) => editor.edit(setLanes(editor.open().file.lanes, next));
  const moveTo = (place: number) => {
    write(lanes.toSpliced(index, 1).toSpliced(place, 0, lane));
    editor.say(t('laneMoved', { lane: name, place: place + 1, of: lanes.length }));
  };
  const rename = (title: string) => {
    setIsNaming(false);
    const wanted = title.trim();
    if (wanted !== '' && wanted !== name)
      write(lanes.map((one) => (one.id === lane.id ? { ...one, title: wanted } : one)));
  };
  return (
    <RowHead className={styles.lane} data-lane-head={lane.id}>
      {isNaming ? (
        <input
          className={styles.field}
          aria-label={t('laneName')}
          defaultValue={name}
          ref={(field) => field?.select()}
          onBlur={(event) => rename(event.currentTarget.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') rename(event.currentTarget.value);
            if (event.key === 'Escape') setIsNaming(false);
          }}
        />
      ) : (
        <button type="button" aria-expanded={!isFolded} onClick={() => onTurn(lane.id, !isFolded)}>
          {name}
          <IconChevronDown size={13} stroke={1.8} className={styles.arrow} aria-hidden />
        </button>
      )}
      {editor.canEdit && !isNaming && (
        <Menu position="bottom-start" shadow="none" width={190} returnFocus={false}>
          <Menu.Target>
            <button type="button" className={styles.more} aria-label={t('laneMenu', { lane: name })}>
              <IconDotsVertical size={13} stroke={1.8} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setIsNaming(true)}>{t('rename')}</Menu.Item>
            <Menu.Item disabled={index <= 0} onClick={() => moveTo(index - 1)}>
              {t('laneUp')}
            </Menu.Item>
            <Menu.Item disabled={index >= lanes.length - 1} onClick={() => moveTo(index + 1)}>
              {t('laneDown')}
            </Menu.Item>
            <Menu.Item onClick={() => write(lanes.filter((one) => one.id !== lane.id))}>
              {t('hideLane')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </RowHead>
  );
});
