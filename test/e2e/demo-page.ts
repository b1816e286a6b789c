import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, startProcess } from '../server-process.ts';
import { openChromium } from './chromium.ts';

/** A small demo shop with a page in Chromium, as a new user has it. `complaints` is what the browser's console said. */
export async function openDemoPage({ people, days }: { people: number; days: number }) {
  await ensureBuilt('server', 'web', 'tracker');
  const data = mkdtempSync(join(tmpdir(), 'desirepath-demo-page-'));
  const size = ['--people', String(people), '--days', String(days)];
  const server = startProcess(['demo', ...size, '--port', '0', '--data', data]);
  const said = await server.says('The demo shop is ready', 90_000);
  const { browser, close: closeBrowser } = await openChromium();
  const page = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
  // several servers and browsers may share the machine
  page.setDefaultTimeout(30_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    url: /Desirepath is at (\S+)/.exec(said)?.[1] ?? '',
    page,
    complaints,
    async close() {
      await closeBrowser();
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
export type DemoPage = Awaited<ReturnType<typeof openDemoPage>>;
