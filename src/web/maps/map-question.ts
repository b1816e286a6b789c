import type { Period } from '../../shared/platform/base-contract.ts';

/** What every number of a map page asks about. */
export interface MapQuestion {
  map: string;
  period: Period;
}

/** Numbers of a map are asked for again this often while someone looks. */
export const REFRESH_MS = 60_000;
