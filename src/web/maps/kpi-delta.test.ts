import { expect, test } from 'vitest';
import { judgeMove } from './kpi-delta.ts';

test('up is good where more is wanted and bad where less is', () => {
  expect(judgeMove(1, { operator: '>=', value: 0.45 })).toBe('good');
  expect(judgeMove(-1, { operator: '>', value: 0.45 })).toBe('bad');
  expect(judgeMove(1, { operator: '<=', value: 4 })).toBe('bad');
  expect(judgeMove(-1, { operator: '<', value: 4 })).toBe('good');
  expect(judgeMove(0, { operator: '<', value: 4 })).toBe('neutral');
  expect(judgeMove(1, null)).toBe('neutral');
});
