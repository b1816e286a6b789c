import { Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { CHANNEL_NAMES, isChannel } from '../../../shared/channels.ts';
import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import { touchpointsOf } from '../../../shared/maps/journey-map.ts';
import { ChannelMark, useChannelName } from '../../ui/channel-mark.tsx';
import { listOf, recordOf } from '../editor/grid-columns.ts';
import { namesOf, useMapEditor } from '../editor/map-editor.ts';
import type { OpenMap } from '../use-map-session.ts';
import { ChannelCard } from './channel-card.tsx';
import styles from './channels-panel.module.css';
import panelStyles from './panel.module.css';
import { Panel } from './panel.tsx';
import type { Panels } from './use-panels.ts';

/** Where shop and customer meet on this map: the product's channels, or the map's own list of them. */
export default function ChannelsPanel({ open, panels }: { open: OpenMap; panels: Panels }) {
  const t = useTranslations('mapForms.channels');
  const tChannels = useTranslations('channels');
  const nameOf = useChannelName();
  const editor = useMapEditor();
  const { map, file } = open;
  const uses = new Map<string, number>();
  for (const { touchpoint } of touchpointsOf(map))
    if (touchpoint.channel !== null) uses.set(touchpoint.channel, (uses.get(touchpoint.channel) ?? 0) + 1);
  const hasOwn = file.channels !== undefined;
  const own = hasOwn ? map.channels : [];
  const [isNaming, setIsNaming] = useState(false);
  const add = (value: { id: string; name: string }) => {
    const last = own.at(-1);
    // a list of its own takes the place of the product's, so it begins with what is used
    const first = [...uses.keys()]
      .filter(isChannel)
      .filter((id) => id !== value.id)
      .map((id): Json => ({ id, name: tChannels(id) }));
    editor.edit([
      hasOwn
        ? { kind: 'insert', list: ['channels'], after: last ? { id: last.id } : null, value }
        : { kind: 'set', at: ['channels'], value: [...first, value] },
    ]);
  };
  const addNamed = (typed: string) => {
    setIsNaming(false);
    const name = typed.trim();
    if (name === '') return;
    const now = editor.open();
    add({ id: namesOf(now.file, now.map).freshId(name, 'channel'), name });
  };
  const raws = listOf(file.channels).map(recordOf);
  return (
    <Panel title={t('title')} onClose={() => panels.show({ panel: undefined })}>
      <section className={panelStyles.stack}>
        <p className={panelStyles.meta}>{hasOwn ? t('ownAbout') : t('productAbout')}</p>
        {hasOwn
          ? own.map((channel) => (
              <ChannelCard
                key={channel.id}
                channel={channel}
                raw={raws.find((one) => one.id === channel.id) ?? {}}
                uses={uses.get(channel.id) ?? 0}
              />
            ))
          : uses.size > 0 && (
              <ul className={styles.used} aria-label={t('used')}>
                {[...uses].map(([channel, count]) => (
                  <li key={channel}>
                    <ChannelMark channel={channel} isDecorative />
                    <span className={panelStyles.grow}>{nameOf(channel)}</span>
                    <span className="mute">{t('uses', { count })}</span>
                  </li>
                ))}
              </ul>
            )}
      </section>
      {editor.canEdit && (
        <section className={panelStyles.stack}>
          {isNaming ? (
            <input
              className={panelStyles.field}
              // biome-ignore lint/a11y/noAutofocus: asked for by the button that it takes the place of
              autoFocus
              aria-label={t('name')}
              placeholder={t('example')}
              onBlur={(event) => addNamed(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') event.currentTarget.blur();
                if (event.key === 'Escape') {
                  event.preventDefault();
                  setIsNaming(false);
                }
              }}
            />
          ) : (
            <button type="button" className="button" onClick={() => setIsNaming(true)}>
              <IconPlus size={15} stroke={1.7} aria-hidden />
              {t('add')}
            </button>
          )}
          {hasOwn && (
            <Select
              key={own.length}
              size="xs"
              aria-label={t('addProduct')}
              placeholder={t('addProduct')}
              data={CHANNEL_NAMES.filter((id) => !own.some((one) => one.id === id)).map((id) => ({
                value: id,
                label: tChannels(id),
              }))}
              value={null}
              searchable
              comboboxProps={{ shadow: 'none' }}
              onChange={(id) => id !== null && isChannel(id) && add({ id, name: tChannels(id) })}
            />
          )}
        </section>
      )}
    </Panel>
  );
}
