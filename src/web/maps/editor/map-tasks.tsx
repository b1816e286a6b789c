import { IconArrowUpRight, IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useNow, useTranslations } from 'use-intl';
import { draftToBe } from '../../../shared/maps/draft-to-be.ts';
import { api, client } from '../../platform/api.ts';
import { ErrorState } from '../../ui/states.tsx';
import type { OpenMap } from '../use-map-session.ts';
import { useMapEditor } from './map-editor.ts';
import { RemoveMap } from './remove-map.tsx';

/** What is done with a whole map: it was looked through today, a to-be map is made of it, it is removed. */
export function MapTasks({ open }: { open: OpenMap }) {
  const t = useTranslations('editor.mapTasks');
  const editor = useMapEditor();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const today = useNow().toISOString().slice(0, 10);
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
  if (!editor.canEdit) return null;
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
      <RemoveMap map={map.id} title={map.title} />
      {makeToBe.error && <ErrorState error={makeToBe.error} isCompact />}
    </>
  );
}
