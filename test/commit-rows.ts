/**
 * A process of its own for the test that counts fsyncs: `tsx test/commit-rows.ts DIR ROWS MARK` commits rows one by one,
 * and makes the folders MARK-start and MARK-end before and after, which a trace shows.
 */
import { mkdirSync } from 'node:fs';
import sql from 'sql-template-tag';
import { openEmbeddedPostgres } from '../src/server/platform/postgres.ts';

const [directory = '', rows = '0', mark = ''] = process.argv.slice(2);
const postgres = await openEmbeddedPostgres(directory);
await postgres.runScript('CREATE TABLE kept (id int)');
mkdirSync(`${mark}-start`);
for (let id = 0; id < Number(rows); id++) await postgres.run(sql`INSERT INTO kept VALUES (${id})`);
mkdirSync(`${mark}-end`);
await postgres.close();
