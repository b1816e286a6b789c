import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../src/shared/contract.ts';
import { makeInputs, readAnswer } from './example-input.ts';
import { ensureBuilt, type ServerProcess, startProcess } from './server-process.ts';
import { makeDataFolder } from './stores.ts';

const WRITE_KEY = 'wk_of_bad_questions';
const API_KEY = 'dp_of_bad_questions';
const BEARER = { Authorization: `Bearer ${API_KEY}` };

let data: string;
let server: ServerProcess;
let url: string;
let asked = 0;

beforeAll(async () => {
  await ensureBuilt('server');
  data = await makeDataFolder();
  server = startProcess(['serve', '--data', data, '--port', '0'], {
    DESIREPATH_WRITE_KEY: WRITE_KEY,
    DESIREPATH_API_KEY: API_KEY,
  });
  const said = await server.says(/Desirepath is at (\S+)/);
  url = /Desirepath is at (\S+)/.exec(said)?.[1] ?? '';
  const item = { type: 'track', event: 'Good', userId: 'u', properties: { total: 2, channel: 'web' } };
  const answer = await ask('/v1/batch', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
    body: JSON.stringify({ batch: [item] }),
  });
  expect(answer.status, answer.text).toBe(200);
});
afterAll(async () => {
  await server?.stop();
  rmSync(data, { recursive: true, force: true });
});

async function ask(path: string, init: RequestInit): Promise<{ status: number; text: string }> {
  asked++;
  const answer = await fetch(url + path, init);
  return { status: answer.status, text: await readAnswer(answer) };
}

describe('calls of the API', () => {
  const known = {
    person: ['1'],
    cursor: ['1'],
    map: ['nothing'],
    metric: ['nothing'],
    q: ['ann'],
    event: ['Good'],
    item: ['Good'],
    next: ['Good'],
    exclude: ['Good'],
    from: ['Good', '2026-03-01'],
    to: ['Good', '2026-03-31'],
    channel: ['web'],
    stage: ['nothing'],
    touchpoint: ['nothing'],
    action: ['nothing'],
    pain: ['nothing'],
    label: ['Good'],
    where: ['properties.total > 1'],
    file: ['map: "1.0"'],
    at: ['2026-03-05T12:00:00.000Z'],
    id: ['nothing'],
    client: ['an editor'],
    batch: ['one'],
    name: ['Ann'],
    cell: ['step/goal'],
    title: ['Version'],
    yaml: ['id: x'],
    list: ['stages'],
    description: ['A shop'],
    notice: ['1'],
    channels: ['web'],
    goal: ['Good'],
    text: ['journey\n  title Shop'],
    expiresAt: ['2030-01-01T00:00:00.000Z'],
    link: ['nothing'],
    thread: ['nothing', '5f0c2a52-8f0e-4a66-9c3e-0b6f2b9d1a11'],
    segment: ["traits.plan = 'gold'"],
    template: ['nothing'],
    step: ['nothing'],
    opportunity: ['nothing'],
    owner: ['nobody'],
    due: ['2026-04-01'],
    shipped: ['2026-03-04'],
    issue: ['SHOP-1'],
    email: ['owner@localhost'],
    password: ['wrong', 'a good password'],
  };
  /** What is put in the place of every value, one at a time. */
  const NASTY: unknown[] = [
    '',
    '\u0000',
    'a\u0000b',
    '\ud800',
    "' OR 1=1 --",
    '{p0:String}',
    '%',
    '\\',
    '99999999999999999999',
    '18446744073709551615',
    '9223372036854775808',
    '-1',
    '1-99999999999999999999',
    '2026-02-31',
    '2026-99-99',
    '0000-00-00',
    '9999-12-31',
    'x'.repeat(3_000),
    null,
    -1,
    0,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    true,
    [],
    {},
    [[[[]]]],
  ];

  /** The input with one of its values, at any depth, replaced. */
  function* spoil(input: unknown): Generator<unknown> {
    yield* NASTY;
    if (Array.isArray(input)) {
      for (const spoilt of input[0] === undefined ? [] : spoil(input[0])) yield [spoilt];
      if (input[0] !== undefined) yield Array.from({ length: 1_000 }, () => input[0]);
    } else if (typeof input === 'object' && input !== null) {
      for (const [name, value] of Object.entries(input)) {
        for (const spoilt of spoil(value)) yield { ...input, [name]: spoilt };
        yield Object.fromEntries(Object.entries(input).filter(([other]) => other !== name));
      }
      yield { ...input, unknown_field: 1 };
    }
  }

  const calls = Object.entries(contract).flatMap(([part, procedures]) =>
    Object.entries(procedures).map(([name, procedure]) => ({
      name: `${part}.${name}`,
      ...procedure['~orpc'],
    })),
  );

  it.each(calls)(
    '$name: whatever it is asked, it answers, or says what is wrong',
    async ({ inputSchema, route, meta }) => {
      const method = route.method ?? 'POST';
      // Signing in is limited to ten failures; a few of them would hide the rest.
      const inputs = meta.permission === 'public' ? [] : makeInputs(inputSchema, known);
      for (const input of new Set(
        inputs.flatMap((one) => [...spoil(one)]).map((one) => JSON.stringify(one)),
      )) {
        if (input === undefined) continue;
        const value: unknown = JSON.parse(input);
        const fields: Record<string, unknown> =
          typeof value === 'object' && value !== null ? { ...value } : {};
        const path = (route.path ?? '').replaceAll(/\{(\w+)\}/g, (_: string, name: string) => {
          const part = asText(fields[name] ?? '1');
          delete fields[name];
          return encodeURIComponent(part.replaceAll(/[\ud800-\udfff]/g, '\ufffd')) || '1';
        });
        const isRead = method === 'GET';
        const query = isRead
          ? `?${new URLSearchParams(Object.entries(fields).map(([name, field]): [string, string] => [name, asText(field)]))}`
          : '';
        const { status, text } = await ask(`/api${path}${query}`, {
          method,
          headers: { ...BEARER, 'Content-Type': 'application/json' },
          // what is no object is sent as it is
          body: isRead
            ? undefined
            : JSON.stringify(
                typeof value === 'object' && !Array.isArray(value) && value !== null ? fields : value,
              ),
        });
        const what = `${method} ${path} ${input.slice(0, 300)} -> ${status} ${text.slice(0, 300)}`;
        expect([200, 400, 404, 409, 413, 422, 503], what).toContain(status);
        if (status !== 200) expect(JSON.parse(text).message.length, what).toBeGreaterThan(10);
      }
    },
    60_000,
  );

  const asText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

  it('and the server goes on', async () => {
    expect(asked).toBeGreaterThan(500);
    expect(server.child.exitCode).toBe(null);
    const { status, text } = await ask('/api/reports/vocabulary', { headers: BEARER });
    expect(status).toBe(200);
    expect(JSON.parse(text).events).toMatchObject([{ name: 'Good', events: 1 }]);
  });
});
