import { createContext, useContext } from 'react';

/** Numbers that are being asked anew because what they count was edited: `kpi/rate`, `touchpoints`, `ribbon` ... */
export const RecountingContext = createContext<ReadonlySet<string>>(new Set());

export function useIsRecounting(number: string): boolean {
  return useContext(RecountingContext).has(number);
}
