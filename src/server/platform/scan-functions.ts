import { createHash } from 'node:crypto';
import { typeName } from '../../scan/buffers.ts';
import { SCAN_FUNCTIONS } from '../../scan/functions.ts';
import { readScanModule } from '../../scan/module.ts';

const MODULE_PREFIX = 'desirepath_scan_';

/**
 * What the server's configuration must hold for the scan; chDB takes it as a file in the first connection's
 * `connectionArgs: ['--config-file=...']`. The engine gives freed memory back to the system at once until its memory has
 * been below its limit for the decay adjustment period (5 s by default), which made each question of those seconds take
 * more than twice as long.
 */
export const SCAN_SERVER_CONFIG = `<clickhouse>
  <allow_experimental_webassembly_udf>1</allow_experimental_webassembly_udf>
  <webassembly_udf_engine>wasmtime</webassembly_udf_engine>
  <max_parts_cleaning_thread_pool_size>1</max_parts_cleaning_thread_pool_size>
  <memory_worker_decay_adjustment_period_ms>100</memory_worker_decay_adjustment_period_ms>
  <os_threads_nice_value_merge_mutate>5</os_threads_nice_value_merge_mutate>
</clickhouse>
`;

/**
 * Puts the scan's module and functions into a ClickHouse. Safe to repeat, and cheap: the module's name carries the hash
 * of its bytes, so a changed module is a new one, and the functions are pointed at it. Older modules stay (13 kB each):
 * another server of the same cluster may still be using them.
 */
export async function installScan(run: (sql: string) => Promise<void>): Promise<void> {
  for (const statement of scanStatements(readScanModule())) await run(statement);
}

export function scanStatements(module: Uint8Array): string[] {
  const name = MODULE_PREFIX + createHash('sha256').update(module).digest('hex').slice(0, 16);
  return [
    // inserting a name that exists is an error
    `INSERT INTO system.webassembly_modules (name, code)
SELECT '${name}', base64Decode('${Buffer.from(module).toString('base64')}')
WHERE '${name}' NOT IN (SELECT name FROM system.webassembly_modules)`,
    ...Object.entries(SCAN_FUNCTIONS).map(([functionName, { arguments: columns, returns }]) => {
      const list = Object.entries(columns).map(([column, type]) => `${column} ${typeName(type)}`);
      return `CREATE OR REPLACE FUNCTION ${functionName} LANGUAGE WASM FROM '${name}' :: '${functionName}'
ARGUMENTS (${list.join(', ')}) RETURNS ${typeName(returns)}
ABI BUFFERED_V1 SETTINGS serialization_format = 'Buffers', webassembly_udf_enable_fuel = 0`;
    }),
  ];
}
