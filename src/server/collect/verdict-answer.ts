import type { Verdict } from './collector-types.ts';

/** How many items ended how; `received` is their sum. */
export interface VerdictCounts {
  received: number;
  stored: number;
  duplicates: number;
  conflicts: number;
  rejected: number;
}

export interface VerdictAnswer {
  status: 200 | 207 | 400;
  body: VerdictCounts & { success: boolean; items?: Verdict[]; code?: string; message?: string };
}

/** All good: 200. Some good: 207 with one verdict per item. None good: 400, so that a client does not take it for done. */
export function answerVerdicts(verdicts: readonly Verdict[]): VerdictAnswer {
  const count = (status: Verdict['status']) => verdicts.filter((verdict) => verdict.status === status).length;
  const counts: VerdictCounts = {
    received: verdicts.length,
    stored: count('stored'),
    duplicates: count('duplicate'),
    conflicts: count('conflict'),
    rejected: count('rejected'),
  };
  const failed = counts.conflicts + counts.rejected;
  if (failed === 0) return { status: 200, body: { success: true, ...counts } };
  const items = [...verdicts];
  if (failed < verdicts.length) return { status: 207, body: { success: false, ...counts, items } };
  const first = items[0];
  return {
    status: 400,
    body: { success: false, ...counts, code: first?.code, message: first?.message, items },
  };
}
