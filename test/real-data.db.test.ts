import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startCollector } from '../src/server/collect/collector.ts';
import type { Collector } from '../src/server/collect/collector-types.ts';
import type { ImportReport } from '../src/server/collect/import/import-report.ts';
import { createCollectorSink } from '../src/server/collect/import/import-sink.ts';
import { importFile } from '../src/server/collect/import-file.ts';
import { createIdentityResolver } from '../src/server/customers/identity-resolver.ts';
import { createEventNames } from '../src/server/platform/event-names.ts';
import { PROJECT_FOLDER } from '../src/server/platform/project-folder.ts';
import { ch, u32 } from '../src/server/platform/sql.ts';
import { parseMapping } from '../src/shared/collect/import-mapping.ts';
import { findSharedData } from './shared-data.ts';
import { openTestStores, type TestStores } from './stores.ts';

const data = findSharedData();

// The sets are not part of the project; README of ../shared/data says what they are and what must come out.
describe.skipIf(data === null)(`real data${data === null ? ' (skipped: no ../shared/data)' : ''}`, () => {
  let stores: TestStores;
  let collector: Collector;

  beforeAll(async () => {
    stores = await openTestStores();
    collector = await startCollector(stores.context, {
      resolver: createIdentityResolver(stores.context),
      eventNames: createEventNames(stores.context.postgres),
    });
  });
  afterAll(async () => {
    await collector.close();
    await stores.close();
  });

  async function importInto(workspace: number, file: string, template: string): Promise<ImportReport> {
    const yaml = readFileSync(join(PROJECT_FOLDER, 'templates/imports', `${template}.yaml`), 'utf8');
    const mapping = parseMapping(yaml);
    const { source } = mapping;
    return importFile({
      path: join(data ?? '', file),
      mapping,
      sink: createCollectorSink(collector, { workspace, source }),
    });
  }

  const totals = z.object({
    event: z.string(),
    events: z.coerce.number(),
    people: z.coerce.number(),
    unidentified: z.coerce.number(),
    amount: z.string().nullable(),
    lines: z.coerce.number(),
  });

  /** Per event name, and one row for all. */
  async function summarise(workspace: number) {
    const rows = await stores.context.clickhouse.query(
      ch`SELECT event, count() AS events, uniqExactIf(node, node != 0) AS people, countIf(node = 0) AS unidentified,
           toString(sum(amount)) AS amount, sum(JSONLength(properties, 'products')) AS lines
         FROM events WHERE workspace = ${u32(workspace)} GROUP BY event WITH ROLLUP`,
      totals,
    );
    return new Map(rows.map((row) => [row.event, row]));
  }

  it('Online Retail: every invoice once, every line kept, money exact, nobody made up', {
    timeout: 300_000,
  }, async () => {
    const workspace = await stores.createWorkspace({ timeZone: 'Europe/London', currency: 'GBP' });
    const report = await importInto(workspace, 'online_retail/online_retail.csv.gz', 'online-retail');
    expect(report).toMatchObject({
      rows: 541_909,
      rowsOfNobody: 135_080,
      events: 25_900,
      stored: 25_900,
      rejected: 0,
      refused: 0,
      failure: null,
    });

    const found = await summarise(workspace);
    expect(found.get('')).toMatchObject({ events: 25_900, people: 4_372, amount: '9747747.934' });
    expect(found.get('Order Completed')).toMatchObject({ events: 19_963, amount: '10655622.484' });
    expect(found.get('Order Refunded')).toMatchObject({ events: 3_836, amount: '-896812.49' });
    // 2,102 invoices of total 0: 2,098 of nobody are stock, 4 went to customers
    expect(found.get('Stock Adjusted')).toMatchObject({ events: 2_098, people: 0, unidentified: 2_098 });
    expect(found.get('Revenue Adjusted')).toMatchObject({ events: 3, people: 0, amount: '-11062.06' });
    // The three bad-debt lines carry no products; all others are there, also the 5,268 identical ones.
    expect(found.get('')?.lines).toBe(541_909 - 3);
    expect(found.get('')?.unidentified).toBe(3_710);
    const [nobodys] = await stores.context.clickhouse.query(
      ch`SELECT sum(JSONExtractUInt(properties, 'line_count')) AS lines FROM events WHERE workspace = ${u32(workspace)} AND node = 0`,
      z.object({ lines: z.coerce.number() }),
    );
    // the bad debts carry no count of lines
    expect(nobodys?.lines).toBe(135_080 - 3);

    const [largest] = await stores.context.clickhouse.query(
      ch`SELECT order_id, JSONLength(properties, 'products') AS lines FROM events WHERE workspace = ${u32(workspace)}
         ORDER BY lines DESC LIMIT 1`,
      z.object({ order_id: z.string(), lines: z.coerce.number() }),
    );
    expect(largest).toEqual({ order_id: '573585', lines: 1_114 });

    const again = await importInto(workspace, 'online_retail/online_retail.csv.gz', 'online-retail');
    expect(again).toMatchObject({ stored: 0, duplicates: 25_900, conflicts: 0 });
  });

  it('Complete Journey: baskets, mail, coupons and traits of one year', { timeout: 300_000 }, async () => {
    const workspace = await stores.createWorkspace({ currency: 'USD' });
    const folder = 'complete_journey';
    const baskets = await importInto(
      workspace,
      `${folder}/transactions_sample.csv.gz`,
      'complete-journey-transactions',
    );
    expect(baskets).toMatchObject({
      rows: 75_000,
      events: 47_243,
      stored: 47_243,
      rejected: 0,
      failure: null,
    });
    const mail = await importInto(workspace, `${folder}/campaigns.csv.gz`, 'complete-journey-campaigns');
    expect(mail).toMatchObject({ events: 6_589, stored: 6_589 });
    const coupons = await importInto(
      workspace,
      `${folder}/coupon_redemptions.csv.gz`,
      'complete-journey-coupon-redemptions',
    );
    expect(coupons).toMatchObject({ events: 2_102, stored: 2_102 });
    const traits = await importInto(
      workspace,
      `${folder}/demographics.csv.gz`,
      'complete-journey-demographics',
    );
    expect(traits).toMatchObject({ events: 801, stored: 801 });

    const found = await summarise(workspace);
    expect(found.get('Order Completed')).toMatchObject({
      events: 47_243,
      people: 2_377,
      unidentified: 0,
      amount: '233935.24',
      lines: 75_000,
    });
    expect(found.get('Message Delivered')).toMatchObject({ events: 6_589 });
    expect(found.get('Coupon Applied')).toMatchObject({ events: 2_102 });

    const channels = await stores.context.clickhouse.query(
      ch`SELECT event, channel, uniqExact(campaign) AS campaigns FROM events
         WHERE workspace = ${u32(workspace)} AND type = 'track' GROUP BY event, channel ORDER BY event`,
      z.object({ event: z.string(), channel: z.string(), campaigns: z.coerce.number() }),
    );
    expect(channels).toEqual([
      { event: 'Coupon Applied', channel: 'store', campaigns: expect.any(Number) },
      { event: 'Message Delivered', channel: 'direct_mail', campaigns: 27 },
      { event: 'Order Completed', channel: 'store', campaigns: 1 },
    ]);
  });
});
