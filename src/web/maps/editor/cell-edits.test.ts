import { expect, test } from 'vitest';
import { MapDocument } from '../../../shared/maps/edit/map-document.ts';
import { readMapValue } from '../../../shared/maps/read-map-file.ts';
import type { JsonRecord } from '../use-map-session.ts';
import { contentOf } from './cell-content.ts';
import { draftOf, editsOfClearing, editsOfDraft, editsOfPaste } from './cell-edits.ts';
import { createFreshIds } from './fresh-ids.ts';
import { spansOf } from './grid-columns.ts';

const FILE = `map: "1.0"
id: m
title: M
metrics: { rate: { kind: manual, title: Rate } }
stages:
  - id: a
    title: { en: Find, de: Finden }
    cta: Asks
    kpis: [rate]
    steps:
      - id: s
        title: S
        thoughts: [One, Two, One] # three
        pains: [ Slow, { text: Dear, severity: 4 } ]
        touchpoints: [ { id: t, title: Page, pains: [Broken] } ]
`;

/** The file after a change of one cell of its only column. */
function change(
  lane: string,
  make: (
    content: ReturnType<typeof contentOf>,
    names: Parameters<typeof editsOfPaste>[2],
  ) => Parameters<MapDocument['apply']>[0],
): JsonRecord {
  const document = MapDocument.open(FILE);
  const file = document.value as JsonRecord;
  const { map } = readMapValue(file);
  const column = map && spansOf(map, file, () => true)[0]?.columns[0];
  if (!map || !column) throw new Error('the map of this test is broken');
  const names = { freshId: createFreshIds(file), metricTitles: new Map([['rate', 'Rate']]) };
  const { outcomes } = document.apply(make(contentOf(column, lane, map), names));
  expect(outcomes.every((outcome) => outcome === 'applied')).toBe(true);
  expect(readMapValue(document.value).problems).toEqual([]);
  expect(document.file.includes('# three')).toBe(lane !== 'thoughts' || document.file.includes('thoughts'));
  return document.value as JsonRecord;
}
const stepOf = (file: JsonRecord) => (file.stages as unknown as { steps: JsonRecord[] }[])[0]?.steps[0];

test('lines that are written, rewritten, taken out and put between become the list in that order', () => {
  const file = change('thoughts', (content, names) => {
    const [section] = content.sections;
    const items = draftOf(content)[section?.key ?? ''] ?? [];
    const [one, two] = items;
    if (!section || !one || !two) throw new Error('no thoughts');
    const fresh = { key: 'n', item: null, text: 'Between' };
    return editsOfDraft(content, { [section.key]: [one, fresh, { ...two, text: 'Two and a half' }] }, names);
  });
  expect(stepOf(file)?.thoughts).toEqual(['One', 'Between', 'Two and a half']);
});

test('a text in several languages is changed in the one that is shown', () => {
  const file = change('stage', (content, names) =>
    editsOfPaste(content, { texts: ['Found'], things: null }, names),
  );
  expect(file.stages).toMatchObject([{ title: { en: 'Found', de: 'Finden' } }]);
});

test('pasting keeps the things that say the same with all that they hold, and what touchpoints hold is found', () => {
  const file = change('pains', (content, names) =>
    editsOfPaste(content, { texts: ['New', 'Dear', 'Broken'], things: null }, names),
  );
  expect(stepOf(file)?.pains).toEqual([{ text: 'Dear', severity: 4 }, 'New'].toReversed());
  expect(stepOf(file)?.touchpoints).toEqual([{ id: 't', title: 'Page', pains: ['Broken'] }]);
});

test('one text in place of a list makes room', () => {
  const file = change('cta', (content, names) =>
    editsOfPaste(content, { texts: ['Calls', 'Writes'], things: null }, names),
  );
  expect(stepOf(file)?.cta ?? (file.stages as JsonRecord[])[0]?.cta).toEqual(['Calls', 'Writes']);
});

test('a key figure is named, or made where there is none of that name', () => {
  const file = change('kpis', (content, names) =>
    editsOfPaste(content, { texts: ['Rate', 'Orders a day'], things: null }, names),
  );
  expect(file.stages).toMatchObject([{ kpis: ['rate', 'orders-a-day'] }]);
  expect(file.metrics).toMatchObject({ 'orders-a-day': { kind: 'manual', title: 'Orders a day' } });
});

test('clearing empties a cell and leaves titles', () => {
  expect(stepOf(change('thoughts', (content) => editsOfClearing(content)))).not.toHaveProperty('thoughts');
  expect(change('steps', (content) => editsOfClearing(content)).stages).toMatchObject([
    { steps: [{ title: 'S' }] },
  ]);
});
