import { IconX } from '@tabler/icons-react';

/** The cross that closes what it stands in. */
export function CloseButton({ label, onClose }: { label: string; onClose: () => void }) {
  return (
    <button
      type="button"
      className="button"
      data-kind="quiet"
      data-size="icon"
      aria-label={label}
      onClick={onClose}
    >
      <IconX size={16} stroke={1.8} aria-hidden />
    </button>
  );
}
