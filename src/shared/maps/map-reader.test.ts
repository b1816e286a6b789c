import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryEdit, arbitraryMapFile } from './edit/arbitrary-edits.ts';
import { MapDocument } from './edit/map-document.ts';
import { MapReader } from './map-reader.ts';
import { readMapValue } from './read-map-file.ts';

const folder = join(import.meta.dirname, '../../../templates');
const templates = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

function compare(reader: MapReader, value: unknown): void {
  const read = reader.read(value);
  const { map, problems } = readMapValue(value);
  // as text too: the order of metrics and owners is part of a map
  expect(JSON.stringify(read.map)).toBe(JSON.stringify(map));
  expect(read.problems).toEqual(problems);
  expect(JSON.stringify(read.file)).toBe(JSON.stringify(value));
}

test('after every edit a map reads as if it were read anew', () => {
  fc.assert(
    fc.property(
      arbitraryMapFile(),
      fc.infiniteStream(fc.nat()),
      fc.integer({ min: 1, max: 12 }),
      (file, numbers, count) => {
        const document = MapDocument.open(file);
        const reader = new MapReader();
        const next = () => Number(numbers.next().value);
        compare(reader, document.value);
        for (let i = 0; i < count; i++) {
          document.apply([arbitraryEdit(document.value, next)]);
          compare(reader, document.value);
        }
      },
    ),
  );
});

/** Values that belong nowhere or nearly everywhere. */
const WRITTEN: unknown[] = [
  '',
  'Anna',
  'other_name',
  'Product Viewed',
  3,
  null,
  [],
  {},
  ['Product Viewed'],
  { id: 'new-thing', title: 'New' },
  { kind: 'count', event: 'Order Completed' },
];

/** Changes one place of a value, chosen by the numbers. */
function damage(value: unknown, next: () => number): void {
  let [holder, key] = [{ value } as Record<string, unknown>, 'value'];
  for (let depth = 1 + (next() % 9); depth > 0; depth--) {
    const inside = holder[key];
    const keys = typeof inside === 'object' && inside !== null ? Object.keys(inside) : [];
    if (keys.length === 0) break;
    [holder, key] = [inside as Record<string, unknown>, keys[next() % keys.length] ?? ''];
  }
  if (Array.isArray(holder)) {
    const place = Number(key);
    const how = next() % 4;
    if (how === 0) holder.splice(place, 1);
    else if (how === 1) holder.splice(next() % holder.length, 0, structuredClone(holder[place]));
    else if (how === 2) holder.reverse();
    else holder[place] = WRITTEN[next() % WRITTEN.length];
    return;
  }
  const how = next() % 3;
  if (how === 0) delete holder[key];
  else if (how === 1) holder[WRITTEN.map(String)[next() % 3] ?? 'x'] = holder[key];
  else holder[key] = structuredClone(WRITTEN[next() % WRITTEN.length]);
}

test('so it does when anything of a template is changed, also into what is no map', () => {
  const given = fc.tuple(
    fc.constantFrom(...templates),
    fc.array(fc.array(fc.nat(), { minLength: 16, maxLength: 16 }), { minLength: 1, maxLength: 10 }),
  );
  fc.assert(
    fc.property(given, ([file, changes]) => {
      const first = MapDocument.open(file).value;
      const reader = new MapReader();
      const values: unknown[] = [first];
      for (const numbers of changes) {
        // half of the changes are taken back, as by undo
        const from = values[(numbers[0] ?? 0) % 2 === 0 ? values.length - 1 : 0];
        const value = structuredClone(from);
        let place = 1;
        damage(value, () => numbers[place++ % numbers.length] ?? 0);
        compare(reader, value);
        values.push(value);
      }
    }),
    { numRuns: 100 },
  );
});

test('what an edit does not touch stays the same object', () => {
  const document = MapDocument.open(templates[0] ?? '');
  const reader = new MapReader();
  const before = reader.read(document.value);
  expect(reader.read(document.value)).toBe(before);
  const [stage] = before.map?.stages ?? [];
  document.apply([{ kind: 'set', at: ['stages', { id: stage?.id ?? '' }, 'goal'], value: 'Another' }]);
  const { map, file } = reader.read(document.value);
  expect(map?.stages[0]?.goal).toBe('Another');
  expect(map?.stages[0]?.steps).toBe(stage?.steps);
  map?.stages.slice(1).forEach((one, index) => {
    expect(one).toBe(before.map?.stages[index + 1]);
  });
  expect(map?.metrics).toBe(before.map?.metrics);
  expect(Object(file).events).toBe(Object(before.file).events);
});
