import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PROJECT_FOLDER } from '../src/server/platform/project-folder.ts';
import { channelsAnswer } from '../src/shared/reports/channels.ts';
import { funnelAnswer } from '../src/shared/reports/funnel.ts';
import { hasChromium, openChromium } from './e2e/chromium.ts';
import { ensureBuilt, type ServerProcess, startProcess } from './server-process.ts';
import { findSharedData } from './shared-data.ts';

const shared = findSharedData();
const missing = [shared === null && '../shared/data', !hasChromium && 'Chromium'].filter(Boolean).join(', ');

const EMAIL = 'owner@shop.example';
const PASSWORD = 'a good password';
const API_KEY = 'dp_of_the_agreement';

/** What must come out: README of ../shared/data. */
const SETS = [
  {
    name: 'Online Retail',
    file: 'online_retail/online_retail.csv.gz',
    mapping: 'online-retail',
    shop: { DESIREPATH_TIME_ZONE: 'Europe/London', DESIREPATH_CURRENCY: 'GBP' },
    imported: { rows: 541_909, rowsOfNobody: 135_080, rejected: 0, stored: 25_900 },
    // 25,900 invoices = 19,963 orders + 3,836 cancelled + 2,098 of stock + 3 of bad debts
    total: {
      people: 4_372,
      events: 25_900,
      orders: 19_963,
      refunds: 3_836,
      unidentifiedEvents: 3_710,
      revenue: 9_747_747.934,
    },
    // everybody who bought or gave back
    steps: [['Order Completed', 'Order Refunded']],
    reached: [4_372],
    shown: ['25,900', '19,963', '4,372', '£9,747,747.93'],
  },
  {
    name: 'Complete Journey',
    file: 'complete_journey/transactions_sample.csv.gz',
    mapping: 'complete-journey-transactions',
    shop: { DESIREPATH_CURRENCY: 'USD' },
    imported: { rows: 75_000, rowsOfNobody: 0, rejected: 0, stored: 47_243 },
    total: {
      people: 2_377,
      buyers: 2_377,
      events: 47_243,
      orders: 47_243,
      refunds: 0,
      unidentifiedEvents: 0,
      revenue: 233_935.24,
    },
    steps: [['Order Completed']],
    reached: [2_377],
    shown: ['47,243', '2,377', '$233,935.24'],
  },
] as const;

const importAnswer = z.object({
  rows: z.number(),
  rowsOfNobody: z.number(),
  stored: z.number(),
  rejected: z.number(),
});

describe.skipIf(missing !== '')(
  `real data in every view${missing === '' ? '' : ` (skipped: no ${missing})`}`,
  () => {
    let chromium: Awaited<ReturnType<typeof openChromium>>;
    beforeAll(async () => {
      await ensureBuilt('server', 'web');
      chromium = await openChromium();
    });
    afterAll(() => chromium?.close());

    describe.each(SETS)('$name', (set) => {
      let data: string;
      let server: ServerProcess;
      let url: string;

      /** The answer of `bin/desirepath ... --json` on the data directory. */
      function run(...args: string[]): unknown {
        const file = join(PROJECT_FOLDER, 'bin/desirepath');
        const said = execFileSync(process.execPath, [file, ...args, '--data', data, '--json'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        return JSON.parse(said);
      }

      async function ask<Answer>(path: string, body: object, answer: z.ZodType<Answer>): Promise<Answer> {
        const response = await fetch(`${url}/api/reports/${path}`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect(response.status).toBe(200);
        return answer.parse(await response.json());
      }

      beforeAll(async () => {
        data = mkdtempSync(join(tmpdir(), 'desirepath-agreement-'));
        server = startProcess(['serve', '--port', '0', '--data', data], {
          ...set.shop,
          DESIREPATH_OWNER_EMAIL: EMAIL,
          DESIREPATH_OWNER_PASSWORD: PASSWORD,
          DESIREPATH_API_KEY: API_KEY,
        });
        url = /Desirepath is at (\S+)/.exec(await server.says(/Desirepath is at \S+\s/))?.[1] ?? '';
        const mapping = join(PROJECT_FOLDER, 'templates/imports', `${set.mapping}.yaml`);
        const report = run('import', join(shared ?? '', set.file), '--mapping', mapping);
        expect(importAnswer.parse(report)).toMatchObject(set.imported);
      }, 300_000);
      afterAll(async () => {
        await server?.stop();
        rmSync(data, { recursive: true, force: true });
      });

      it('channels: the same by command line, API and web app', async () => {
        // Reports follow collection by a moment.
        await expect
          .poll(async () => (await ask('channels', {}, channelsAnswer)).total, { timeout: 60_000 })
          .toMatchObject(set.total);
        const byApi = await ask('channels', {}, channelsAnswer);
        expect(run('report', 'channels')).toEqual(byApi);

        const page = await (await chromium.browser.newContext({ locale: 'en-US' })).newPage();
        await page.goto(`${url}/sign-in?next=/reports/channels`);
        await page.getByLabel('Email').fill(EMAIL);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.keyboard.press('Enter');
        await page.locator('tfoot').waitFor();
        // Rounded figures show the exact ones when pointed at.
        const shown = await page.getByRole('main').innerHTML();
        for (const figure of set.shown) expect(shown).toContain(figure);
        await page.context().close();
      });

      it('funnel: the same by command line and API', async () => {
        const question = { steps: set.steps.map((names) => ({ anyOf: names.map((event) => ({ event })) })) };
        const byApi = await ask('funnel', question, funnelAnswer);
        expect(byApi.total.steps.map(({ people }) => people)).toEqual(set.reached);
        expect(run('report', 'funnel', '--query', JSON.stringify(question))).toEqual(byApi);
      });
    });
  },
);
