import type { Logger } from 'pino';
import type { ClickHouse } from './clickhouse.ts';
import type { Config } from './config.ts';
import type { Facts } from './facts.ts';
import type { Postgres } from './postgres.ts';

/** Milliseconds since 1970 now; tests and simulations bring their own. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** What every part of the server is given: no globals, no singletons. */
export interface Context {
  config: Config;
  clock: Clock;
  log: Logger;
  clickhouse: ClickHouse;
  postgres: Postgres;
  facts: Facts;
}
