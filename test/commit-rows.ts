/** A process of its own for the test that counts fsyncs: `tsx test/commit-rows.ts DIR ROWS` commits rows one by one. */
import sql from 'sql-template-tag';
import { openEmbeddedPostgres } from '../src/server/platform/postgres.ts';

const [directory = '', rows = '0'] = process.argv.slice(2);
const postgres = await openEmbeddedPostgres(directory);
await postgres.runScript('CREATE TABLE IF NOT EXISTS kept (id int)');
for (let id = 0; id < Number(rows); id++) await postgres.run(sql`INSERT INTO kept VALUES (${id})`);
await postgres.close();
