import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNow, useTranslations } from 'use-intl';
import type { client } from '../platform/api.ts';
import { useFormats } from '../platform/workspace.tsx';
import { ErrorState } from '../ui/states.tsx';
import styles from './replace-dialog.module.css';
import dialog from './share/share-dialog.module.css';

/** A chosen file whose address another map has. */
export interface TakenAddress {
  /** of the file */
  name: string;
  /** its text as a map file */
  file: string;
  existing: Awaited<ReturnType<typeof client.maps.list>>['maps'][number];
  /** an address that no map has */
  freeId: string;
}

interface ReplaceDialogProps {
  taken: TakenAddress;
  isBusy: boolean;
  error: Error | null;
  onNew: () => void;
  onReplace: () => void;
  onClose: () => void;
}

/** Asks what becomes of a file where there is a map already: another map, or this one instead. */
export function ReplaceDialog({ taken, isBusy, error, onNew, onReplace, onClose }: ReplaceDialogProps) {
  const t = useTranslations('maps.upload');
  const formats = useFormats();
  const now = useNow();
  const isPhone = useMediaQuery('(max-width: 720px)');
  const { name, existing, freeId } = taken;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('isThere')}
      size={520}
      fullScreen={isPhone}
      transitionProps={{ duration: 160 }}
      overlayProps={{ backgroundOpacity: 0.18 }}
      closeButtonProps={{ 'aria-label': t('cancel') }}
      classNames={{
        content: dialog.content,
        header: dialog.header,
        title: dialog.title,
        body: `${dialog.body} ${styles.body}`,
      }}
    >
      <p>
        {t('isThereText', {
          file: name,
          map: existing.id,
          title: existing.title,
          revision: existing.revision,
          changed: formats.ago(existing.updatedAt, now.getTime()),
        })}
      </p>
      <ul className={styles.ways}>
        <li>
          <button type="button" className="button" data-kind="primary" disabled={isBusy} onClick={onNew}>
            {t('asNew')}
          </button>
          <small className="mute">{t('asNewText', { id: freeId })}</small>
        </li>
        <li>
          <button type="button" className="button" disabled={isBusy} onClick={onReplace}>
            {t('replace')}
          </button>
          <small className="mute">{t('replaceText')}</small>
        </li>
      </ul>
      {error && <ErrorState error={error} isCompact />}
    </Modal>
  );
}
