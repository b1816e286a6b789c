import { expect, test } from 'vitest';
import { searchTemplates } from './template-search.ts';

const row = (template: string, title: string, tags: string[], stage: string) => ({
  template,
  title,
  description: '',
  tags,
  outline: [{ title: stage }],
});
const ALL = [
  row('kitchen', 'A kitchen', ['furniture'], 'Plans'),
  row('live-chat', 'A sale in the live chat', ['service'], 'Talks'),
];
const idsOf = (typed: string) => searchTemplates(ALL, typed).map(({ template }) => template);

test('finds by title, tag and stage, all words together', () => {
  expect(idsOf('')).toEqual(['kitchen', 'live-chat']);
  expect(idsOf('FURNITURE')).toEqual(['kitchen']);
  expect(idsOf('talk sale')).toEqual(['live-chat']);
  expect(idsOf('sale kitchen')).toEqual([]);
});
