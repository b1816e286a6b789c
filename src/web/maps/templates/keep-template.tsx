import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { api, client } from '../../platform/api.ts';
import { ErrorState } from '../../ui/states.tsx';
import { addressOf } from './map-address.ts';
import styles from './template-gallery.module.css';

/** Makes a template of one's own from a map as it is now; the same name replaces the one before. */
export function KeepTemplate() {
  const t = useTranslations('mapTemplates');
  const queries = useQueryClient();
  const maps = useQuery(api.maps.list.queryOptions()).data?.maps ?? [];
  const [map, setMap] = useState('');
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const template = addressOf(title);
  const keep = useMutation({
    mutationFn: () => client.mapTemplates.save({ template, map, title, description }),
    onSuccess: async () => {
      setTitle('');
      setDescription('');
      setMap('');
      await queries.invalidateQueries({ queryKey: api.mapTemplates.key() });
    },
  });
  if (maps.length === 0) return null;
  return (
    <form
      className={`card ${styles.keep}`}
      aria-label={t('keepTitle')}
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <h2>{t('keepTitle')}</h2>
      <p className="mute">{t('keepText')}</p>
      <NativeSelect
        label={t('keepMap')}
        value={map}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          setMap(chosen);
          setTitle(maps.find((one) => one.id === chosen)?.title ?? '');
        }}
        data={[
          { value: '', label: t('keepChoose') },
          ...maps.map((one) => ({ value: one.id, label: one.title })),
        ]}
      />
      <TextInput
        label={t('keepName')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label={t('keepDescription')}
        autosize
        minRows={2}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {keep.isError && <ErrorState error={keep.error} isCompact />}
      <div className={styles.buttons}>
        <button type="submit" className="button" disabled={keep.isPending || map === '' || template === ''}>
          {t('keep')}
        </button>
        <span role="status">{keep.isSuccess && map === '' ? t('kept') : ''}</span>
      </div>
    </form>
  );
}
