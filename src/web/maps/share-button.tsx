import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconLink } from '@tabler/icons-react';

import styles from './share-button.module.css';

/** Copies the address: period and comparison are part of it. */
export function ShareButton({ label, done }: { label: string; done: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  const Icon = clipboard.copied ? IconCheck : IconLink;
  return (
    <button
      type="button"
      className="button"
      data-kind="primary"
      onClick={() => clipboard.copy(window.location.href)}
    >
      <Icon size={15} stroke={1.9} aria-hidden />
      <span aria-live="polite" className={styles.label}>
        {clipboard.copied ? done : label}
      </span>
    </button>
  );
}
