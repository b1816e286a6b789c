import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mapInFile } from './map-file.ts';

const folder = [process.env.DESIREPATH_SHARED, '../shared', '../../shared']
  .filter((path) => path !== undefined)
  .map((path) => join(path, 'specs/map'))
  .find((path) => existsSync(join(path, 'journey-map.schema.json')));

describe.skipIf(folder === undefined)(
  folder === undefined
    ? 'skipped: no journey-map.schema.json beside the project'
    : 'the verdict of journey-map.schema.json',
  () => {
    const read = (name: string) => readFileSync(join(folder ?? '', name), 'utf8');
    const loadExample = (): unknown => parse(read('example.journey.yaml'));
    const compile = () =>
      new Ajv2020({ strict: false, allErrors: false }).compile(JSON.parse(read('journey-map.schema.json')));

    test('the example is valid for both', () => {
      expect(compile()(loadExample())).toBe(true);
      expect(mapInFile.safeParse(loadExample()).error).toBeUndefined();
    });

    test('mutated files get the same verdict', () => {
      const validate = compile();
      const random = createRandom(20261122);
      const counts = { valid: 0, invalid: 0 };
      for (let round = 0; round < 6000; round++) {
        const file = structuredClone(loadExample0);
        const description = mutate(file, random);
        const expected = validate(file);
        counts[expected ? 'valid' : 'invalid']++;
        const ours = mapInFile.safeParse(file);
        if (ours.success === expected || isDocumentedDifference(description)) continue;
        expect.fail(
          `${description}: schema says ${expected} (${JSON.stringify(validate.errors)}), we say ${ours.success} (${ours.error?.message})`,
        );
      }
      expect(counts.valid).toBeGreaterThan(800);
      expect(counts.invalid).toBeGreaterThan(800);
    });

    const loadExample0 = loadExample();
  },
);

/** Where ours is wider on purpose; see the head of map-file.ts. */
function isDocumentedDifference(description: string): boolean {
  return (
    /^metrics\.[^.]+\.(event|from|to|num|den) := \[/.test(description) ||
    /touchpoints\.\d+\.where :=/.test(description) ||
    /pains\.\d+\.(events|where) :=/.test(description)
  );
}

type Container = Record<string, unknown> | unknown[];

/** Every list and mapping of the file with its path. */
function containersOf(value: unknown, path: string): { container: Container; path: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as Container; // an object, not null
  const inside = Object.entries(value).flatMap(([key, item]) =>
    containersOf(item, path === '' ? key : `${path}.${key}`),
  );
  return [{ container, path }, ...inside];
}

const KEYS =
  'id title name kind text score source metric events event where value target kpi x-note custom steps stages lanes views path order rules rule all seq loop again every last window idle by restart touchpoints pains severity unit minSample warn agg share segment demographics perPersona map exit timeout cta content en';
const VALUES = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  3,
  9,
  '',
  'a',
  'Ab c',
  'a-b_c',
  '30d',
  '1.5h',
  '30',
  '>= 0.5',
  '>=45 %',
  '= 3',
  '< 4d',
  '> 5 EUR',
  'csat',
  'p50',
  'research',
  'digital',
  '1.0',
  'as-is',
  [],
  ['a'],
  [1],
  [['a'], 'b?'],
  {},
  { en: 'a', de: 'b' },
  { a: 1 },
  { text: 'x' },
  { text: 5 },
  { id: 'a', title: 'A' },
  { id: 'a', name: 'A' },
  { score: 1 },
  { score: 9 },
  { action: 'x' },
  { action: 'x', 'x-y': 1 },
  { seq: ['a'] },
  { seq: 'a' },
  { loop: ['a'], again: 'b' },
  { kind: 'count' },
  { rule: 'chain' },
  [{ text: 'x', severity: 6 }],
  [{ text: 'x', custom: { a: 1 } }],
  [{ id: 'q' }],
];

function mutate(file: unknown, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // the list is not empty
  const { container, path } = pick(containersOf(file, ''));
  const keys = Object.keys(container);
  const isNew = random() < 0.4 || keys.length === 0;
  const key = isNew && !Array.isArray(container) ? pick(KEYS.split(' ')) : (pick(keys) ?? '0');
  const place = path === '' ? key : `${path}.${key}`;
  if (!isNew && random() < 0.3) {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
    return `${place} removed`;
  }
  const value = structuredClone(pick(VALUES));
  (container as Record<string, unknown>)[key] = value; // a list index is a key too
  return `${place} := ${JSON.stringify(value)}`;
}

/** mulberry32 */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
