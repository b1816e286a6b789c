import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import styles from './copy-text.module.css';

/** Text for another program, with a button that copies it. */
export function CopyText({ text, isOneLine = false }: { text: string; isOneLine?: boolean }) {
  const t = useTranslations('ui');
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <div className={styles.box} data-one-line={isOneLine || undefined}>
      <pre>{text}</pre>
      <button
        type="button"
        className="button"
        data-kind="quiet"
        data-size="icon"
        aria-label={clipboard.copied ? t('copied') : t('copy')}
        onClick={() => clipboard.copy(text)}
      >
        {clipboard.copied ? <IconCheck size={16} stroke={2} /> : <IconCopy size={16} stroke={1.7} />}
      </button>
    </div>
  );
}
