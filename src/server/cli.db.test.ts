import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDataFolder } from '../../test/stores.ts';
import { PROJECT_FOLDER } from './platform/project-folder.ts';

const RUN_CLI = `
import('${PROJECT_FOLDER}/src/server/cli.ts').then(async ({ runCli }) => {
  process.exitCode = await runCli(process.argv.slice(1));
});
`;

let data: string;
let servers: ChildProcess[];
beforeEach(async () => {
  data = await makeDataFolder();
  servers = [];
});
afterEach(async () => {
  for (const server of servers.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  )) {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  rmSync(data, { recursive: true, force: true });
});

/** The command line in a process of its own, from the sources. */
function start(args: string[]): ChildProcess {
  const env = {
    ...process.env,
    DESIREPATH_WRITE_KEY: 'wk',
    DESIREPATH_API_KEY: 'dp_x',
    DESIREPATH_LOG_LEVEL: 'warn',
  };
  return spawn(process.execPath, ['--import', 'tsx', '-e', RUN_CLI, '--', ...args], {
    cwd: PROJECT_FOLDER,
    env,
  });
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = start(args);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

async function serve(): Promise<{ child: ChildProcess; url: string }> {
  const child = start(['serve', '--data', data, '--port', '0']);
  servers.push(child);
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += chunk;
    const found = /is at (\S+)/.exec(said);
    if (found?.[1]) return { child, url: found[1] };
  }
  throw new Error(`the server ended: ${said}`);
}

describe('the command line', () => {
  it('tells wrong usage from failure', async () => {
    expect((await run('--help')).code).toBe(0);
    expect(await run('dance')).toMatchObject({
      code: 2,
      err: expect.stringContaining("unknown command 'dance'"),
    });
    expect((await run('serve', '--port', 'x')).code).toBe(2);
    expect(await run('report', 'dance', '--data', data)).toMatchObject({
      code: 2,
      err: expect.stringContaining('There are: funnel'),
    });
    expect((await run('report', 'funnel', '--query', '{broken', '--data', data)).code).toBe(2);
    const file = join(data, 'file');
    writeFileSync(file, '');
    for (const command of [['serve'], ['init'], ['map', 'list']])
      expect(await run(...command, '--data', file)).toMatchObject({
        code: 2,
        err: expect.stringMatching(/"[^"]*file" .* is a file, not a directory/),
      });
    expect(await run('map', 'list', '--data', join(data, 'typo'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not there'),
    });
  });

  it('makes a workspace once and prints its secrets as JSON', async () => {
    const first = await run('init', '--data', data, '--json');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      email: 'owner@localhost',
      writeKey: 'wk',
      apiKey: 'dp_x',
      password: expect.stringMatching(/^.{20}$/),
    });
    const second = await run('init', '--data', data, '--json');
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain('already holds a workspace');
  });

  it('answers a question through the running server, and without one from the stores', async () => {
    const { child, url } = await serve();
    const sent = await fetch(`${url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify({ writeKey: 'wk', event: 'Tea Drunk', userId: 'u1' }),
    });
    expect(sent.status).toBe(200);
    const asked = await run('report', 'vocabulary', '--data', data, '--json');
    expect(asked).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(asked.out).events).toMatchObject([{ name: 'Tea Drunk', events: 1 }]);
    const refused = await run('report', 'funnel', '--data', data, '--query', '{"steps": 5}');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('steps is 5');

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(join(data, 'server.json'))).toBe(false);
    const alone = await run('report', 'vocabulary', '--data', data, '--json');
    expect(JSON.parse(alone.out).events).toEqual(JSON.parse(asked.out).events);
    expect((await run('report', 'vocabulary', '--data', data)).out).toMatch(/Tea Drunk +1/);
  });

  it('goes on serving when nobody reads what it says any more', async () => {
    const { child, url } = await serve(); // which reads the first line, and leaves
    child.stderr?.destroy();
    for (const path of ['/healthz', '/readyz']) expect((await fetch(url + path)).status).toBe(200);
    expect(child.exitCode).toBe(null);
  });

  it('keeps the sign-in of a workspace that an import makes, and says where it is and what to do next', async () => {
    writeFileSync(join(data, 'sales.csv'), 'id,at,total\n1,2024-01-01,2.50\n');
    writeFileSync(
      join(data, 'sales.yaml'),
      [
        'import: "1.0"',
        'source: till',
        'events:',
        '  - event: Order Completed',
        '    messageId: "{id}"',
        '    time: { column: at }',
        '    properties: { total: { column: total, type: money }, currency: GBP }',
      ].join('\n'),
    );
    const command = [
      'import',
      join(data, 'sales.csv'),
      '--mapping',
      join(data, 'sales.yaml'),
      '--data',
      data,
    ];
    const first = await run(...command);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('stored    1 stored') });
    const file = join(data, 'first-secrets.json');
    expect(first.err).toContain(`Its sign-in, password and keys are in ${file}`);
    expect(first.err).toContain('Amounts in GBP are counted as EUR');
    expect(first.err).toContain(`See it with: bin/desirepath serve --data ${data}`);

    const { email, password } = JSON.parse(readFileSync(file, 'utf8'));
    const { url } = await serve();
    const signIn = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify({ email, password }),
    });
    expect(signIn.status).toBe(200);
    const again = await run(...command);
    expect(again.err).toContain(`See it at: ${url}`);
    expect(again.err).not.toContain('first-secrets');
  });

  it('stores a map, gives it back, and fails with 4 when it misses a target', async () => {
    const file = join(data, 'tea.yaml');
    const write = (target: string) =>
      writeFileSync(
        file,
        `map: "1.0"
id: tea
title: Tea
metrics: { cups: { kind: count, event: Tea Drunk, target: "${target}", minSample: 1 } }
stages: [{ id: drink, title: Drink, enter: Tea Drunk, kpis: [cups] }]
`,
      );
    write('>= 2');
    expect((await run('map', 'validate', file)).code).toBe(0);
    const { url } = await serve();
    await fetch(`${url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify({
        writeKey: 'wk',
        event: 'Tea Drunk',
        userId: 'u1',
        timestamp: '2026-01-05T10:00:00Z',
      }),
    });
    expect((await run('map', 'lint', file, '--data', data)).out).toContain('last seen on 2026-01-05');
    expect((await run('map', 'lint', file)).out).not.toContain('last seen');
    expect(await run('map', 'put', file, '--data', data)).toMatchObject({ code: 0, err: '' });
    expect(await run('map', 'get', 'tea', '--data', data)).toMatchObject({ out: readFileSync(file, 'utf8') });
    const check = [
      'map',
      'check',
      'tea',
      '--data',
      data,
      '--json',
      '--from',
      '2026-01-01',
      '--to',
      '2026-01-31',
    ];
    const missed = await run(...check);
    expect(missed).toMatchObject({ code: 4, err: 'Targets missed: cups.\n' });
    expect(JSON.parse(missed.out)).toMatchObject({
      kpis: [{ metric: 'cups', value: 1, state: 'missed' }],
      coverage: { events: 1 },
      conformance: { isPlanned: false, journeys: 0, rules: [] },
    });
    // a file is checked as it is, and not stored
    write('>= 1');
    expect((await run(...check.map((word) => (word === 'tea' ? file : word)))).code).toBe(0);
    expect((await run(...check)).code).toBe(4);
    write('>= 1');
    await run('map', 'put', file, '--replace', '--data', data);
    expect((await run(...check)).code).toBe(0);
    writeFileSync(file, 'map: "1.0"\nid: tea\ntitle: [\n');
    const broken = await run('map', 'validate', file);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain(`${file}:`);
  });

  it('takes a Mermaid journey, exports the map of it, and tells what differs', async () => {
    await serve(); // each command asks it, and need not open the stores
    const text = join(data, 'day.mmd');
    writeFileSync(text, 'journey\n  title My day\n  section Work\n    Make tea: 5: Me\n');
    expect(await run('map', 'put', text, '--data', data)).toMatchObject({ code: 0 });

    const svg = join(data, 'day.svg');
    const pdf = join(data, 'day.pdf');
    const days = ['--from', '2026-03-01', '--to', '2026-03-31', '--data', data];
    expect(await run('map', 'export', 'my-day', '--format', 'svg', '--out', svg, ...days)).toMatchObject({
      code: 0,
    });
    expect(readFileSync(svg, 'utf8')).toContain('31 Mar 2026 · no data yet');
    expect(await run('map', 'export', 'my-day', '--format', 'pdf', '--out', pdf, ...days)).toMatchObject({
      code: 0,
    });
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const back = await run('map', 'export', 'my-day', '--format', 'mermaid', '--out', '-', '--data', data);
    expect(back.out).toContain('Make tea: 5: Me');
    const wrong = await run('map', 'export', 'my-day', '--format', 'doc', '--out', svg, '--data', data);
    expect(wrong).toMatchObject({ code: 2 });
    expect(
      (await run('map', 'export', 'no-map', '--format', 'svg', '--out', svg, '--data', data)).err,
    ).toContain('There is no map "no-map"');

    const other = join(data, 'other.mmd');
    writeFileSync(other, readFileSync(text, 'utf8').replace('tea: 5', 'tea: 2'));
    const diff = await run('map', 'diff', 'my-day', other, '--data', data);
    expect(diff).toMatchObject({
      code: 1,
      out: 'changed emotion of step "Make tea" in stage "Work": 2 -> -1\n',
    });
    expect(JSON.parse((await run('map', 'diff', text, other, '--json')).out)).toMatchObject({
      edits: [{ kind: 'set', value: -1 }],
    });
    expect(await run('map', 'diff', text, 'my-day@current', '--data', data)).toMatchObject({
      code: 0,
      out: 'No difference.\n',
    });
  }, 180_000); // a process for each command

  it('asks before it replaces a map, and names files that are none in words', async () => {
    await serve(); // each command asks it, and need not open the stores
    const text = join(data, 'twice.mmd');
    const write = (score: number) =>
      writeFileSync(text, `journey\n  title Twice\n  Make tea: ${score}: Me\n`);
    write(5);
    expect(await run('map', 'put', text, '--data', data)).toMatchObject({ code: 0 });
    write(2);
    expect(await run('map', 'put', text, '--data', data)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/already a map "Twice" at "twice": revision 0, .*--replace/),
    });
    expect(await run('map', 'put', text, '--replace', '--data', data)).toMatchObject({ code: 0 });
    expect((await run('map', 'diff', 'twice@1', 'twice', '--data', data)).out).toContain('2 -> -1');
    expect((await run('map', 'validate', data)).err).toBe(
      `${data} cannot be read: it is a directory; name a file.\n`,
    );
    expect((await run('map', 'diff', './none.yaml', text)).err).toContain(
      './none.yaml cannot be read: there is no such file',
    );
  }, 180_000); // a process for each command

  it('takes a map that extends another: together, alone, stored and checked', async () => {
    await serve(); // each command asks it, and need not open the stores
    const base = join(data, 'base.yaml');
    const own = join(data, 'own.yaml');
    writeFileSync(
      base,
      'map: "1.0"\nid: base\ntitle: Base\nmetrics: { cups: { kind: count, event: Tea Drunk } }\nstages: [ { id: drink, title: Drink, kpis: [cups] } ]\n',
    );
    writeFileSync(
      own,
      'map: "1.0"\nid: own\ntitle: Own\nextends: base\nstages: [ { id: drink, goal: Wake up, kpis: [cups] } ]\n',
    );
    expect(await run('map', 'validate', own, base)).toMatchObject({ code: 0, out: 'No problems.\n' });
    const alone = await run('map', 'validate', own);
    expect(alone).toMatchObject({ code: 0, out: expect.stringContaining('It extends "base"') });
    expect(await run('map', 'put', own, '--data', data)).toMatchObject({ code: 1 });
    expect(await run('map', 'put', base, '--data', data)).toMatchObject({ code: 0 });
    expect(await run('map', 'put', own, '--data', data)).toMatchObject({ code: 0 });
    expect(await run('map', 'diff', own, 'own', '--data', data)).toMatchObject({ code: 0 });
    expect(await run('map', 'check', 'own', '--data', data)).toMatchObject({ code: 0 });
    // what is wrong on the map is not passed over in silence
    writeFileSync(own, readFileSync(own, 'utf8').replace('[cups]', '[cusp]'));
    const wrong = await run('map', 'check', own, '--data', data);
    expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining('cusp') });
    expect(wrong.err).toContain('1 wrong in the map');
    expect((await run('map', 'discover', '--from', '2026-01-01', '--data', data)).code).toBe(2);
  });

  it('draws a map from what was collected, as text, as a file, and as JSON', async () => {
    const draw = (...words: string[]) => run('map', 'discover', '--data', data, ...words);
    const { url } = await serve();
    expect(await draw()).toMatchObject({ code: 1, err: expect.stringContaining('There are no journeys') });
    const way = ['Product Viewed', 'Product Added', 'Order Completed'];
    const batch = Array.from({ length: 60 }, (_, index) => ({
      type: 'track',
      event: way[index % 3],
      userId: `u${Math.floor(index / 3)}`,
      messageId: `m${index}`,
      timestamp: `2026-01-05T1${index % 3}:00:00Z`,
      properties: { channel: 'web', order_id: `o${index}` },
    }));
    const sent = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      body: JSON.stringify({ writeKey: 'wk', batch }),
    });
    expect(sent.status).toBe(200);

    const days = ['--from', '2026-01-01', '--to', '2026-01-31'];
    const drawn = await draw(...days, '--goal', 'Order Completed', '--id', 'found', '--title', 'Found');
    expect(drawn).toMatchObject({ code: 0, err: '' });
    // what it prints is a map: the checker takes it as it is, and so does the shop
    const file = join(data, 'found.yaml');
    writeFileSync(file, drawn.out);
    expect(await run('map', 'validate', file)).toMatchObject({ code: 0 });
    expect(await run('map', 'put', file, '--data', data)).toMatchObject({ code: 0 });
    expect(drawn.out).toMatch(/^id: found$/m);
    for (const event of way) expect(drawn.out).toContain(event);

    const told = await draw(...days, '--json');
    expect(JSON.parse(told.out)).toMatchObject({ goal: 'Order Completed', journeys: 20, people: 20 });
    const out = join(data, 'out.yaml');
    expect((await draw(...days, '--out', out)).out).toMatch(/3 touchpoints, from 20 journeys of 20 people/);
    expect(readFileSync(out, 'utf8')).toContain('Order Completed');
  });

  it('checks targets: a total of days without any data waits, a total of none among other events is missed', async () => {
    const { url } = await serve();
    const tea = (event: string, day: string) => ({
      type: 'track',
      event,
      userId: 'u1',
      messageId: `${event} ${day}`,
      timestamp: `2026-01-${day}T10:00:00Z`,
    });
    const batch = [tea('Tea Drunk', '05'), tea('Page Viewed', '12')];
    const sent = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      body: JSON.stringify({ writeKey: 'wk', batch }),
    });
    expect(sent.status).toBe(200);
    const file = join(data, 'tea.yaml');
    writeFileSync(
      file,
      `map: "1.0"
id: tea
title: Tea
case: { by: account }
metrics:
  cups: { kind: count, event: Tea Drunk, target: ">= 1" }
  drinkers: { kind: uniques, event: Tea Drunk, target: ">= 1" }
stages: [ { id: drink, title: Drink, kpis: [cups, drinkers], steps: [ { id: s, title: S, touchpoints: [ { id: cup, title: Cup, events: Tea Drunk } ] } ] } ]
`,
    );
    const check = (from: string, to: string, ...words: string[]) =>
      run(
        'map',
        'check',
        file,
        '--from',
        `2026-01-${from}`,
        '--to',
        `2026-01-${to}`,
        '--data',
        data,
        ...words,
      );
    const statesOf = async (from: string, to: string) =>
      JSON.parse((await check(from, to, '--json')).out).kpis.map(({ state }: { state: string }) => state);

    expect((await check('01', '09')).code).toBe(0);
    expect(await statesOf('01', '09')).toEqual(['ok', 'ok']);
    const missed = await check('10', '15');
    expect(missed).toMatchObject({ code: 4, out: expect.stringContaining('data: collected') });
    expect(missed.err).toContain('Targets missed: cups, drinkers.');
    const silent = await check('16', '20');
    expect(silent).toMatchObject({ code: 0, err: '' });
    expect(silent.out).toContain('data: none: no event was collected in these days');
    expect(await statesOf('16', '20')).toEqual(['waiting', 'waiting']);
    // what journeys are counted by is said where it is not what the file asks for
    expect(silent.out).toContain('journeysBy: account, counted by customer until accounts come');
    expect(silent.out).toContain('case_not_applied');
  });

  it('does not let a second process into a data directory, and lets one in after a crash', async () => {
    const { child } = await serve();
    const second = await run('serve', '--data', data, '--port', '0');
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toBe(
      `The data directory ${data} is in use by process ${child.pid}. Stop that one, or start with another directory: --data DIR.\n`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(data, 'server.json'))).toBe(true);
    const { url } = await serve();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')).url).toBe(url);
  });

  it('says that a port is taken', async () => {
    const { url } = await serve();
    const other = await makeDataFolder();
    const taken = await run('serve', '--data', other, '--port', new URL(url).port);
    expect(taken).toMatchObject({ code: 1, out: '' });
    expect(taken.err).toContain('choose another port with --port');
    rmSync(other, { recursive: true, force: true });
  });
});
