import { TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { TemplateRow } from '../../../shared/maps/templates-contract.ts';
import { api, client } from '../../platform/api.ts';
import { ErrorState } from '../../ui/states.tsx';
import { addressOf, freeAddress, isAddress } from './map-address.ts';
import styles from './template-gallery.module.css';

/** Title and address of the new map, and the button that makes it. An own template can be removed here. */
export function OpenTemplate({ row, onRemoved }: { row: TemplateRow; onRemoved: () => void }) {
  const t = useTranslations('mapTemplates');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const taken = useQuery(api.maps.list.queryOptions()).data?.maps.map((map) => map.id) ?? [];
  const [title, setTitle] = useState(row.title);
  /** null = follows the title */
  const [written, setWritten] = useState<string | null>(null);
  const suggested = title === row.title ? row.template : addressOf(title) || row.template;
  const address = written ?? freeAddress(suggested, taken);
  const isTaken = taken.includes(address);
  const open = useMutation({
    mutationFn: () => client.mapTemplates.open({ template: row.template, map: address, title }),
    onSuccess: async ({ map }) => {
      await queries.invalidateQueries({ queryKey: api.maps.key() });
      await navigate({ to: '/maps/$map', params: { map } });
    },
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        open.mutate();
      }}
    >
      <TextInput
        label={t('newTitle')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        label={t('newId')}
        description={t('idHelp')}
        error={isTaken && !open.isPending && t('idTaken')}
        value={address}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      {open.isError && <ErrorState error={open.error} isCompact />}
      <div className={styles.buttons}>
        <button
          type="submit"
          className="button"
          data-kind="primary"
          disabled={open.isPending || isTaken || !isAddress(address) || title.trim() === ''}
        >
          <IconPlus size={15} stroke={1.9} aria-hidden />
          {t('open')}
        </button>
        {row.origin === 'own' && <RemoveTemplate template={row.template} onRemoved={onRemoved} />}
      </div>
    </form>
  );
}

/** Asks once more before it removes. */
function RemoveTemplate({ template, onRemoved }: { template: string; onRemoved: () => void }) {
  const t = useTranslations('mapTemplates');
  const queries = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.mapTemplates.remove({ template }),
    onSuccess: async () => {
      onRemoved();
      await queries.invalidateQueries({ queryKey: api.mapTemplates.list.key() });
    },
  });
  return (
    <>
      <button
        type="button"
        className="button"
        data-kind={isAsked ? undefined : 'quiet'}
        disabled={remove.isPending}
        onClick={() => (isAsked ? remove.mutate() : setIsAsked(true))}
      >
        {isAsked ? t('removeSure') : t('remove')}
      </button>
      {remove.isError && <ErrorState error={remove.error} isCompact />}
    </>
  );
}
