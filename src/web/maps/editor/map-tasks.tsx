import { IconArrowUpRight, IconCheck, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useNow, useTranslations } from 'use-intl';
import { draftToBe } from '../../../shared/maps/draft-to-be.ts';
import { api, client } from '../../platform/api.ts';
import { ErrorState } from '../../ui/states.tsx';
import type { OpenMap } from '../use-map-session.ts';
import { useMapEditor } from './map-editor.ts';

/** What is done with a whole map: it was looked through today, a to-be map is made of it, it is removed. */
export function MapTasks({ open }: { open: OpenMap }) {
  const t = useTranslations('editor.mapTasks');
  const editor = useMapEditor();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const today = useNow().toISOString().slice(0, 10);
  const [isRemoving, setIsRemoving] = useState(false);
  const { map } = open;
  const makeToBe = useMutation({
    mutationFn: async () => {
      const { maps } = await client.maps.list();
      let id = `${map.id}-to-be`;
      for (let count = 2; maps.some((one) => one.id === id); count++)
        id = `${map.id}-to-be-${count.toString()}`;
      const title = t('toBeTitle', { title: map.title });
      await client.maps.put({ map: id, file: draftToBe(open.session.text, { id, title, basedOn: map.id }) });
      return id;
    },
    onSuccess: async (id) => {
      await queries.invalidateQueries({ queryKey: api.maps.list.key() });
      await navigate({ to: '/maps/$map', params: { map: id } });
    },
  });
  const remove = useMutation({
    mutationFn: () => client.mapEditing.remove({ map: map.id }),
    onSuccess: async () => {
      await navigate({ to: '/maps' });
      queries.removeQueries({ queryKey: api.maps.get.key({ input: { map: map.id } }) });
      await queries.invalidateQueries({ queryKey: api.maps.list.key() });
    },
  });
  if (!editor.canEdit) return null;
  const failed = makeToBe.error ?? remove.error;
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={map.review?.last === today}
        onClick={() => editor.edit([{ kind: 'set', at: ['review', 'last'], value: today }])}
      >
        <IconCheck size={15} stroke={1.7} aria-hidden />
        {t('reviewed')}
      </button>
      <button
        type="button"
        className="button"
        disabled={makeToBe.isPending || open.state.pending > 0}
        onClick={() => makeToBe.mutate()}
      >
        <IconArrowUpRight size={15} stroke={1.7} aria-hidden />
        {t('makeToBe')}
      </button>
      {isRemoving ? (
        <div role="alertdialog" aria-label={t('remove')}>
          <p>{t('sure', { title: map.title })}</p>
          <button
            type="button"
            className="button"
            disabled={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('yes')}
          </button>
          <button type="button" className="button" data-kind="quiet" onClick={() => setIsRemoving(false)}>
            {t('no')}
          </button>
        </div>
      ) : (
        <button type="button" className="button" data-kind="quiet" onClick={() => setIsRemoving(true)}>
          <IconTrash size={15} stroke={1.7} aria-hidden />
          {t('remove')}
        </button>
      )}
      {failed && <ErrorState error={failed} isCompact />}
    </>
  );
}
