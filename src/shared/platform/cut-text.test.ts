import { expect, test } from 'vitest';
import { cutText } from './cut-text.ts';

test('no character is cut in half', () => {
  expect(cutText('ab\u{1F600}c', 2)).toBe('ab');
  expect(cutText('ab\u{1F600}c', 3)).toBe('ab');
  expect(cutText('ab\u{1F600}c', 4)).toBe('ab\u{1F600}');
  expect(cutText('ab', 9)).toBe('ab');
});
