import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, readConfig, writeSettingsPage } from './config.ts';

test('settings come from the environment, and what is given wins', () => {
  const config = readConfig({ DESIREPATH_PORT: '5000', DESIREPATH_HOST: '' }, { data: './other' });
  expect([config.port, config.host, config.data]).toEqual([5000, '127.0.0.1', './other']);
});

test('a setting that cannot be read names the variable, the value and what would do', () => {
  expect(() => readConfig({ DESIREPATH_PORT: 'http' })).toThrow(ConfigError);
  expect(() => readConfig({ DESIREPATH_PORT: 'http' })).toThrow(/DESIREPATH_PORT is "http".*4000/);
});

test('docs/settings.md says what the table says (UPDATE_DOCS=1 writes it)', () => {
  const page = new URL('../../../docs/settings.md', import.meta.url);
  if (process.env.UPDATE_DOCS) writeFileSync(page, writeSettingsPage());
  expect(readFileSync(page, 'utf8')).toBe(writeSettingsPage());
});
