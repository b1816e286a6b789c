import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JourneyMap, listsChannels } from '../../../shared/maps/journey-map.ts';
import { leftOut } from '../../../shared/maps/left-out.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { PROJECT_FOLDER } from '../../platform/project-folder.ts';
import { readCjml, writeCjml } from './cjml.ts';
import { type Draft, writeDraft } from './draft-map.ts';
import { readMermaid, writeMermaid } from './mermaid.ts';
import { readJourneyText } from './read-journey-text.ts';

const anyTitle = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .map((text) => text.replace(/[\p{C}\s]+/gu, ' ').trim())
  .filter((text) => text !== '' && !/[∶＃⁏‚％\u2060\ufffd]/u.test(text));
const awkward = fc.constantFrom('title page', 'section 2', 'a: b; c #1 100 %% off', 'x, y', '--- <&> "');
const title = fc.oneof({ weight: 9, arbitrary: anyTitle }, { weight: 1, arbitrary: awkward });
const emotion = fc.constantFrom(-2, -1, 0, 1, 2);
const names = fc.uniqueArray(title, { maxLength: 3 }).map((all) => all.map((name) => ({ name })));
const touchpoint = fc.record({
  title,
  type: fc.constantFrom('action' as const, 'communication' as const),
  initiator: title,
  recipient: title,
  channel: fc.constantFrom('Shop & Co', 'E-mail'),
});
const draft = (touchpoints: fc.Arbitrary<Draft['stages'][number]['steps'][number]['touchpoints']>) =>
  fc.record({
    title,
    personas: names,
    stages: fc.array(
      fc.record({
        title,
        steps: fc.array(fc.record({ title, emotion, touchpoints }), { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  });

const FOLDER = join(PROJECT_FOLDER, 'templates');
const TEMPLATES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.journey.yaml'))
  .map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

function mapOf(given: Draft): JourneyMap {
  return readWhole(writeDraft(given));
}

function readWhole(file: string): JourneyMap {
  const { map, problems } = readMapFile(file);
  if (!map || problems.length > 0) throw new Error(JSON.stringify(problems));
  return map;
}

/** What CJML has a place for. */
function held(map: JourneyMap) {
  const used = new Set(
    map.stages.flatMap(({ steps }) => steps.flatMap((one) => one.touchpoints.map(({ channel }) => channel))),
  );
  return {
    ...pick(map, 'id', 'title', 'description', 'state'),
    personas: map.personas.map((one) => pick(one, 'id', 'name')),
    channels: map.channels
      .filter(({ id }) => listsChannels(map) || used.has(id))
      .map((one) => pick(one, 'id', 'name', 'type', 'isOnline', 'icon')),
    stages: map.stages.map((stage) => ({
      ...pick(stage, 'id', 'title'),
      steps: stage.steps.map((step) => ({
        ...pick(step, 'id', 'title'),
        emotion: step.emotion?.score,
        touchpoints: step.touchpoints.map((one) => ({
          ...pick(one, 'id', 'title', 'type', 'initiator', 'channel'),
          // a communication has two sides in CJML
          recipient: one.recipient,
        })),
      })),
    })),
  };
}

function pick<Thing, Key extends keyof Thing>(thing: Thing, ...keys: Key[]) {
  return Object.fromEntries(keys.map((key) => [key, thing[key]]));
}

describe.each(TEMPLATES)('%s', (_name, file) => {
  const map = readWhole(file);

  it('goes through CJML: what it can hold comes back, and the rest is said', () => {
    const back = readWhole(readJourneyText(writeCjml(map)).file ?? '');
    expect(held(back)).toEqual(held(map));
    expect(writeCjml(back).replace(/<!--.*-->\n/, '')).toBe(writeCjml(map).replace(/<!--.*-->\n/, ''));
    expect(leftOut('cjml', back)).toEqual([]);
    for (const said of ['key figures', 'pain points', 'bindings to events'])
      expect(writeCjml(map)).toMatch(new RegExp(`<!-- Not in this file: .*${said} \\(\\d+\\)`));
  });

  it('goes through Mermaid: stages, steps, whole feelings and personas come back', () => {
    const back = readWhole(readJourneyText(writeMermaid(map)).file ?? '');
    const plain = (one: JourneyMap) => ({
      title: one.title,
      personas: one.personas.map(({ name }) => name),
      stages: one.stages.map(({ title, steps }) => ({
        title,
        steps: steps.map((step) => [step.title, Math.round((step.emotion?.score ?? 0) + 3)]),
      })),
    });
    expect(plain(back)).toEqual(plain(map));
    expect(writeMermaid(map)).toMatch(/%% Not in this file: touchpoints \(\d+\), /);
  });
});

describe('Mermaid', () => {
  it('goes out and comes back: stages, steps, feelings, personas', () => {
    fc.assert(
      fc.property(draft(fc.constant([])), (given) => {
        const back = readMermaid(writeMermaid(mapOf(given)));
        const personas = given.personas.length > 0 ? given.personas : [{ name: 'Customer' }];
        expect(back).toEqual({ ...given, personas });
        expect(mapOf(back).stages.map((stage) => stage.steps.map((step) => step.emotion?.score))).toEqual(
          given.stages.map((stage) => stage.steps.map((step) => step.emotion)),
        );
      }),
    );
  });

  it('reads what Mermaid documents, with comments and front matter', () => {
    const text = `---\ntitle: ignored\n---\njourney\n  title My working day %% a comment\n  section Go to work\n    Make tea: 5: Me\n    Do work: 1: Me, Cat\n`;
    const read = readJourneyText(text);
    expect(read).toMatchObject({ format: 'mermaid', map: 'my-working-day', problems: [] });
    const { map } = readMapFile(read.file ?? '');
    expect(map?.personas.map((persona) => persona.name)).toEqual(['Me', 'Cat']);
    expect(map?.stages[0]?.steps.map((step) => [step.title, step.emotion?.score])).toEqual([
      ['Make tea', 2],
      ['Do work', -2],
    ]);
  });

  it.each([
    ['journey\n  section A\n    Pays: 9: Me', 3, 10, 'from 1 to 5, not "9"', 'Pays: 3: Me'],
    ['journey\n  Pays', 2, 3, 'name: score: actors', 'Pays: 3: Customer'],
  ])('says where %j is broken', (text, line, column, message, suggestion) => {
    const read = readJourneyText(text);
    expect(read).toMatchObject({ map: null, file: null, problems: [{ line, column, suggestion }] });
    expect(read.problems[0]?.message).toContain(message);
  });
});

describe('CJML', () => {
  it('goes out and comes back: phases, steps, touchpoints with both actors, channels', () => {
    fc.assert(
      fc.property(draft(fc.array(touchpoint, { maxLength: 3 })), (given) => {
        const used = given.stages.flatMap((stage) =>
          stage.steps.flatMap((step) => step.touchpoints.flatMap((one) => one.channel ?? [])),
        );
        const channels = [...new Set(used)].map((name) => ({ name }));
        const map = mapOf({ ...given, channels });
        const back = mapOf(readCjml(writeCjml(map)));
        expect(held(back)).toEqual(held(map));
        expect(writeCjml(back)).toBe(writeCjml(map));
      }),
    );
  });

  it('ids that are none, or twice, do not come in', () => {
    const xml = `<cjml><journey id="Ä"><actor id="a">A</actor><actor id="a">B</actor>
      <phase id="p" title="P"><step id="p" title="S"><touchpoint id="../x"><title>T</title><channel ref="w w">Web</channel></touchpoint></step></phase>
      <phase id="p" title="P"><touchpoint><title>T</title><channel>Web</channel></touchpoint></phase></journey></cjml>`;
    const map = mapOf(readCjml(xml));
    expect(map.id).toBe('journey');
    expect(map.personas.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(map.stages.map(({ id }) => id)).toEqual(['p', 'p-2']);
    expect(map.stages.map(({ steps }) => steps.map(({ id }) => id))).toEqual([['p'], ['t']]);
    const met = map.stages.flatMap(({ steps }) => steps.flatMap((step) => step.touchpoints));
    expect(met.map(({ id, channel }) => [id, channel])).toEqual([
      ['t', 'web'],
      ['t-2', 'web'],
    ]);
    expect(map.channels.map(({ name }) => name)).toEqual(['Web']);
  });

  it('reads touchpoints without phases and steps', () => {
    const xml = `<?xml version="1.0"?><c:journey xmlns:c="urn:x" name="Broadband">
      <c:touchpoint type="communication"><c:name>Order &amp; pay</c:name><c:sender>Customer</c:sender><c:receiver>Provider</c:receiver><c:channel>web</c:channel></c:touchpoint>
      <c:touchpoint type="action"><c:name>Unpacks</c:name></c:touchpoint></c:journey>`;
    const { map } = readMapFile(readJourneyText(xml).file ?? '');
    expect(map?.stages.map((stage) => stage.steps.map((step) => step.title))).toEqual([
      ['Order & pay', 'Unpacks'],
    ]);
    expect(map?.stages[0]?.steps[0]?.touchpoints[0]).toMatchObject({
      type: 'communication',
      initiator: 'Customer',
      recipient: 'Provider',
      channel: 'web',
    });
  });

  it.each([
    ['<cjml>\n  <journey>\n</cjml>', 3, 'The XML is broken'],
    [
      '<cjml><journey>\n<touchpoint type="call"/></journey></cjml>',
      2,
      'an action or a communication, not "call"',
    ],
    ['<cjml><journey>\n<touchpoint type="action"></touchpoint></journey></cjml>', 2, 'needs a title'],
    ['<html></html>', 1, 'holds no journey'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><cjml/>', 1, 'A document type is not read'],
  ])('says where %j is broken', (text, line, message) => {
    const read = readJourneyText(text);
    expect(read).toMatchObject({ format: 'cjml', map: null, problems: [{ line }] });
    expect(read.problems[0]?.column).toBeGreaterThan(0);
    expect(read.problems[0]?.message).toContain(message);
  });
});

it.each([
  ['cjml', `<cjml><journey>${'<touchpoint><title>x</title></touchpoint>'.repeat(20_000)}</journey></cjml>`],
  ['cjml', `<cjml><journey>${'<phase title="x"/>'.repeat(50_000)}</journey></cjml>`],
  ['mermaid', `journey\n${'section A\n  x: 3: Me\n'.repeat(20_000)}`],
  ['mermaid', `journey\n  x: 3: ${Array.from({ length: 50_000 }, (_, i) => `p${i}`).join(',')}`],
])('too much %s is refused where it becomes too much', (format, text) => {
  const [problem] = readJourneyText(text).problems;
  expect(readJourneyText(text)).toMatchObject({ format, map: null });
  expect(problem?.message).toMatch(/more than 3000 .*Cut it into several/);
});

it('a map file comes back as it is', () => {
  const file = '# mine\nmap: "1.0"\nid: m\ntitle: M\nstages: [ { id: a, title: A } ]\n';
  expect(readJourneyText(file)).toEqual({ format: 'yaml', map: 'm', file, problems: [] });
  expect(readJourneyText('id: [')).toMatchObject({ format: 'yaml', map: null, file: null });
});
