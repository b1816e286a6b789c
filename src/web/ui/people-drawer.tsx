import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PeoplePage } from '../../shared/platform/base-contract.ts';
import styles from './people-drawer.module.css';
import { PeopleList } from './people-list.tsx';

/** The people behind one clicked number: `load` asks the same question plus the clicked part. */
export interface PeopleGroup {
  id: string;
  label: string;
  load: (cursor: string | undefined) => Promise<PeoplePage>;
}

export interface PeopleSelection {
  /** names the number among all others; the list is kept under it */
  key: string;
  title: string;
  /** what the number means and its exact value; `show` turns to one of the groups */
  about?: ReactNode | ((show: (group: string) => void) => ReactNode);
  groups: PeopleGroup[];
  /** group shown first; else the first one */
  group?: string;
}

interface PeopleDrawerProps {
  selection: PeopleSelection | null;
  onClose: () => void;
}

/** Click any number: its definition and its people, at the side. */
export function PeopleDrawer({ selection, onClose }: PeopleDrawerProps) {
  const t = useTranslations('people');
  const isPhone = useMediaQuery('(max-width: 720px)');
  // the last selection stays drawn while the drawer slides out
  const [shown, setShown] = useState(selection);
  const [groupId, setGroupId] = useState(selection?.group);
  useEffect(() => {
    if (!selection) return;
    setShown(selection);
    setGroupId(selection.group ?? selection.groups[0]?.id);
  }, [selection]);
  const group = shown?.groups.find((one) => one.id === groupId) ?? shown?.groups[0];
  return (
    <Drawer
      opened={selection !== null}
      onClose={onClose}
      position={isPhone ? 'bottom' : 'right'}
      size={isPhone ? '88%' : 460}
      title={shown?.title}
      transitionProps={{ duration: 160 }}
      overlayProps={{ backgroundOpacity: 0.18 }}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ content: styles.content, header: styles.header, title: styles.title, body: styles.body }}
    >
      {shown?.about && (
        <div className={styles.about}>
          {typeof shown.about === 'function' ? shown.about(setGroupId) : shown.about}
        </div>
      )}
      {shown && shown.groups.length > 1 && (
        <fieldset className={styles.groups} aria-label={t('groups')}>
          {shown.groups.map((one) => (
            <button
              key={one.id}
              type="button"
              aria-pressed={one.id === group?.id}
              onClick={() => setGroupId(one.id)}
            >
              {one.label}
            </button>
          ))}
        </fieldset>
      )}
      {shown && group && (
        <PeopleList key={`${shown.key}/${group.id}`} listKey={`${shown.key}/${group.id}`} load={group.load} />
      )}
    </Drawer>
  );
}
