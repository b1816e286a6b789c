import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryEdit, arbitraryMapFile } from './arbitrary-edits.ts';
import { diffMapFiles } from './diff-map.ts';
import { MapDocument } from './map-document.ts';
import { mapEdit } from './map-edit.ts';
import { mergeTexts } from './merge-text.ts';

const FILE = `# how people buy
map: "1.0"
id: shop
title: Shop # the short name
stages:
  - id: find
    title: Find
    steps:
      - { id: browse, title: Browses, thoughts: ["Will it fit?", Is it dear?] } # the usual one
      - id: ask # in the store
        title: Asks
        pains: [ No one there ]
  - id: buy
    title: Buy
`;
const made = (edits: Parameters<MapDocument['apply']>[0], file = FILE) => {
  const document = MapDocument.open(file);
  return { ...document.apply(edits), file: document.file, value: document.value };
};

/** An empty list or mapping says the same as none. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, withoutEmpty(part)])
      .filter(([, part]) => typeof part !== 'object' || part === null || Object.keys(part).length > 0),
  );
}

describe('editing a map file', () => {
  test('changes the place it names and keeps comments and style', () => {
    const at = ['stages', { id: 'find' }, 'steps', { id: 'browse' }, 'title'];
    const { file, outcomes } = made([{ kind: 'set', at, base: 'Browses', value: 'Looks around' }]);
    expect(outcomes).toEqual(['applied']);
    expect(file).toBe(
      FILE.replace('title: Browses', 'title: Looks around')
        .replace('["Will', '[ "Will')
        .replace('dear?]', 'dear? ]')
        .replace('[ No one there ]', '[ No one there ]'),
    );
  });

  test('finds a step that somebody moved to another stage meanwhile', () => {
    const { value, outcomes } = made([
      {
        kind: 'move',
        item: ['stages', { id: 'find' }, 'steps', { id: 'ask' }],
        list: ['stages', { id: 'buy' }, 'steps'],
        after: null,
      },
      {
        kind: 'set',
        at: ['stages', { id: 'find' }, 'steps', { id: 'ask' }, 'title'],
        base: 'Asks',
        value: 'Asks a clerk',
      },
    ]);
    expect(outcomes).toEqual(['applied', 'applied']);
    expect(value).toMatchObject({
      stages: [{ id: 'find' }, { id: 'buy', steps: [{ id: 'ask', title: 'Asks a clerk' }] }],
    });
  });

  test('merges two changes of one text, keeps a rewritten item as its own, and says what is gone', () => {
    const step = ['stages', { id: 'find' }, 'steps', { id: 'browse' }] as const;
    const { value, outcomes } = made([
      { kind: 'set', at: [...step, 'title'], base: 'Browses', value: 'Browses at home' },
      { kind: 'set', at: [...step, 'title'], base: 'Browses', value: 'Quietly Browses' },
      {
        kind: 'set',
        at: [...step, 'thoughts', { value: 'Will it fit?', near: 0 }],
        base: 'Will it fit?',
        value: 'Will it fit me?',
      },
      {
        kind: 'set',
        at: [...step, 'thoughts', { value: 'Will it fit?', near: 0 }],
        base: 'Will it fit?',
        value: 'Does it fit?',
      },
      { kind: 'set', at: ['stages', { id: 'nowhere' }, 'title'], value: 'X' },
    ]);
    expect(outcomes).toEqual(['applied', 'merged', 'applied', 'merged', 'gone']);
    expect(value).toMatchObject({
      stages: [
        {
          steps: [
            {
              title: 'Quietly Browses at home',
              thoughts: ['Does it fit?', 'Will it fit me?', 'Is it dear?'],
            },
            {},
          ],
        },
        {},
      ],
    });
  });

  test('puts an item back with its comment', () => {
    const document = MapDocument.open(FILE);
    const { undo } = document.apply([
      { kind: 'remove', item: ['stages', { id: 'find' }, 'steps', { id: 'ask' }] },
    ]);
    expect(document.file).not.toContain('Asks');
    document.apply(undo);
    expect(document.file).toContain('- id: ask # in the store');
  });

  test('writes shared parts out, so that an edit changes one place', () => {
    const shared =
      'map: "1.0"\nid: m\ntitle: M\nstages:\n  - { id: a, title: A, goal: &g Same }\n  - { id: b, title: B, goal: *g }\n';
    const { value } = made([{ kind: 'set', at: ['stages', { id: 'a' }, 'goal'], value: 'Own' }], shared);
    expect(value).toMatchObject({ stages: [{ goal: 'Own' }, { goal: 'Same' }] });
  });

  test('every edit can be taken back, in any file, and is told to others as JSON', () => {
    fc.assert(
      fc.property(arbitraryMapFile(), fc.infiniteStream(fc.nat()), (file, stream) => {
        const document = MapDocument.open(file);
        const before = document.value;
        const undos = [];
        for (let round = 0; round < 8; round++) {
          const edit = arbitraryEdit(document.value, () => stream.next().value ?? 0);
          expect(mapEdit.parse(JSON.parse(JSON.stringify(edit)))).toEqual(edit);
          undos.unshift(document.apply([edit]).undo);
          expect(MapDocument.open(document.file).value).toEqual(document.value);
        }
        for (const undo of undos) document.apply(undo);
        expect(withoutEmpty(document.value)).toEqual(withoutEmpty(before));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the difference of two maps', () => {
  test('makes one from the other, whatever they are', () => {
    fc.assert(
      fc.property(arbitraryMapFile(), fc.infiniteStream(fc.nat()), (file, stream) => {
        const document = MapDocument.open(file);
        for (let round = 0; round < 6; round++)
          document.apply([arbitraryEdit(document.value, () => stream.next().value ?? 0)]);
        const changed = MapDocument.open(file);
        changed.apply(diffMapFiles(file, document.file));
        expect(withoutEmpty(changed.value)).toEqual(withoutEmpty(document.value));
      }),
      { numRuns: 500 },
    );
  });

  test('makes one from any other', () => {
    fc.assert(
      fc.property(arbitraryMapFile(), arbitraryMapFile(), (from, to) => {
        const changed = MapDocument.open(from);
        changed.apply(diffMapFiles(from, to));
        expect(withoutEmpty(changed.value)).toEqual(withoutEmpty(MapDocument.open(to).value));
      }),
      { numRuns: 300 },
    );
  });

  test('is as small as what was done', () => {
    const { file } = made([
      {
        kind: 'move',
        item: ['stages', { id: 'find' }, 'steps', { id: 'ask' }],
        list: ['stages', { id: 'buy' }, 'steps'],
        after: null,
      },
      { kind: 'set', at: ['stages', { id: 'find' }, 'steps', { id: 'browse' }, 'title'], value: 'Looks' },
    ]);
    expect(diffMapFiles(FILE, file).map(({ kind }) => kind)).toEqual(['move', 'set']);
    expect(diffMapFiles(FILE, FILE)).toEqual([]);
  });
});

test('merged texts hold every word that either side wrote', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 8 })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(text, text, text, (base, mine, theirs) => {
      const merged = mergeTexts(base, mine, theirs);
      const known = new Set(base.split(' '));
      for (const side of [mine, theirs])
        for (const word of side.split(' '))
          if (word !== '' && !known.has(word)) expect(merged.split(' ')).toContain(word);
    }),
  );
  expect(mergeTexts('Pays', 'Pays online', 'Quickly Pays')).toBe('Quickly Pays online');
});
