import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMapping } from '../../shared/collect/import-mapping.ts';
import type { RejectedRow } from './import/source-row.ts';
import { importFile } from './import-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const EACH_ROW = `
events:
  - event: Sold
    messageId: "{id}"
    time: { column: at, format: "YYYY-MM-DD HH:mm" }
    userId: "{who}"
    channel: store
    properties: { name: "{name}", total: { column: total, type: money } }
`;

const ORDERS = `
group: { by: order }
events:
  - event: Order Completed
    messageId: "{order}"
    time: { column: at, format: "YYYY-MM-DD HH:mm", take: earliest }
    userId: "{who}"
    properties: { order_id: "{order}", total: { sum: "quantity * price" }, lines: { count: rows } }
    products: { fields: { product_id: "{sku}", quantity: { column: quantity, type: integer } } }
`;

/** Imports without storing and gives every event. */
async function read(content: string | Buffer, mapping: string, name = 'rows.csv') {
  const path = join(folder, name);
  writeFileSync(path, content);
  const rejected: RejectedRow[] = [];
  const report = await importFile({
    path,
    mapping: parseMapping(`import: "1.0"\nsource: test\n${mapping}`),
    sink: null,
    preview: 10_000,
    onRejected: (row) => rejected.push(row),
  });
  return {
    report,
    rejected,
    items: report.preview,
    names: report.preview.map((item) => item.properties?.name),
  };
}

const header = 'id,at,who,name,total\n';
const row = (id: number, name = `n${id}`) => `${id},2024-05-01 10:00,u${id},${name},1.50\n`;

describe('reading CSV', () => {
  it('maps a row: name, time, person, channel, typed properties', async () => {
    const { items } = await read(header + row(1), EACH_ROW);
    expect(items).toEqual([
      {
        type: 'track',
        messageId: '1',
        timestamp: '2024-05-01T10:00:00.000Z',
        event: 'Sold',
        userId: 'u1',
        properties: { channel: 'store', name: 'n1', total: 1.5 },
      },
    ]);
  });

  it('takes byte order mark, CRLF, no last line break, blank lines', async () => {
    const text = `\ufeff${header}${row(1)}\n${row(2)}`.replaceAll('\n', '\r\n').trimEnd();
    expect((await read(text, EACH_ROW)).names).toEqual(['n1', 'n2']);
  });

  it('takes quotes: delimiters, doubled quotes and line breaks inside, a quote in the middle of a plain field', async () => {
    const text = `${header}${row(1, '"a, ""b"""')}${row(2, '"two\r\nlines"')}${row(3, '12" vinyl')}${row(4, '""')}`;
    const { names, report } = await read(text, EACH_ROW);
    expect(names).toEqual(['a, "b"', 'two\r\nlines', '12" vinyl', undefined]);
    expect(report.rejected).toBe(0);
  });

  it('rejects ragged rows with line number and text, and goes on', async () => {
    const { rejected, names } = await read(
      `${header}${row(1)}2,short\n${row(3).trim()},extra\n${row(4)}`,
      EACH_ROW,
    );
    expect(names).toEqual(['n1', 'n4']);
    expect(rejected).toMatchObject([
      { line: 3, code: 'ragged_row', message: '2 fields, but there are 5 columns', text: '2,short' },
      { line: 4, code: 'ragged_row', message: '6 fields, but there are 5 columns' },
    ]);
  });

  it.each([
    ['to the end of the file', ''],
    ['until a quote further down', `${row(5, '"fine"')}`],
  ])('costs one line where a quote is never closed, %s', async (_, tail) => {
    const { rejected, names } = await read(
      `${header}${row(1)}${row(2, '"open')}${row(3)}${row(4)}${tail}`,
      EACH_ROW,
    );
    expect(rejected).toMatchObject([
      { line: 3, code: 'bad_quote', text: '2,2024-05-01 10:00,u2,"open,1.50' },
    ]);
    expect(names.slice(0, 3)).toEqual(['n1', 'n3', 'n4']);
  });

  it('finds an open quote in a file of many blocks, and keeps counting lines right', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => row(index, index === 100 ? '"open' : 'plain'));
    const { rejected, report } = await read(
      header + rows.join('').replace(row(29_999, 'plain'), 'bad\n'),
      EACH_ROW,
    );
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [102, 'bad_quote'],
      [30_001, 'ragged_row'],
    ]);
    expect(report.events).toBe(29_998);
  });

  it('rejects bad numbers and times, and days that are not in the calendar, with column', async () => {
    const text = `${header}1,2024-05-01 10:00,u,n,1.2.3\n2,yesterday,u,n,1\n3,2023-02-29 10:00,u,n,1\n4,,u,n,1\n5,2024-05-01 10:00,u,n,0.00001\n`;
    const { rejected, report } = await read(text, EACH_ROW);
    expect(rejected.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'total', 'bad_number'],
      [3, 'at', 'bad_time'],
      [4, 'at', 'bad_time'],
      [5, 'at', 'missing_value'],
      [6, 'total', 'bad_number'],
    ]);
    expect(report).toMatchObject({ rows: 5, events: 0, rejected: 5, failure: null });
  });

  it('rejects only the line whose bytes are not UTF-8; reads them as windows-1252 when told', async () => {
    const bytes = Buffer.concat([
      Buffer.from(header + row(1)),
      Buffer.from(row(2, 'caf\xe9'), 'latin1'),
      Buffer.from(row(3, 'café')),
    ]);
    const { rejected, names } = await read(bytes, EACH_ROW);
    expect(names).toEqual(['n1', 'café']);
    expect(rejected).toMatchObject([{ line: 3, code: 'bad_encoding' }]);
    expect(
      (await read(Buffer.from(header + row(1, '\x80 5'), 'latin1'), `encoding: windows-1252\n${EACH_ROW}`))
        .names,
    ).toEqual(['€ 5']);
  });

  it('takes TSV, other delimiters, UTF-16, files without a line of names', async () => {
    const tsv = (header + row(1)).replaceAll(',', '\t');
    expect((await read(tsv, `format: tsv\n${EACH_ROW}`)).names).toEqual(['n1']);
    expect((await read((header + row(1)).replaceAll(',', ';'), `delimiter: ";"\n${EACH_ROW}`)).names).toEqual(
      ['n1'],
    );
    const utf16 = Buffer.from(`\ufeff${header}${row(1, '靴')}`, 'utf16le');
    expect((await read(utf16, `encoding: utf-16le\n${EACH_ROW}`)).names).toEqual(['靴']);
    expect((await read(utf16, EACH_ROW)).report.failure).toMatch(/utf-16le/);
    expect((await read(row(1), `columns: [id, at, who, name, total]\n${EACH_ROW}`)).names).toEqual(['n1']);
  });

  it('unpacks gzip; of a cut archive it keeps what is whole and says so', async () => {
    const rows =
      header + Array.from({ length: 50_000 }, (_, index) => row(index, String(Math.sin(index)))).join('');
    expect((await read(gzipSync(rows), EACH_ROW, 'rows.csv.gz')).report).toMatchObject({
      events: 50_000,
      failure: null,
    });
    const path = join(folder, 'cut.csv.gz');
    writeFileSync(path, gzipSync(rows));
    truncateSync(path, 200_000);
    const { report } = await read(gzipSync(rows).subarray(0, 200_000), EACH_ROW, 'cut.csv.gz');
    expect(report.failure).toMatch(/cut\.csv\.gz ends early/);
    expect(report.events).toBeGreaterThan(1_000);
    expect(report.rejected).toBe(0);
  });

  it.each([
    ['nothing.csv', /there is no file/],
    ['', /is a directory/],
  ])('says what is wrong with the path "%s"', async (name, message) => {
    const report = await importFile({
      path: join(folder, name),
      mapping: parseMapping(`import: "1.0"\nsource: test\n${EACH_ROW}`),
      sink: null,
    });
    expect(report.failure).toMatch(message);
  });

  it('says so when the mapping names a column that the file does not have', async () => {
    await expect(read(`id,at,who,title,total\n${row(1)}`, EACH_ROW)).rejects.toThrow(
      /uses "name", but the columns are id, at, who, title, total/,
    );
    await expect(read(`id,id,at\n1,2,3\n`, EACH_ROW)).resolves.toMatchObject({
      report: { failure: expect.stringMatching(/two columns are called "id"/) },
    });
  });
});

describe('reading JSONL', () => {
  const mapping = `
format: jsonl
events:
  - event: Sold
    messageId: "{$line}"
    time: { column: at }
    properties: { name: "{item.name}", paid: { column: paid }, total: { column: item.price, type: money } }
`;
  it('reads nested keys with their types, and rejects what is no object', async () => {
    const good = (name: string) =>
      JSON.stringify({ at: '2024-05-01T10:00:00+02:00', paid: true, item: { name, price: 2.5 } });
    const { items, rejected } = await read(`${good('a')}\n{"at": \n[1]\n\n${good('b')}\r\n`, mapping);
    expect(items.map(({ messageId, timestamp, properties }) => [messageId, timestamp, properties])).toEqual([
      ['1', '2024-05-01T08:00:00.000Z', { name: 'a', paid: true, total: 2.5 }],
      ['5', '2024-05-01T08:00:00.000Z', { name: 'b', paid: true, total: 2.5 }],
    ]);
    expect(rejected).toMatchObject([
      { line: 2, code: 'bad_json' },
      { line: 3, code: 'bad_json', text: '[1]' },
    ]);
  });
});

describe('rows of one order', () => {
  const head = 'order,at,who,sku,quantity,price\n';
  const line = (order: string, sku: string, more: { at?: string; who?: string; price?: string } = {}) =>
    `${order},2024-05-01 ${more.at ?? '10:00'},${more.who ?? 'u1'},${sku},2,${more.price ?? '0.105'}\n`;

  it('are put together from anywhere in the file: exact sum, earliest time, products in order, identical lines kept', async () => {
    const { items, report } = await read(
      head +
        line('A', 'x', { at: '10:02' }) +
        line('B', 'y') +
        line('A', 'z', { at: '10:01' }) +
        line('A', 'z', { at: '10:01' }),
      ORDERS,
    );
    expect(report).toMatchObject({ rows: 4, groups: 2, events: 2 });
    expect(items[0]).toMatchObject({
      messageId: 'A',
      timestamp: '2024-05-01T10:01:00.000Z',
      properties: {
        total: 0.63,
        lines: 3,
        products: [{ product_id: 'x', quantity: 2 }, { product_id: 'z' }, { product_id: 'z' }],
      },
    });
    expect(report.byEvent).toEqual([{ event: 'Order Completed', count: 2, total: '0.84' }]);
    expect(
      readdirSync(tmpdir()).filter(
        (name) => name.startsWith('desirepath-import-') && name.endsWith(`-${process.pid}`),
      ),
    ).toEqual([]);
  });

  it('are rejected together when one of them cannot be read, so that no order is stored with a wrong total', async () => {
    const { items, rejected } = await read(
      `${head}${line('A', 'x')}${line('A', 'y', { price: 'free' })}${line('B', 'x')}B,short\n${line('C', 'x')}`,
      ORDERS,
    );
    expect(items.map(({ messageId }) => messageId)).toEqual(['C']);
    expect(rejected.map(({ line: at, code }) => [at, code]).sort()).toEqual([
      [2, 'group_incomplete'],
      [3, 'bad_number'],
      [4, 'group_incomplete'],
      [5, 'ragged_row'],
    ]);
  });

  it('that name two people are rejected; adjacent mode ends a group where the key changes; groups have a limit', async () => {
    const same = ORDERS.replace('userId: "{who}"', 'userId: { column: who }');
    const { rejected } = await read(head + line('A', 'x') + line('A', 'y', { who: 'u2' }), same);
    expect(rejected).toMatchObject([
      { line: 2, code: 'group_incomplete' },
      { line: 3, column: 'who', code: 'different_values' },
    ]);
    const adjacent = ORDERS.replace('by: order', 'by: order, rows: adjacent');
    expect(
      (
        await read(head + line('A', 'x') + line('A', 'y') + line('B', 'x') + line('A', 'z'), adjacent)
      ).items.map((item) => item.properties?.lines),
    ).toEqual([2, 1, 1]);
    for (const rows of ['adjacent', 'anywhere']) {
      const small = ORDERS.replace('by: order', `by: order, rows: ${rows}, maxRows: 2`);
      const limited = await read(head + line('A', 'x').repeat(4) + line('B', 'x'), small);
      expect(limited.report).toMatchObject({
        events: 1,
        rejected: 4,
        rejectedByCode: { group_too_large: 4 },
      });
    }
  });
});

describe('mapping', () => {
  it('makes several events of a row, skips rows with a reason, joins a side file, uses named values and tables of values', async () => {
    writeFileSync(join(folder, 'stores.csv'), 'store,city\ns1,Leeds\n');
    const { items, report, rejected } = await read(
      'id,store,kind,card\n1,s1,R,12 34\n2,s1,X,\n3,s9,R,\n',
      `
skip: [{ when: "kind = 'X'", reason: test sales }]
lookups: { place: { file: stores.csv.gz, key: store, isRequired: true } }
values: { ticket: "T-{id}" }
events:
  - event: Sold
    messageId: "{ticket}"
    time: "2024-01-01T00:00:00Z"
    identifiers: { loyalty_card: "{card}", email: { column: card, default: a@b.c } }
    channel: { column: kind, map: { R: store } }
    properties: { city: "{place.city}", kind: { column: kind, map: { R: retail } } }
  - type: identify
    when: exists card
    messageId: "{ticket}:who"
    time: "2024-01-01T00:00:00Z"
    traits: { city: "{place.city}" }
`,
    );
    expect(report).toMatchObject({ rows: 3, skipped: { 'test sales': 1 }, rejected: 1, events: 2 });
    expect(rejected).toMatchObject([{ line: 4, code: 'no_lookup', column: 'store', text: '3,s9,R,' }]);
    expect(items).toMatchObject([
      {
        messageId: 'T-1',
        properties: { channel: 'store', city: 'Leeds', kind: 'retail' },
        context: {
          externalIds: [
            { type: 'loyalty_card', id: '1234' },
            { type: 'email', id: '12 34' },
          ],
        },
      },
      { type: 'identify', messageId: 'T-1:who', traits: { city: 'Leeds' } },
    ]);
  });

  it('reads times of a zone, also where the clock changes', async () => {
    const mapping = (more: string) => `${more}
timeZone: Europe/London
events:
  - event: Sold
    messageId: "{id}"
    time: { column: at, format: "DD/MM/YYYY h:mm A" }
`;
    const rows =
      'id,at\n1,01/07/2024 9:05 pm\n2,27/10/2024 1:30 AM\n3,31/03/2024 1:30 AM\n4,01/01/2024 12:00 AM\n';
    const times = async (more: string) =>
      (await read(rows, mapping(more))).items.map(({ timestamp }) => timestamp);
    expect(await times('')).toEqual([
      '2024-07-01T20:05:00.000Z',
      '2024-10-27T00:30:00.000Z',
      '2024-03-31T01:30:00.000Z',
      '2024-01-01T00:00:00.000Z',
    ]);
    expect((await times('clockChange: later'))[1]).toBe('2024-10-27T01:30:00.000Z');
    expect(
      (await read(rows, mapping('clockChange: reject'))).rejected.map(({ line, code }) => [line, code]),
    ).toEqual([
      [3, 'bad_time'],
      [4, 'bad_time'],
    ]);
  });

  it('shows in a dry run what the collector would refuse', async () => {
    const { report, rejected } = await read(
      'id,name\n1,\n2,ok\n',
      'events: [{ event: "{name}", messageId: "{id}", time: "1850-01-01T00:00:00Z" }]\n',
    );
    expect(report).toMatchObject({ isDryRun: true, rejected: 1, events: 1, refused: 1 });
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [2, 'missing_value'],
      [3, 'not_stored'],
    ]);
  });
});
