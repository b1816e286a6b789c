import { createContext, useContext } from 'react';

/** Numbers that are being asked anew because what they count was edited: `kpi/rate`, `touchpoints`, `ribbon` ... */
export interface Recounting {
  all: ReadonlySet<string>;
  /** those of which the server does not know yet what to count */
  unsaved: ReadonlySet<string>;
}

export const RecountingContext = createContext<Recounting>({ all: new Set(), unsaved: new Set() });

export function useIsRecounting(number: string): boolean {
  return useContext(RecountingContext).all.has(number);
}

/** Whether the number cannot be asked for yet. */
export function useIsUnsaved(number: string): boolean {
  return useContext(RecountingContext).unsaved.has(number);
}
