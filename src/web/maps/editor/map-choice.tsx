import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { Json } from '../../../shared/maps/edit/map-edit.ts';
import { api } from '../../platform/api.ts';
import { useMapEditor } from './map-editor.ts';

interface MapChoiceProps {
  label: string;
  written: Json | undefined;
  /** the map that is open, which is no choice */
  own: string;
  onChange: (value: Json | undefined) => void;
}

/** Another map of the workspace; one that is named and not there stays to be seen. */
export function MapChoice({ label, written, own, onChange }: MapChoiceProps) {
  const t = useTranslations('editor.details');
  const { canEdit } = useMapEditor();
  const maps = useQuery(api.maps.list.queryOptions()).data?.maps ?? [];
  const value = typeof written === 'string' ? written : null;
  const data = maps.filter(({ id }) => id !== own).map(({ id, title }) => ({ value: id, label: title }));
  if (value !== null && !data.some((one) => one.value === value)) data.push({ value, label: value });
  return (
    <Select
      label={label}
      data={data}
      value={value}
      placeholder={t('none')}
      clearable
      searchable
      readOnly={!canEdit}
      comboboxProps={{ shadow: 'none' }}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
