/**
 * The bench's questions asked of raw events, in SQL that ClickHouse, DuckDB and Postgres all take. The table `raw` has
 * person, at_ms, seq, code, channel, amount (1/10000), sorted by (person, at_ms, seq).
 */

export const FUNNEL_EVENTS = [
  'Product Viewed',
  'Product Added',
  'Checkout Started',
  'Order Completed',
] as const;
export const WINDOW_MS = 14 * 86_400_000;
export const GAP_MS = 30 * 60_000;
export const WALK_STEPS = 5;

export type QuestionName = 'funnel' | 'paths' | 'channels';

/**
 * Exact: at every event of step k the latest start of a run that can reach it, as running maxima. A window function per
 * step, because each needs the one before; ordered by time only, so that events of one instant see each other.
 */
export function funnelSql(codes: readonly number[]): string {
  const over = 'OVER (PARTITION BY person ORDER BY at_ms RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)';
  const steps = codes.reduce(
    (inner, code, index) => {
      const start = index === 0 ? 'at_ms' : `s${index}`;
      const isOpen = index === 0 ? '' : ` AND at_ms - s${index} <= ${WINDOW_MS}`;
      return `SELECT *, max(CASE WHEN code = ${code}${isOpen} THEN ${start} END) ${over} AS s${index + 1} FROM (${inner}) AS step_${index}`;
    },
    `SELECT person, at_ms, code FROM raw WHERE code IN (${codes.join(', ')})`,
  );
  const reached = codes
    .map((_, index) => `max(s${index + 1}) IS NOT NULL AS reached_${index + 1}`)
    .join(', ');
  const counts = codes.map(
    (_, index) => `sum(CASE WHEN reached_${index + 1} THEN 1 ELSE 0 END) AS step_${index + 1}`,
  );
  return `SELECT ${counts.join(', ')} FROM (SELECT person, ${reached} FROM (${steps}) AS steps GROUP BY person) AS people`;
}

/** Links of the walks' first items: position, code, next code (0 = none), walks, people. */
export function pathsSql(): string {
  const journey = 'OVER (PARTITION BY person ORDER BY at_ms, seq)';
  const walk = 'OVER (PARTITION BY person, walk ORDER BY at_ms, seq)';
  return `SELECT position, code, next, count(*) AS walks, count(DISTINCT person) AS people
    FROM (SELECT person, code, row_number() ${walk} AS position, coalesce(lead(code) ${walk}, 0) AS next
      FROM (SELECT * FROM (SELECT *, lead(code) ${walk} AS following
          FROM (SELECT person, at_ms, seq, code,
              sum(cut) OVER (PARTITION BY person ORDER BY at_ms, seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS walk
            FROM (SELECT person, at_ms, seq, code, CASE WHEN at_ms - lag(at_ms) ${journey} > ${GAP_MS} THEN 1 ELSE 0 END AS cut
              FROM raw) AS gaps) AS walks) AS followed
        WHERE coalesce(following, 0) <> code) AS runs) AS placed
    WHERE position <= ${WALK_STEPS}
    GROUP BY position, code, next`;
}

export function channelsSql(orderCode: number): string {
  return `SELECT channel, count(DISTINCT person) AS people, count(*) AS events,
      sum(CASE WHEN code = ${orderCode} THEN 1 ELSE 0 END) AS orders, sum(amount) AS units
    FROM raw GROUP BY channel`;
}

/** What every engine must agree on: numbers by name, such as `step 2` or `2: Product Viewed > Product Added`. */
export type Numbers = Record<string, number>;

export interface Measured {
  /** wall time of each run */
  ms: number[];
  /** processor time of this process during each run: steadier than wall time on a shared machine */
  cpuMs: number[];
  numbers: Numbers;
  /** the question of the other engines whose numbers are among these */
  sameAs?: QuestionName;
}

export interface EngineResult {
  engine: string;
  people: number;
  questions: Partial<Record<string, Measured>>;
  /** it answers in another process than the one that asks */
  isServer?: boolean;
  /** largest resident memory of the process that answered */
  memoryBytes: number;
}

type Row = Record<string, unknown>;

/** Rows of the three questions as numbers by name, the same for every engine. */
export const readNumbers: Record<QuestionName, (rows: readonly Row[], names: readonly string[]) => Numbers> =
  {
    funnel: ([row = {}]) =>
      Object.fromEntries(
        FUNNEL_EVENTS.map((_, index) => [`step ${index + 1}`, Number(row[`step_${index + 1}`])]),
      ),
    paths: (rows, names) =>
      Object.fromEntries(
        rows
          .filter(({ position, next }) => Number(next) > 0 && Number(position) < WALK_STEPS)
          .flatMap(({ position, code, next, walks, people }) => {
            const link = `${position}: ${names[Number(code) - 1]} > ${names[Number(next) - 1]}`;
            return [
              [link, Number(walks)],
              [`${link} (people)`, Number(people)],
            ];
          }),
      ),
    channels: (rows) =>
      Object.fromEntries(
        rows.flatMap(({ channel, people, events, orders, units }) => [
          [`${channel} people`, Number(people)],
          [`${channel} events`, Number(events)],
          [`${channel} orders`, Number(orders)],
          [`${channel} revenue`, Number(units) / 10_000],
        ]),
      ),
  };

/** Runs a question several times, the first untimed. */
export async function measure(runs: number, ask: () => Promise<Numbers>): Promise<Measured> {
  let numbers = await ask();
  const ms: number[] = [];
  const cpuMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    numbers = await ask();
    const { user, system } = process.cpuUsage(before);
    ms.push(performance.now() - startedAt);
    cpuMs.push((user + system) / 1000);
  }
  return { ms, cpuMs, numbers };
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const peakMemoryBytes = () => process.resourceUsage().maxRSS * 1024;
