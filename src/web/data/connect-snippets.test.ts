import { expect, test } from 'vitest';
import { curlCommand, trackerSnippet } from './connect-snippets.ts';
import { formatPayload } from './payload.ts';

test('the tracker comes from where the product listens', () => {
  expect(trackerSnippet('https://data.shop.example/anything', 'wk_1')).toContain(
    '<script async src="https://data.shop.example/t.js" data-write-key="wk_1"></script>',
  );
});

test('the command sends valid JSON with the key as user name', () => {
  const command = curlCommand('http://127.0.0.1:4000', 'wk_1');
  expect(command).toContain("curl -u 'wk_1:' http://127.0.0.1:4000/v1/track");
  const body = /-d '(.*)'$/.exec(command)?.[1] ?? '';
  expect(JSON.parse(body).event).toBe('Order Completed');
});

test('a payload that was cut is shown as it came', () => {
  expect(formatPayload('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(formatPayload('{"a":')).toBe('{"a":');
});
