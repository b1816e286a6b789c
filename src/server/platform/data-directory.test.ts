import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { assertDataDirectory, makeDataDirectory } from './data-directory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desirepath-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is made with those around it, and may be there already', () => {
  const data = join(folder, 'shops/tea/data');
  makeDataDirectory(data);
  makeDataDirectory(data);
  assertDataDirectory(data);
  expect(statSync(data).isDirectory()).toBe(true);
});

it('says which one cannot be used, why, and what to do', () => {
  const file = join(folder, 'orders.csv');
  writeFileSync(file, 'a,b');
  expect(() => makeDataDirectory(file)).toThrow(ConfigError);
  expect(() => makeDataDirectory(file)).toThrow(
    /data directory ".*orders.csv" .*--data or DESIREPATH_DATA\) is a file, not a directory\. Name another directory/,
  );
  expect(() => makeDataDirectory(join(file, 'data'))).toThrow(/lies inside of something that is a file/);
  symlinkSync(join(folder, 'a'), join(folder, 'b'));
  symlinkSync(join(folder, 'b'), join(folder, 'a'));
  expect(() => makeDataDirectory(join(folder, 'a'))).toThrow(ConfigError);
  expect(() => makeDataDirectory('')).toThrow(ConfigError);
});

it('is not made for a question', () => {
  const missing = join(folder, 'typo/data');
  expect(() => assertDataDirectory(missing)).toThrow(
    /is not there\. Name the one that your server uses .*bin\/desirepath init --data .*typo/,
  );
  expect(statSync(missing, { throwIfNoEntry: false })).toBeUndefined();
});

it.skipIf(process.getuid?.() === 0)(
  'may be written by this user (skipped as root, who may everything)',
  () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    expect(() => makeDataDirectory(closed)).toThrow(/may not be made or written by this user/);
    expect(() => makeDataDirectory(join(closed, 'data'))).toThrow(/may not be made or written by this user/);
  },
);
