import { expect, test } from 'vitest';
import { centresOf, radiusOf, shapeRibbon } from './ribbon-geometry.ts';

const stage = (name: string, people: number, left = 0, returned = 0) => ({
  stage: name,
  people,
  onward: people - left,
  left,
  returned,
  conversionToNext: null,
  medianMsToNext: null,
  skipped: 0,
});
const box = { centres: centresOf(3, 600), width: 600, height: 180, maxRadius: 36 };

test('columns of equal width have their middles', () => {
  expect(box.centres).toEqual([100, 300, 500]);
});

test('four times the people, twice the radius; a few people are still seen; nobody is nothing', () => {
  expect(radiusOf(1000, 1000, 36)).toBe(36);
  expect(radiusOf(250, 1000, 36)).toBe(18);
  expect(radiusOf(1, 1_000_000, 36)).toBe(5);
  expect(radiusOf(0, 1000, 36)).toBe(0);
});

test('bands run from circle to circle, as thick as the circles', () => {
  const { nodes, bands } = shapeRibbon([stage('a', 1000), stage('b', 250), stage('c', 250)], box);
  expect(bands).toHaveLength(2);
  const [first, second] = nodes;
  expect(bands[0]?.startsWith(`M100 ${(first?.y ?? 0) - 36}C`)).toBe(true);
  expect(bands[0]).toContain(`300 ${(second?.y ?? 0) - 18}L300 ${(second?.y ?? 0) + 18}`);
});

test('nobody walked where nobody is', () => {
  expect(shapeRibbon([stage('a', 0), stage('b', 0), stage('c', 0)], box).bands).toEqual([]);
  expect(shapeRibbon([stage('a', 10), stage('b', 0), stage('c', 4)], box).bands).toEqual([]);
});

test('leavers and returns only where there are some, and none leave from the end', () => {
  const shape = shapeRibbon([stage('a', 1000, 750), stage('b', 250, 0, 12), stage('c', 250, 250)], box);
  expect(shape.leavers.map((one) => one.stage)).toEqual(['a']);
  expect(shape.returns.map((one) => one.stage)).toEqual(['b']);
  expect(shape.returns[0]?.labelY).toBeLessThan(shape.nodes[1]?.y ?? 0);
});

test('everything stays inside the drawing', () => {
  const shape = shapeRibbon(
    [stage('a', 29_200, 20_986, 40), stage('b', 8214, 6314, 9), stage('c', 1900)],
    box,
  );
  for (const node of shape.nodes) {
    expect(node.y - node.radius).toBeGreaterThan(0);
    expect(node.y + node.radius).toBeLessThan(box.height);
  }
  for (const one of shape.leavers) expect(one.endX).toBeLessThan(box.width);
});
