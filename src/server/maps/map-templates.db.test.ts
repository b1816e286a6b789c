import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStores, type TestStores } from '../../../test/stores.ts';
import { lintMap } from '../../shared/maps/lint-map.ts';
import { BUILT_IN_TEMPLATES } from './built-in-templates.ts';
import { createMapEdits } from './map-edits.ts';
import { listTemplates, openAsMap, readTemplate, removeTemplate, saveTemplate } from './map-templates.ts';
import { storeMap } from './store-map.ts';
import { readMap } from './stored-maps.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores({ clock: { now: () => NOW } });
});
afterAll(() => stores.close());

const OWN = {
  template: 'our-way',
  map: 'first',
  title: 'Our way',
  description: 'How we draw maps.',
  author: 'anna@shop.example',
};
const FILE = 'map: "1.0"\nid: first\ntitle: First\nstages: [ { id: buy, title: Buy } ] # ours\n';
const give = (workspace: number) =>
  storeMap({ ...stores.context, edits: createMapEdits(stores.context) }, workspace, {
    id: 'first',
    file: FILE,
    author: OWN.author,
  });

test('every built-in template opens as a draft map of its own name, lint-clean', async () => {
  const workspace = await stores.createWorkspace();
  const templates = await listTemplates(stores.context, workspace);
  expect(templates.map(({ template }) => template)).toEqual(BUILT_IN_TEMPLATES);
  expect(templates.length).toBe(14);
  for (const { template, outline, description } of templates) {
    expect(description, template).not.toBe('');
    await openAsMap(stores.context, workspace, { template, map: `my-${template}`, title: `My ${template}` });
    const { map, problems } = await readMap(stores.context, workspace, `my-${template}`);
    expect(problems, template).toEqual([]);
    expect(map).toMatchObject({ id: `my-${template}`, title: `My ${template}`, status: 'draft' });
    expect(map?.stages.map(({ title }) => title)).toEqual(outline.map(({ title }) => title));
    expect(map && lintMap(map, null, NOW), template).toEqual([]);
  }
});

test('an id that is taken is refused, and so is a template that is none', async () => {
  const workspace = await stores.createWorkspace();
  const given = { template: 'kitchen', map: 'one', title: 'One' };
  await openAsMap(stores.context, workspace, given);
  await expect(openAsMap(stores.context, workspace, { ...given, title: 'Two' })).rejects.toThrow(
    'There is a map "one" already',
  );
  expect((await readMap(stores.context, workspace, 'one')).map?.title).toBe('One');
  await expect(openAsMap(stores.context, workspace, { ...given, template: 'bathroom' })).rejects.toThrow(
    'There is no template "bathroom"',
  );
});

test('a map is kept as a template of the workspace, opened again, and removed', async () => {
  const [workspace, other] = [await stores.createWorkspace(), await stores.createWorkspace()];
  await give(workspace);
  const saved = await saveTemplate(stores.context, workspace, OWN);
  const [first] = await listTemplates(stores.context, workspace);
  expect(first).toEqual(saved);
  expect(first).toMatchObject({ template: 'our-way', title: 'Our way', origin: 'own', savedBy: OWN.author });
  expect((await readTemplate(stores.context, workspace, 'our-way')).file).toBe(FILE);
  await openAsMap(stores.context, workspace, { template: 'our-way', map: 'second', title: 'Second' });
  expect((await readMap(stores.context, workspace, 'second')).file).toContain('# ours');

  await expect(readTemplate(stores.context, other, 'our-way')).rejects.toThrow('no template "our-way"');
  await expect(removeTemplate(stores.context, other, 'our-way')).rejects.toThrow('no template "our-way"');
  await removeTemplate(stores.context, workspace, 'our-way');
  expect((await listTemplates(stores.context, workspace)).length).toBe(BUILT_IN_TEMPLATES.length);
});

test('saving again replaces, and never a built-in one', async () => {
  const workspace = await stores.createWorkspace();
  await give(workspace);
  await saveTemplate(stores.context, workspace, OWN);
  await saveTemplate(stores.context, workspace, { ...OWN, title: 'Our new way' });
  const own = (await listTemplates(stores.context, workspace)).filter(({ origin }) => origin === 'own');
  expect(own.map(({ title }) => title)).toEqual(['Our new way']);
  await expect(saveTemplate(stores.context, workspace, { ...OWN, template: 'kitchen' })).rejects.toThrow(
    'comes with the product',
  );
  await expect(removeTemplate(stores.context, workspace, 'kitchen')).rejects.toThrow('cannot be removed');
  await expect(saveTemplate(stores.context, workspace, { ...OWN, map: 'none' })).rejects.toThrow(
    'There is no map "none"',
  );
});
