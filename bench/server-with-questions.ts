/** A server that its parent can make answer a question of a wanted length: IPC { rows } -> { ms }. */
import { startServer } from '../src/server/main.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { ch, u64 } from '../src/server/platform/sql.ts';

const server = await startServer(
  readConfig(process.env, { data: process.argv[2] ?? '', port: Number(process.argv[3]) }),
);
process.on('message', async ({ rows }: { rows: number }) => {
  const startedAt = performance.now();
  // Nothing but work for the processor, on as many threads as any question gets.
  await server.program.context.clickhouse.queryBytes(
    ch`SELECT sum(sipHash64(number, number % 7)) FROM numbers_mt(${u64(rows)})`,
    'TSV',
  );
  process.send?.({ ms: performance.now() - startedAt });
});
const stop = async () => {
  await server.stop();
  process.exit(0);
};
process.once('SIGTERM', stop);
process.once('disconnect', stop);
