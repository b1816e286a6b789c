import type { KpiAnswer } from '../../shared/maps/contract.ts';

/** Whether a move is welcome, by the direction of the target; a figure without target has none. */
export function judgeMove(direction: -1 | 0 | 1, target: KpiAnswer['target']): 'good' | 'bad' | 'neutral' {
  if (direction === 0 || target === null) return 'neutral';
  const isUpWanted = target.operator === '>=' || target.operator === '>';
  return (direction === 1) === isUpWanted ? 'good' : 'bad';
}

/** Operators as one writes them by hand. */
export const OPERATOR_SIGNS = { '>=': '≥', '<=': '≤', '>': '>', '<': '<' } as const;
