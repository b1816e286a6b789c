import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../src/server/platform/config.ts';
import { PROJECT_FOLDER } from '../src/server/platform/project-folder.ts';
import { ch } from '../src/server/platform/sql.ts';
import { openProgram } from '../src/server/program.ts';

const ROWS = 60_000;
/** The command line from the sources, without building it. */
const RUNNER = `
import { runCli } from ${JSON.stringify(join(PROJECT_FOLDER, 'src/server/cli.ts'))};
process.exitCode = await runCli(process.argv.slice(2));
`;

const MAPPING = `
import: "1.0"
source: till
events:
  - event: Order Completed
    messageId: "{receipt}"
    time: { column: at }
    userId: "{card}"
    channel: store
    properties: { order_id: "{receipt}", total: { column: total, type: money } }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-kill-'));
  const rows = Array.from(
    { length: ROWS },
    (_, index) =>
      `r${index},2024-01-01T${String(index % 24).padStart(2, '0')}:00:00Z,c${index % 5_000},1.25\n`,
  );
  writeFileSync(join(folder, 'till.csv'), `receipt,at,card,total\n${rows.join('')}broken\n`);
  writeFileSync(join(folder, 'till.yaml'), MAPPING);
  writeFileSync(join(folder, 'run.mts'), RUNNER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startCli(...args: string[]): {
  child: ChildProcess;
  out: Promise<string>;
  exit: Promise<number | null>;
} {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(folder, 'run.mts'), ...args, '--data', join(folder, 'data')],
    {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, DESIREPATH_LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, exit, out: exit.then(() => text) };
}

const importTill = (...more: string[]) =>
  startCli('import', join(folder, 'till.csv'), '--mapping', join(folder, 'till.yaml'), '--json', ...more);

const reportSchema = z.object({
  rows: z.number(),
  events: z.number(),
  stored: z.number(),
  duplicates: z.number(),
  conflicts: z.number(),
  alreadyStored: z.number(),
  rejected: z.number(),
  failure: z.string().nullable(),
});
const parseReport = (text: string) => reportSchema.parse(JSON.parse(text));

/** The number of groups that the progress file says are stored, or 0. */
function readProgress(): number {
  const directory = join(folder, 'data/imports');
  const [name] = existsSync(directory)
    ? readdirSync(directory).filter((entry) => entry.endsWith('.json'))
    : [];
  return name === undefined
    ? 0
    : z.object({ groups: z.number() }).parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))).groups;
}

async function countStored() {
  const program = await openProgram(readConfig({}, { data: join(folder, 'data'), logLevel: 'silent' }));
  try {
    const [row] = await program.context.clickhouse.query(
      ch`SELECT count() AS events, uniqExact(message_id) AS receipts, toString(sum(amount)) AS amount
         FROM events WHERE source = 'till'`,
      z.object({ events: z.coerce.number(), receipts: z.coerce.number(), amount: z.string() }),
    );
    return row;
  } finally {
    await program.close();
  }
}

describe('an import that is killed', () => {
  it('goes on where it was, stores every row once, and adds nothing when run again', {
    timeout: 240_000,
  }, async () => {
    const first = importTill();
    while (readProgress() === 0 && first.child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    first.child.kill('SIGKILL');
    await first.exit;
    expect(first.child.signalCode).toBe('SIGKILL');
    const stored = readProgress();
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(ROWS);

    const second = importTill('--rejects', join(folder, 'rejects.csv'));
    const resumed = parseReport(await second.out);
    expect(await second.exit).toBe(3);
    expect(resumed).toMatchObject({
      rows: ROWS + 1,
      events: ROWS,
      alreadyStored: stored,
      rejected: 1,
      conflicts: 0,
      failure: null,
    });
    // Between the last note and the kill more was stored: those are found to be duplicates.
    expect(resumed.stored + resumed.duplicates).toBe(ROWS - stored);
    expect(readFileSync(join(folder, 'rejects.csv'), 'utf8')).toBe(
      `line,column,code,message,row\n${ROWS + 2},,ragged_row,"1 field, but there are 4 columns",broken\n`,
    );

    const third = importTill();
    expect(parseReport(await third.out)).toMatchObject({
      stored: 0,
      duplicates: ROWS,
      alreadyStored: 0,
      conflicts: 0,
    });

    expect(await countStored()).toEqual({ events: ROWS, receipts: ROWS, amount: String(ROWS * 1.25) });
  });
});
