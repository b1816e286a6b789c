-- The event log: immutable, the source of truth. `node` is the identifier (see Postgres `identifier`) the event is
-- filed under; who that is today is said by `person_nodes`, so a merge or an unmerge never rewrites an event.
CREATE TABLE IF NOT EXISTS events (
  workspace UInt32,
  node UInt64,                                   -- 0 = no identifier: its own journey, never a person
  at DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
  seq UInt64 CODEC(DoubleDelta, LZ4),            -- position in the log, unique, grows with every event
  code UInt16,                                   -- event name, see Postgres `event_name`
  event LowCardinality(String),
  channel LowCardinality(String),
  amount Nullable(Decimal(18, 4)),               -- signed: orders positive, refunds and cancellations negative
  currency LowCardinality(String),
  order_id String,
  source LowCardinality(String),
  source_kind LowCardinality(String),            -- browser, mobile, server, import, derived
  message_id String,
  message_hash UInt64,                           -- of (workspace, source, message_id), for exact dedup
  payload_hash UInt64,                           -- of what the item says, to tell a copy from a conflict
  type LowCardinality(String),                   -- track, page, screen, identify, group, alias
  session LowCardinality(String) DEFAULT '',
  location LowCardinality(String) DEFAULT '',
  device LowCardinality(String) DEFAULT '',
  campaign LowCardinality(String) DEFAULT '',
  category LowCardinality(String) DEFAULT '',    -- category of the first product
  identifier_types Array(LowCardinality(String)),
  identifier_values Array(String),
  properties String CODEC(ZSTD(1)),              -- JSON object
  context String CODEC(ZSTD(1)),                 -- JSON object
  received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, LZ4),
  original_at Nullable(DateTime64(3, 'UTC')),
  sent_at Nullable(DateTime64(3, 'UTC')),
  INDEX by_message message_hash TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX by_seq seq TYPE minmax GRANULARITY 1,
  INDEX by_received received_at TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
ORDER BY (workspace, node, at, seq)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- Identifier -> person where they differ (person = smallest identifier node of its people). Newest version counts.
CREATE TABLE IF NOT EXISTS person_nodes (
  workspace UInt32,
  node UInt64,
  person UInt64,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, node)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

-- One row per person: everything they did, in order (at, seq). Arrays of equal length.
-- Base: compacted. Delta: the newest whole sequence of each person touched since; an empty row = the person is gone.
CREATE TABLE IF NOT EXISTS journeys_base (
  workspace UInt32,
  bucket UInt8,                                  -- person % 32: the unit of compaction
  person UInt64,                                 -- an unidentified event: its seq with the top bit set
  identified UInt8,
  at Array(Int64) CODEC(Delta(8), LZ4),          -- ms since 1970
  code Array(UInt16),
  channel Array(UInt8),                          -- position in shared/channels.ts + 1; 0 = unknown
  amount Array(Int64),                           -- 1/10000 of the currency
  seq Array(UInt64) CODEC(Delta(8), LZ4),
  version UInt64
) ENGINE = MergeTree
PARTITION BY (workspace, bucket)
ORDER BY (workspace, person)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;

CREATE TABLE IF NOT EXISTS journeys_delta (
  workspace UInt32,
  bucket UInt8,
  person UInt64,
  identified UInt8,
  at Array(Int64) CODEC(Delta(8), LZ4),
  code Array(UInt16),
  channel Array(UInt8),
  amount Array(Int64),
  seq Array(UInt64) CODEC(Delta(8), LZ4),
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, person)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1;
