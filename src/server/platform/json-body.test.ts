import { expect, test } from 'vitest';
import { readJson } from './json-body.ts';

const said = (body: unknown) =>
  readJson(async () => body).then(
    () => null,
    (error: Error) => error.message,
  );

test('half of a character is refused wherever it stands, with the field, the place and what to do', async () => {
  expect(await said({ text: 'Nice \ud83d' })).toMatch(
    /^text holds half of a character \(\\ud83d\) at character 6: .*Send the whole character, or leave/,
  );
  expect(await said({ edits: [{ value: 'a' }, { value: { title: '\ude00 b' } }] })).toMatch(
    /^edits\.1\.value\.title holds .* at character 1:/,
  );
  expect(await said({ file: 'map: "1.0"\ntitle: \ud83d\n' })).toMatch(/^file holds .* in line 2, column 8:/);
  expect(await said({ traits: { 'a\ud83d': 1 } })).toMatch(/^The key "a\\ud83d" holds half/);
  expect(await said('\ud83d')).toMatch(/^The body holds half/);
});

test('whole characters of two units and everything else go through', async () => {
  const body = { text: 'Nice \ud83d\ude00', n: 1, list: [null, true, ''], '\u{1F600}': {} };
  expect(await readJson(async () => body)).toBe(body);
});
