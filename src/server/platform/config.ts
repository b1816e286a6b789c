/**
 * Every setting once: its environment variable, type, default, unit and meaning. `--help` and docs/settings.md are
 * written from this table.
 */
export const SETTINGS = {
  host: text('DESIREPATH_HOST', '127.0.0.1', 'address to listen on; 0.0.0.0 = every network interface'),
  port: whole('DESIREPATH_PORT', 4000, 'port', 'port to listen on; 0 = any free one'),
  data: text('DESIREPATH_DATA', './data', 'directory of the embedded stores'),
  clickhouseUrl: text('DESIREPATH_CLICKHOUSE_URL', '', 'URL of a ClickHouse server; empty = embedded'),
  postgresUrl: text('DESIREPATH_POSTGRES_URL', '', 'URL of a Postgres server; empty = embedded'),
  clickhouseReaders: whole(
    'DESIREPATH_CLICKHOUSE_READERS',
    4,
    'connections',
    'questions that may run at a time',
  ),
  questionTimeMs: whole('DESIREPATH_QUESTION_TIME_MS', 30_000, 'ms', 'longest time one question may take'),
  questionMemoryBytes: whole(
    'DESIREPATH_QUESTION_MEMORY_BYTES',
    4_000_000_000,
    'bytes',
    'memory one question may take in ClickHouse',
  ),
  publicUrl: text(
    'DESIREPATH_PUBLIC_URL',
    '',
    'address under which visitors reach the server; empty = as called',
  ),
  trustedProxies: whole(
    'DESIREPATH_TRUSTED_PROXIES',
    0,
    'proxies',
    'proxies in front whose X-Forwarded-For is believed; 0 = none',
  ),
  ownerEmail: text('DESIREPATH_OWNER_EMAIL', 'owner@localhost', 'sign-in of the first owner, on first start'),
  ownerPassword: text(
    'DESIREPATH_OWNER_PASSWORD',
    '',
    'password of the first owner; empty = made and printed once',
  ),
  workspaceName: text('DESIREPATH_WORKSPACE', 'My shop', 'name of the first workspace, on first start'),
  timeZone: text('DESIREPATH_TIME_ZONE', 'UTC', 'IANA time zone of the first workspace'),
  currency: text('DESIREPATH_CURRENCY', 'EUR', 'ISO 4217 currency of the first workspace'),
  writeKey: text('DESIREPATH_WRITE_KEY', '', 'write key of the first workspace; empty = made'),
  apiKey: text('DESIREPATH_API_KEY', '', 'secret API key of the first workspace; empty = made'),
  logLevel: text('DESIREPATH_LOG_LEVEL', 'info', 'trace, debug, info, warn, error or silent'),
} as const;

interface Setting<T> {
  variable: string;
  default: T;
  unit: string;
  description: string;
  read(raw: string): T;
}

export type Config = { [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K]['default'] };

/** A setting that cannot be read: names the variable, the value and what would do. */
export class ConfigError extends Error {}

/** Settings from the environment, over them those given (the command line); throws ConfigError. */
export function readConfig(
  environment: Record<string, string | undefined>,
  given: Partial<Config> = {},
): Config {
  const values: Record<string, string | number> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const raw = environment[setting.variable];
    values[name] = raw === undefined || raw === '' ? setting.default : setting.read(raw);
  }
  // The loop filled every key of the table with a value of its type.
  return { ...(values as Config), ...given };
}

/** The table as lines of help: variable, default with unit, meaning. */
export function describeSettings(): string {
  return Object.values(SETTINGS)
    .map(
      (s) =>
        `  ${s.variable}  (${s.default === '' ? 'empty' : s.default}${s.unit && ` ${s.unit}`})\n      ${s.description}`,
    )
    .join('\n');
}

function text(variable: string, fallback: string, description: string): Setting<string> {
  return { variable, default: fallback, unit: '', description, read: (raw) => raw };
}

function whole(variable: string, fallback: number, unit: string, description: string): Setting<number> {
  return {
    variable,
    default: fallback,
    unit,
    description,
    read(raw) {
      const value = Number(raw);
      if (Number.isSafeInteger(value) && value >= 0) return value;
      throw new ConfigError(
        `${variable} is "${raw}", but it must be a whole number of ${unit}, such as ${fallback}.`,
      );
    },
  };
}

/** The table as docs/settings.md. */
export function writeSettingsPage(): string {
  const rows = Object.values(SETTINGS).map(
    (s) =>
      `| \`${s.variable}\` | ${s.default === '' ? '(empty)' : `${s.default} ${s.unit}`.trim()} | ${s.description} |`,
  );
  return [
    '# Settings',
    '',
    'By environment; `--data`, `--host` and `--port` on the command line win. Written from the table in `src/server/platform/config.ts`.',
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
