import { expect, test } from 'vitest';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { stageCentres, stepCentres, widthsOf } from './column-widths.ts';
import { spansOf } from './grid-columns.ts';

const { map } = readMapFile(
  'map: "1.0"\nid: m\ntitle: M\nstages: [{ id: a, title: A, steps: [{ id: x, title: X }, { id: y, title: Y }] }, { id: b, title: B }]',
);
if (!map) throw new Error('the map of this test is broken');
const spans = spansOf(map, { stages: [{ steps: [{}, {}] }, {}] }, () => false);
const columns = spans.flatMap((span) => span.columns);

test('columns are as wide as they must be, and share what is left', () => {
  expect(widthsOf(columns, 0)).toEqual([176, 176, 226]);
  expect(widthsOf(columns, 1156)).toEqual([352, 352, 452]);
});

test('stages have their middle over all their steps; a stage without steps has a column and no step', () => {
  expect(columns.map((column) => column.id)).toEqual(['x', 'y', 'stage:b']);
  expect(stageCentres(spans, [100, 100, 50])).toEqual([100, 225]);
  expect(stepCentres(columns, [100, 100, 50])).toEqual([50, 150]);
});
