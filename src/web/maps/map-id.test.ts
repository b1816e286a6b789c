import { expect, test } from 'vitest';
import { readMapId } from './map-id.ts';

test.each([
  ['map: "1.0"\nid: first-purchase\ntitle: T', 'first-purchase'],
  ['id: "a_1"   # mine\r\nstages:\n  - id: buy', 'a_1'],
  ['{\n  "map": "1.0",\n  "id": "five-stage",\n  "title": "T"\n}', 'five-stage'],
  ['title: no id here\nstages:\n  - id: buy\n', null],
  ['id: Has Spaces\n', null],
])('%j', (file, id) => expect(readMapId(file)).toBe(id));
