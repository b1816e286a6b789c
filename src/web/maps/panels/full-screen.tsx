import { useFocusTrap } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { CloseButton } from '../../ui/close-button.tsx';
import styles from './full-screen.module.css';

interface FullScreenProps {
  label: string;
  /** 0 to 1, how far one has come */
  progress: number;
  onClose: () => void;
  onStep: (by: number) => void;
  children: ReactNode;
  tools?: ReactNode;
}

/** The whole screen for the map, page by page: arrows, space, Home and End; Esc leaves. */
export function FullScreen({ label, progress, onClose, onStep, children, tools }: FullScreenProps) {
  const t = useTranslations('panels');
  const root = useRef<HTMLDivElement>(null);
  const trap = useFocusTrap();
  useEffect(() => {
    const element = root.current;
    element?.focus();
    // only a click may ask for it; a link to a presentation fills the page
    if (navigator.userActivation?.isActive) element?.requestFullscreen?.().catch(() => undefined);
    return () => {
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    };
  }, []);
  const leave = useRef(onClose);
  leave.current = onClose;
  useEffect(() => {
    let was = document.fullscreenElement !== null;
    const change = () => {
      const is = document.fullscreenElement !== null;
      if (was && !is) leave.current();
      was = is;
    };
    document.addEventListener('fullscreenchange', change);
    return () => document.removeEventListener('fullscreenchange', change);
  }, []);
  return (
    <div
      ref={(element) => {
        root.current = element;
        trap(element);
      }}
      tabIndex={-1}
      role="dialog"
      aria-modal="true"
      aria-label={label}
      className={styles.screen}
      onKeyDown={(event) => {
        if (event.key === 'Escape') return onClose();
        if (event.target instanceof HTMLElement && event.target.closest('textarea, input, select')) return;
        const by = {
          ArrowRight: 1,
          ArrowDown: 1,
          PageDown: 1,
          ' ': 1,
          ArrowLeft: -1,
          ArrowUp: -1,
          PageUp: -1,
        }[event.key];
        const far = { Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY }[event.key];
        if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
        const step = by ?? far;
        if (step === undefined) return;
        event.preventDefault();
        onStep(step);
      }}
    >
      <div className={styles.bar}>
        <span className={styles.progress}>
          <i style={{ width: `${(progress * 100).toFixed(1)}%` }} />
        </span>
        {tools}
        <CloseButton label={t('close')} onClose={onClose} />
      </div>
      <div data-autofocus tabIndex={-1} className={styles.inside}>
        {children}
      </div>
    </div>
  );
}
