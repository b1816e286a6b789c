import { Select } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { CHANNEL_NAMES, isChannel } from '../../../shared/channels.ts';
import type { Json, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { MapChannel } from '../../../shared/maps/journey-map.ts';
import { ChannelMark } from '../../ui/channel-mark.tsx';
import { readText } from '../editor/cell-content.ts';
import { useMapEditor } from '../editor/map-editor.ts';
import type { JsonRecord } from '../use-map-session.ts';
import styles from './channels-panel.module.css';
import panelStyles from './panel.module.css';
import { TextField } from './text-field.tsx';

const TYPES = ['digital', 'physical', 'human', 'media'] as const;

interface ChannelCardProps {
  channel: MapChannel;
  /** as the file has it */
  raw: JsonRecord;
  /** touchpoints in it */
  uses: number;
}

/** One channel of the map's own list. */
export function ChannelCard({ channel, raw, uses }: ChannelCardProps) {
  const t = useTranslations('mapForms.channels');
  const tChannels = useTranslations('channels');
  const editor = useMapEditor();
  const at: MapPath = ['channels', { id: channel.id }];
  const set = (key: string, value: Json | undefined) =>
    editor.edit([
      {
        kind: 'set',
        at: [...at, key],
        ...(raw[key] === undefined ? {} : { base: raw[key] }),
        ...(value === undefined ? {} : { value }),
      },
    ]);
  const shared = { size: 'xs', readOnly: !editor.canEdit, comboboxProps: { shadow: 'none' } } as const;
  return (
    <article className={styles.card} aria-label={channel.name}>
      <div className={panelStyles.row}>
        <ChannelMark channel={channel.id} isDecorative />
        <div className={panelStyles.grow}>
          <TextField
            label={t('name')}
            isHidden
            value={channel.name}
            isReadOnly={!editor.canEdit}
            onChange={(name) => {
              const { textAt } = readText([...at, 'name'], raw.name ?? '', '');
              if (name !== '') editor.edit([{ kind: 'set', at: textAt, base: channel.name, value: name }]);
            }}
          />
        </div>
        {editor.canEdit && (
          <button
            type="button"
            className="button"
            data-kind="quiet"
            data-size="icon"
            disabled={uses > 0}
            aria-label={t('remove', { name: channel.name })}
            title={uses > 0 ? t('isUsed', { count: uses }) : t('remove', { name: channel.name })}
            onClick={() => {
              editor.edit([{ kind: 'remove', item: at }]);
              editor.tell(t('removed', { name: channel.name }));
            }}
          >
            <IconTrash size={15} stroke={1.7} aria-hidden />
          </button>
        )}
      </div>
      <div className={styles.parts}>
        <Select
          {...shared}
          label={t('type')}
          data={TYPES.map((type) => ({ value: type, label: t(`types.${type}`) }))}
          value={channel.type}
          allowDeselect={false}
          onChange={(type) => set('type', type ?? undefined)}
        />
        <Select
          {...shared}
          label={t('place')}
          data={[
            { value: 'online', label: t('online') },
            { value: 'offline', label: t('offline') },
          ]}
          value={channel.isOnline ? 'online' : 'offline'}
          allowDeselect={false}
          onChange={(place) => set('online', place === 'online')}
        />
        {!isChannel(channel.id) && (
          <Select
            {...shared}
            label={t('icon')}
            placeholder={t('noIcon')}
            data={CHANNEL_NAMES.map((id) => ({ value: id, label: tChannels(id) }))}
            value={channel.icon !== null && isChannel(channel.icon) ? channel.icon : null}
            clearable
            renderOption={({ option }) => (
              <span className={styles.option}>
                <ChannelMark channel={option.value} size={18} isDecorative />
                {option.label}
              </span>
            )}
            onChange={(icon) => set('icon', icon ?? undefined)}
          />
        )}
      </div>
      <p className={panelStyles.meta}>
        {uses > 0 ? t('isUsed', { count: uses }) : t('unused')}
        {!isChannel(channel.id) && ` ${t('notCollected')}`}
      </p>
    </article>
  );
}
