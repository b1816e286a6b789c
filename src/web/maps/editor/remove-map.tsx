import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { api, client } from '../../platform/api.ts';
import { ErrorState } from '../../ui/states.tsx';

/** Removes a map with all that belongs to it, once one is sure. */
export function RemoveMap({ map, title }: { map: string; title: string }) {
  const t = useTranslations('editor.mapTasks');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isRemoving, setIsRemoving] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.mapEditing.remove({ map }),
    onSuccess: async () => {
      // gone from the list at once, not when it was asked for anew
      queries.setQueryData(
        api.maps.list.queryKey(),
        (old) => old && { ...old, maps: old.maps.filter(({ id }) => id !== map) },
      );
      await navigate({ to: '/maps' });
      queries.removeQueries({ queryKey: api.maps.get.key({ input: { map } }) });
      await queries.invalidateQueries({ queryKey: api.maps.list.key() });
    },
  });
  return (
    <>
      {isRemoving ? (
        <div role="alertdialog" aria-label={t('remove')}>
          <p>{t('sure', { title })}</p>
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
      {remove.error && <ErrorState error={remove.error} isCompact />}
    </>
  );
}
