import { expect, test } from 'vitest';
import { openTemplate } from './open-template.ts';
import { readMapFile } from './read-map-file.ts';

const TEMPLATE = `# where it comes from
map: "1.0"
id: kitchen
title: Kitchen
status: live
review: { every: 60d } # twice a season
tags: [template, furniture]
stages: [ { id: look, title: Looks } ]
`;

test('a new map has its own id and title, is a draft reviewed today, and keeps the comments', () => {
  const file = openTemplate(TEMPLATE, { id: 'bath', title: 'Bath: the first look', today: '2026-11-22' });
  expect(file).toContain('# where it comes from');
  expect(file).toContain('# twice a season');
  const { map, problems } = readMapFile(file);
  expect(problems).toEqual([]);
  expect(map).toMatchObject({
    id: 'bath',
    title: 'Bath: the first look',
    status: 'draft',
    tags: ['furniture'],
  });
  expect(map?.review).toMatchObject({ everyMs: 60 * 86_400_000, last: '2026-11-22' });
});

test('what the template leaves out is not added', () => {
  const file = openTemplate('map: "1.0"\nid: a\ntitle: A\nstages: [ { id: s, title: S } ]\n', {
    id: 'b',
    title: 'B',
    today: '2026-11-22',
  });
  expect(readMapFile(file).map).toMatchObject({ id: 'b', status: 'draft', review: null, tags: [] });
});
