-- Orders told again by a second source (reports/repeated-orders.ts): found once, so that no question looks for them.
CREATE TABLE IF NOT EXISTS repeated_orders (
  workspace UInt32,
  seq UInt64 CODEC(Delta(8), LZ4)
) ENGINE = ReplacingMergeTree
ORDER BY (workspace, seq);
