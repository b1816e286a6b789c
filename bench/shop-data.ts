import sql from 'sql-template-tag';
import type { ClickHouse } from '../src/server/platform/clickhouse.ts';
import type { Postgres } from '../src/server/platform/postgres.ts';
import { ch, u16, u32 } from '../src/server/platform/sql.ts';

export interface ShopSize {
  people: number;
}

export const BENCH_WORKSPACE = 1;

/** Names by code, from 1: common ones first. */
export const BENCH_EVENTS = [
  'Page Viewed',
  'Product Viewed',
  'Product List Viewed',
  'Products Searched',
  'Product Added',
  'Cart Viewed',
  'Checkout Started',
  'Order Completed',
  'Order Refunded',
  'Order Cancelled',
  'Email Opened',
  'Email Clicked',
  'Store Visited',
  'Call Started',
  'Chat Started',
  'Product Removed',
  'Coupon Applied',
  'Review Read',
  'Wishlist Added',
  'Product Shared',
] as const;

const BUCKETS = 32;

/**
 * Fills both stores with a shop: on average 20 events per person in visits of a few minutes over 180 days, 20 event
 * names, 12 channels; made inside the database from hashes, so every run makes the same shop.
 */
export async function fillShop(clickhouse: ClickHouse, postgres: Postgres, size: ShopSize): Promise<void> {
  await postgres.run(
    sql`INSERT INTO workspace (name) SELECT 'Bench' WHERE NOT EXISTS (SELECT 1 FROM workspace)`,
  );
  for (const [index, name] of BENCH_EVENTS.entries()) {
    await postgres.run(
      sql`INSERT INTO event_name (workspace, code, name) VALUES (${BENCH_WORKSPACE}, ${index + 1}, ${name}) ON CONFLICT DO NOTHING`,
    );
  }
  await clickhouse.runStatement('TRUNCATE TABLE events');
  await clickhouse.runStatement('TRUNCATE TABLE journeys_base');
  const slices = 8;
  for (let slice = 0; slice < slices; slice++) {
    const first = Math.floor((size.people * slice) / slices);
    const count = Math.floor((size.people * (slice + 1)) / slices) - first;
    // A visit has up to 6 events; what happens in it depends on the place in the visit, so that orders follow views.
    await clickhouse.command(
      ch`INSERT INTO events (workspace, node, at, seq, code, event, channel, amount, currency, order_id, source, source_kind, message_id, message_hash, type, properties, received_at)
        WITH
          ${names()} AS names,
          sipHash64(person, i) AS h,
          intDiv(i, 6) AS visit,
          i % 6 AS place,
          sipHash64(person, visit, 'v') AS v,
          (h % 1000) / 1000. AS u,
          multiIf(place = 0, multiIf(u < 0.6, 1, u < 0.75, 3, u < 0.85, 11, u < 0.92, 13, u < 0.96, 14, 15),
                  place = 1, multiIf(u < 0.5, 2, u < 0.7, 3, u < 0.9, 4, 1),
                  place = 2, multiIf(u < 0.5, 2, u < 0.7, 5, u < 0.8, 18, u < 0.9, 19, 1),
                  place = 3, multiIf(u < 0.4, 5, u < 0.7, 2, u < 0.8, 16, u < 0.9, 17, 1),
                  place = 4, multiIf(u < 0.45, 7, u < 0.6, 6, u < 0.8, 2, u < 0.9, 12, 20),
                  multiIf(u < 0.5, 8, u < 0.55, 9, u < 0.57, 10, u < 0.8, 1, 2)) AS c
        SELECT ${u32(BENCH_WORKSPACE)}, person,
          fromUnixTimestamp64Milli(1735689600000 + toInt64(v % (180 * 86400)) * 1000 + place * 20000 + toInt64(h % 20000)) AS at,
          person * 256 + i, c, names[c],
          ['web', 'app', 'email', 'store', 'call', 'social', 'search', 'ads', 'web', 'web', 'app', 'store'][v % 12 + 1],
          if(c = 8, toDecimal64(10 + h % 200, 4), if(c IN (9, 10), -toDecimal64(5 + h % 50, 4), NULL)), 'EUR',
          if(c IN (8, 9, 10), concat('o', toString(person), '-', toString(i)), ''),
          'bench', 'server', concat('m', toString(person * 256 + i)), sipHash64(person * 256 + i, 'm'), 'track',
          if(c = 8, concat('{"total":', toString(10 + h % 200), ',"coupon":"', if(h % 7 = 0, 'SPRING', ''), '"}'),
                    concat('{"position":', toString(h % 10), '}')), at
        FROM (SELECT ${u32(first)} + number + 1 AS person,
            arrayJoin(range(toUInt32(1 + least(199, -19 * log((sipHash64(number + ${u32(first)}) % 100000 + 1) / 100001.))))) AS i
          FROM numbers(${u32(count)}))
        SETTINGS max_insert_threads = 2`,
    );
  }
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    await clickhouse.command(
      ch`INSERT INTO journeys_base
        SELECT workspace, node % ${u16(BUCKETS)}, node, 1,
          arrayMap(e -> e.1, list), arrayMap(e -> e.3, list), arrayMap(e -> e.4, list), arrayMap(e -> e.5, list),
          arrayMap(e -> e.2, list), 1
        FROM (SELECT workspace, node, arraySort(groupArray((toUnixTimestamp64Milli(at), seq, code,
            toUInt8(transform(toString(channel), ['web', 'app', 'email', 'store', 'call', 'social', 'search', 'ads'], [1, 2, 3, 14, 13, 8, 9, 10], 0)),
            toInt64(coalesce(amount, 0) * 10000)))) AS list
          FROM events WHERE workspace = ${u32(BENCH_WORKSPACE)} AND node % ${u16(BUCKETS)} = ${u16(bucket)}
          GROUP BY workspace, node ORDER BY node)`,
    );
  }
  await clickhouse.runStatement('OPTIMIZE TABLE events FINAL');
  // the journeys hold the whole log
  await postgres.run(
    sql`INSERT INTO log_cursor (name, seq) VALUES ('journeys', ${size.people * 256 + 256}) ON CONFLICT (name) DO NOTHING`,
  );
  await clickhouse.insert('migration', [{ name: 'bench-shop' }]);
}

/** One identifier per person, as a store that was filled over HTTP has them at least. */
export async function fillIdentifiers(postgres: Postgres, { people }: ShopSize): Promise<void> {
  const slice = 100_000;
  for (let from = 1; from <= people; from += slice) {
    await postgres.run(
      sql`INSERT INTO identifier (node, workspace, type, value, person, source, first_seen_at)
        OVERRIDING SYSTEM VALUE
        SELECT n, ${BENCH_WORKSPACE}::int, 'anonymous_id', 'a' || n, n, 'bench', now()
        FROM generate_series(${from}::bigint, ${Math.min(people, from + slice - 1)}::bigint) AS n ON CONFLICT DO NOTHING`,
    );
  }
  await postgres.run(
    sql`SELECT setval(pg_get_serial_sequence('identifier', 'node'), greatest(${people}::bigint, (SELECT max(node) FROM identifier)))`,
  );
}

function names() {
  return ch`[${BENCH_EVENTS.map((name) => ch`${name}`)}]`;
}
