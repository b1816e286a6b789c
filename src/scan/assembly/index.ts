/** The sequence engine: what ClickHouse and Node call. ABI: memory.ts; formats: columns.ts. */
export {
  createBuffer as clickhouse_create_buffer,
  destroyBuffer as clickhouse_destroy_buffer,
  usedBytes,
} from './memory';
export { channels as dp_channels } from './channels';
export { funnel as dp_funnel } from './funnel';
export { paths as dp_paths, walksOf as dp_walks } from './paths';
export { ribbon as dp_ribbon } from './ribbon';
export { stages as dp_stages } from './stages';
export { stays as dp_stays } from './stays';
export { tally as dp_tally } from './tally';
