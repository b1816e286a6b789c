import fc from 'fast-check';
import { Document } from 'yaml';
import { refOf } from './map-document.ts';
import type { Json, MapEdit, MapPath } from './map-edit.ts';

/** Small map files with ids that are one space, short forms, lists with equal items. For tests. */
export function arbitraryMapFile(): fc.Arbitrary<string> {
  const word = fc.constantFrom('fit', 'dear', 'late', 'fast: yes', '- no', '"quoted"', 'two\nlines', '');
  const texts = fc.array(word, { maxLength: 3 });
  const touchpoint = fc.record({ title: word, events: fc.oneof(word, texts) }, { requiredKeys: ['title'] });
  const pain = fc.oneof(word, fc.record({ text: word, severity: fc.integer({ min: 1, max: 5 }) }));
  const step = fc.record(
    {
      title: word,
      thoughts: texts,
      emotion: fc.oneof(
        fc.integer({ min: -2, max: 2 }),
        fc.record({ score: fc.integer({ min: -2, max: 2 }) }),
      ),
      touchpoints: fc.array(touchpoint, { maxLength: 2 }),
      pains: fc.array(pain, { maxLength: 3 }),
    },
    { requiredKeys: ['title'] },
  );
  const stage = fc.record(
    { title: word, goal: word, steps: fc.array(step, { maxLength: 3 }) },
    { requiredKeys: ['title'] },
  );
  return fc
    .record(
      {
        title: word,
        stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
        events: fc.dictionary(fc.constantFrom('a', 'b', 'c'), word),
      },
      { requiredKeys: ['title', 'stages'] },
    )
    .chain((file) =>
      fc.tuple(
        fc.constant(file),
        fc.shuffledSubarray(
          [...'abcdefghijklmnopqrstuvwxyz', ...Array.from({ length: 30 }, (_, n) => `n${n}`)],
          { minLength: 56 },
        ),
      ),
    )
    .map(([file, ids]) =>
      new Document({ map: '1.0', id: 'm', ...(withIds(file, ids) as object) }).toString(),
    );
}

/** Gives every stage, step and touchpoint an id of its own. */
function withIds(value: unknown, ids: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withIds(item, ids));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withIds(part, ids)]));
  return 'title' in value && !('stages' in value) ? { id: ids.pop(), ...inner } : inner;
}

/** One edit that could be made of this file, chosen by the numbers that `next` gives. */
export function arbitraryEdit(file: Record<string, unknown>, next: () => number): MapEdit {
  const pick = <T>(items: readonly T[]): T => items[next() % items.length] as T;
  const lists: { path: MapPath; items: Json[] }[] = [];
  const fields: { path: MapPath; value: Json }[] = [];
  const visit = (value: Json, path: MapPath) => {
    if (Array.isArray(value)) {
      lists.push({ path, items: value });
      for (const [index, item] of value.entries()) visit(item, [...path, refOf(item, index)]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) visit(part, [...path, key]);
    } else if (typeof path.at(-1) === 'string' && !['map', 'id'].includes(String(path.at(-1)))) {
      fields.push({ path, value });
    }
  };
  visit(file as Json, []);
  const list = pick(lists);
  const place = (items: readonly Json[]) => {
    const index = next() % (items.length + 1);
    return index === 0 ? null : refOf(items[index - 1] as Json, index - 1);
  };
  const item = (from: typeof list): MapPath => {
    const index = next() % Math.max(1, from.items.length);
    return [...from.path, from.items.length === 0 ? { id: 'none' } : refOf(from.items[index] as Json, index)];
  };
  const isList = (name: string) => lists.filter(({ path }) => path.at(-1) === name);
  switch (next() % 6) {
    case 0:
      return { kind: 'remove', item: item(list) };
    case 1: {
      const siblings = isList(String(list.path.at(-1)));
      const target = pick(siblings);
      return { kind: 'move', item: item(list), list: target.path, after: place(target.items) };
    }
    case 2: {
      const name = String(list.path.at(-1));
      const value: Json = ['stages', 'steps', 'touchpoints'].includes(name)
        ? { id: `new-${next() % 1_000_000}`, title: 'New' }
        : 'new';
      return { kind: 'insert', list: list.path, after: place(list.items), value };
    }
    case 3: {
      const index = next() % Math.max(1, list.items.length);
      const old = list.items[index];
      if (typeof old === 'string')
        return { kind: 'set', at: [...list.path, refOf(old, index)], base: old, value: `${old}!` };
      return { kind: 'set', at: ['brief', 'objective'], value: 'Sell' };
    }
    default: {
      const field = pick(fields);
      const value =
        next() % 4 === 0 && field.path.at(-1) !== 'title' ? {} : { value: `${String(field.value)}+` };
      return { kind: 'set', at: field.path, base: field.value, ...value };
    }
  }
}
