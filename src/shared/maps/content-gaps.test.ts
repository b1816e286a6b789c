import { describe, expect, test } from 'vitest';
import { contentCell } from './content-gaps.ts';
import { readMapFile } from './read-map-file.ts';

const read = (steps: string) => {
  const { map } = readMapFile(`map: "1.0"
id: m
title: M
personas: [ { id: parent, name: Parent }, { id: student, name: Student } ]
stages:
  - { id: s, title: S, steps: [${steps}] }
`);
  const [stage] = map?.stages ?? [];
  const [parent, student] = map?.personas ?? [];
  if (!stage || !parent || !student) throw new Error('the map cannot be read');
  return { parent: contentCell(stage, parent), student: contentCell(stage, student) };
};
const unanswered = (cell: ReturnType<typeof contentCell>) => cell.steps.map((one) => one.unanswered);

describe('content gaps', () => {
  test('a stage without content is empty, and nothing answers what is asked there', () => {
    const { parent } = read('{ id: a, title: A, thoughts: [Safe?], pains: [Slow] }');
    expect(parent.state).toBe('empty');
    expect(unanswered(parent)).toEqual([['Safe?', 'Slow']]);
  });

  test('content for everybody, of touchpoints too, answers what everybody asks', () => {
    const { parent } = read(
      '{ id: a, title: A, content: [Guide], thoughts: [Safe?], touchpoints: [ { id: t, title: T, content: [Guide, Film] } ] }',
    );
    expect(parent).toMatchObject({ state: 'answered', shared: ['Guide', 'Film'] });
  });

  test('a question of one persona is answered by content for that persona only', () => {
    const step = (own: string) =>
      `{ id: a, title: A, content: [Guide], perPersona: { parent: { thoughts: [Washable?]${own} } } }`;
    const before = read(step(''));
    expect(before.parent.state).toBe('unanswered');
    expect(unanswered(before.parent)).toEqual([['Washable?']]);
    expect(before.student.state).toBe('answered');
    const after = read(step(', content: [Care label]'));
    expect(after.parent.state).toBe('answered');
    expect(after.parent.steps[0]?.own).toEqual(['Care label']);
    expect(after.student.steps[0]?.own).toEqual([]);
  });

  test('a pain that hurts one persona is nothing to the others', () => {
    const { parent, student } = read(
      '{ id: a, title: A, content: [Guide], pains: [ { text: Too dear, personas: [student] } ] }',
    );
    expect(parent.state).toBe('answered');
    expect(unanswered(student)).toEqual([['Too dear']]);
  });

  test('content for one persona fills a stage that has nothing for everybody', () => {
    const { parent, student } = read('{ id: a, title: A, perPersona: { parent: { content: [Guide] } } }');
    expect(parent.state).toBe('answered');
    expect(student.state).toBe('empty');
  });
});
