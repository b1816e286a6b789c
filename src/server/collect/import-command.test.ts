import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImportCommand, runImportCommand } from './import-command.ts';

const MAPPING = `
import: "1.0"
source: till
events:
  - event: Sold
    messageId: "{id}"
    time: { column: at }
    properties: { value: { column: total, type: money } }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A dry run, unless told otherwise; nothing is ever sent. */
async function run(rows: string, mapping: string, more: Partial<ImportCommand> = {}) {
  writeFileSync(join(folder, 'rows.csv'), rows);
  writeFileSync(join(folder, 'map.yaml'), mapping);
  let out = '';
  let progress = '';
  const exitCode = await runImportCommand(
    { file: join(folder, 'rows.csv'), mapping: join(folder, 'map.yaml'), isDryRun: true, ...more },
    {
      openTarget: () => Promise.reject(new Error('a dry run opens nothing')),
      adviseAfter: () => Promise.reject(new Error('a dry run needs no advice')),
      progressDirectory: join(folder, 'imports'),
      writeOut: (text) => {
        out += text;
      },
      writeProgress: (text) => {
        progress += text;
      },
      isTerminal: false,
      now: () => 0,
    },
  );
  return { exitCode, out, progress };
}

const GOOD = 'id,at,total\n1,2024-01-01,2.50\n2,2024-01-02,0.05\n';
const LARGE = 'id,at,total\n1,2024-01-01,1234567.5\n2,2024-01-02,-0.0004\n';

describe('desirepath import', () => {
  it('reports what a dry run made of the file, exact sums and the first events', async () => {
    const { exitCode, out } = await run(GOOD, MAPPING);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/dry run: nothing is stored/);
    expect(out).toMatch(/Sold {2}2 {2}total 2\.55/);
    expect(out).toMatch(/"messageId": "1"/);
    expect((await run(LARGE, MAPPING)).out).toMatch(/Sold {2}2 {2}total 1,234,567\.4996\n/);
    expect(JSON.parse((await run(GOOD, MAPPING, { json: true, limit: 1 })).out)).toMatchObject({
      rows: 1,
      events: 1,
    });
  });

  it('ends with 3 when rows are rejected, names their lines and writes them all to a file', async () => {
    const rejects = join(folder, 'rejects.csv');
    const { exitCode, out } = await run(`${GOOD}3,2024-01-03,"1,5 EUR"\n`, MAPPING, { rejects });
    expect(exitCode).toBe(3);
    expect(out).toMatch(/line 4, column total: "1,5 EUR" is not a number\n {6}3,2024-01-03,"1,5 EUR"/);
    expect(readFileSync(rejects, 'utf8')).toBe(
      'line,column,code,message,row\n4,total,bad_number,"""1,5 EUR"" is not a number","3,2024-01-03,""1,5 EUR"""\n',
    );
  });

  it.each([
    ['a mapping with a fault', MAPPING.replace('messageId', 'messageID'), {}, /events\.0.*messageI/s],
    ['a column that is not there', MAPPING.replace('{id}', '{Id}'), {}, /uses "Id".*perhaps "id"/],
    ['a time zone that is none', `${MAPPING}timeZone: Mars\n`, {}, /"Mars" is no time zone/],
    [
      'a time format that is none',
      MAPPING.replace('column: at', 'column: at, format: HH:mm'),
      {},
      /needs year, month and day/,
    ],
    [
      'a side file that is missing',
      `${MAPPING}lookups: { shop: { file: shops.csv, key: id } }\n`,
      {},
      /shops\.csv is missing/,
    ],
    [
      'a limit that would store half orders',
      `${MAPPING}group: { by: id }\n`,
      { limit: 1, isDryRun: false },
      /cut orders in two/,
    ],
    ['no mapping file', MAPPING, { mapping: '/nowhere.yaml' }, /nowhere\.yaml cannot be used/],
  ])('ends with 2 and says why: %s', async (_, mapping, more, message) => {
    const { exitCode, progress } = await run(GOOD, mapping, more);
    expect(progress).toMatch(message);
    expect(exitCode).toBe(2);
  });

  it('ends with 1 when the file cannot be read', async () => {
    const { exitCode, out } = await run(GOOD, MAPPING, { file: join(folder, 'other.csv') });
    expect(exitCode).toBe(1);
    expect(out).toMatch(/FAILED: there is no file/);
  });
});
