import { useEffect, useSyncExternalStore } from 'react';

/** Something that the page in front can do, offered by Ctrl+K. */
export interface PageCommand {
  id: string;
  label: string;
  run: () => void;
}

interface Offered {
  title: string;
  commands: readonly PageCommand[];
}

let offered: Offered | null = null;
const listeners = new Set<() => void>();

function offer(next: Offered | null): void {
  offered = next;
  for (const listener of listeners) listener();
}

/** Offers commands while the page is shown. Keep both arguments the same objects while they say the same. */
export function useOfferedCommands(title: string, commands: readonly PageCommand[]): void {
  useEffect(() => {
    const own = { title, commands };
    offer(own);
    return () => {
      if (offered === own) offer(null);
    };
  }, [title, commands]);
}

/** What the page in front offers; null = nothing. */
export function usePageCommands(): Offered | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => offered,
  );
}
