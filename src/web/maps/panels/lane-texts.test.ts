import { expect, it } from 'vitest';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { compareSteps } from './lane-texts.ts';

const read = (steps: string) => {
  const { map } = readMapFile(
    `map: "1.0"\nid: m\ntitle: M\nstages:\n  - { id: a, title: A, steps: [ ${steps} ] }`,
  );
  if (!map) throw new Error('no map');
  return map;
};

it('shows both maps step by step: what is new, what is gone where it stood, and which cells differ', () => {
  const before = read(
    '{ id: x, title: X, thoughts: [Why] }, { id: y, title: Y }, { id: z, title: Z, emotion: -1 }',
  );
  const after = read(
    '{ id: x, title: X, thoughts: [Why, How] }, { id: z, title: Zed, emotion: 1 }, { id: n, title: N }',
  );
  const columns = compareSteps(before, after);
  expect(columns.map(({ id, state }) => [id, state])).toEqual([
    ['x', 'same'],
    ['y', 'removed'],
    ['z', 'same'],
    ['n', 'added'],
  ]);
  const changed = columns.flatMap(({ id, cells }) =>
    cells.filter((cell) => cell.isChanged).map(({ lane, before, after }) => ({ id, lane, before, after })),
  );
  expect(changed).toEqual([
    { id: 'x', lane: 'thoughts', before: ['Why'], after: ['Why', 'How'] },
    { id: 'z', lane: 'emotion', before: ['-1'], after: ['+1'] },
  ]);
  expect(columns[2]?.title).toEqual({ before: 'Z', after: 'Zed' });
});
