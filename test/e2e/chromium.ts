import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The real browser of the end-to-end tests. */
export const CHROMIUM_PATH = process.env.DESIREPATH_CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM_PATH);

const FLAGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
];

/**
 * Starts Chromium and attaches without Playwright's overrides: with them every page pretends to be focused, so that the
 * tabs of the browser's own context (`browser.contexts()[0]`) could never be hidden.
 */
export async function openChromium(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'desirepath-chromium-'));
  // about:blank: attaching to the new tab page, which Chromium opens otherwise, sometimes never ends.
  const own = ['--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(CHROMIUM_PATH, [...FLAGS, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const browser = await chromium.connectOverCDP(await readEndpoint(child), { noDefaults: true });
    return {
      browser,
      async close() {
        const session = await browser.newBrowserCDPSession();
        // Killing the process would leave children that still write to the profile.
        await Promise.all([once(child, 'exit'), session.send('Browser.close')]);
        rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      },
    };
  } catch (error) {
    child.kill();
    throw error;
  }
}

/** The WebSocket address that Chromium says on its error output. */
function readEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said += chunk;
      const found = /ws:\/\/\S+(?=\s)/.exec(said);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`${CHROMIUM_PATH} ended with ${code}: ${said}`)));
    child.once('error', reject);
  });
}
