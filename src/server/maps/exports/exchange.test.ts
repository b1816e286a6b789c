import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { readCjml, writeCjml } from './cjml.ts';
import { type Draft, writeDraft } from './draft-map.ts';
import { readMermaid, writeMermaid } from './mermaid.ts';
import { readJourneyText } from './read-journey-text.ts';

const anyTitle = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .map((text) => text.replace(/[\p{C}\s]+/gu, ' ').trim())
  .filter((text) => text !== '' && !/[∶＃⁏‚％\u2060]/u.test(text));
const awkward = fc.constantFrom('title page', 'section 2', 'a: b; c #1 100 %% off', 'x, y', '--- <&> "');
const title = fc.oneof({ weight: 9, arbitrary: anyTitle }, { weight: 1, arbitrary: awkward });
const emotion = fc.constantFrom(-2, -1, 0, 1, 2);
const names = fc.uniqueArray(title, { maxLength: 3 });
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

function mapOf(given: Draft): JourneyMap {
  const { map, problems } = readMapFile(writeDraft(given));
  if (!map || problems.length > 0) throw new Error(JSON.stringify(problems));
  return map;
}

describe('Mermaid', () => {
  it('goes out and comes back: stages, steps, feelings, personas', () => {
    fc.assert(
      fc.property(draft(fc.constant([])), (given) => {
        const back = readMermaid(writeMermaid(mapOf(given)));
        const personas = given.personas.length > 0 ? given.personas : ['Customer'];
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
        const channels = [...new Set(used)];
        const back = readCjml(writeCjml(mapOf({ ...given, channels })));
        expect(back).toEqual({ ...given, channels, state: 'as-is' });
        expect(mapOf(back).title).toBe(given.title);
      }),
    );
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

it('a map file comes back as it is', () => {
  const file = '# mine\nmap: "1.0"\nid: m\ntitle: M\nstages: [ { id: a, title: A } ]\n';
  expect(readJourneyText(file)).toEqual({ format: 'yaml', map: 'm', file, problems: [] });
  expect(readJourneyText('id: [')).toMatchObject({ format: 'yaml', map: null, file: null });
});
