import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The real browser of the end-to-end tests. */
export const CHROMIUM_PATH = process.env.DESIREPATH_CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM_PATH);

/**
 * Starts Chromium and attaches without Playwright's overrides: with them every page pretends to be focused, so that the
 * tabs of the browser's own context (`browser.contexts()[0]`) could never be hidden.
 */
export async function openChromium(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'desirepath-chromium-'));
  const flags = [
    '--no-sandbox',
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--no-first-run',
  ];
  const process_ = spawn(
    CHROMIUM_PATH,
    [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = '';
    process_.stderr.on('data', (chunk) => {
      said += chunk;
      const found = /ws:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    process_.on('exit', (code) => reject(new Error(`${CHROMIUM_PATH} ended with ${code}: ${said}`)));
    process_.on('error', reject);
  });
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
  return {
    browser,
    async close() {
      await browser.close();
      const ended = new Promise((resolve) => process_.once('exit', resolve));
      process_.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
